"""Both databases for every test that asks: a real PostgreSQL, and SQLite files."""

from __future__ import annotations

import ctypes
import glob
import io
import itertools
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path

import psycopg
import pytest
import structlog

from mailgate.store.database import Database
from mailgate.store.migrate import migrate

pytest_plugins = [
    "tests.rig.daemon",
    "tests.rig.desk",
    "tests.rig.certificate",
    "tests.rig.oauth_issuer",
    "tests.rig.dovecot",
    "tests.rig.postfix",
    "tests.rig.clients",
]

START_WAIT_S = 30.0


class PostgresqlServer:
    """A PostgreSQL of our own on a loopback port; ``stop`` and ``start`` keep its data and its port."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._account = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        self._folder = Path(tempfile.mkdtemp(prefix="mailgate-postgresql-", dir="/tmp"))
        if self._account:
            shutil.chown(self._folder, "postgres", "postgres")
        self._process: subprocess.Popen[bytes] | None = None
        self._names = itertools.count(1)
        self.host = "127.0.0.1"
        self.port = _free_port(self.host)
        self._run("initdb", "--pgdata=data", "--auth=trust", "--username=postgres", "--no-sync", "--encoding=UTF8")

    def url(self, name: str) -> str:
        return f"postgresql://postgres@{self.host}:{self.port}/{name}"

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self, *, fsync: bool = False) -> None:
        """Start, and return when it answers. ``fsync``: as in production; off it is faster and as safe from a kill."""
        command = [self._programs / "postgres", "-D", "data", "-h", self.host, "-p", str(self.port)]
        settings = ["unix_socket_directories=", "shared_buffers=32MB", "max_connections=200"]
        if not fsync:
            settings += ["fsync=off", "full_page_writes=off"]
        command += [word for setting in settings for word in ("-c", setting)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self._folder, stdout=log, stderr=log, preexec_fn=_end_with_parent, **self._account
            )
        self._wait_until_it_answers()

    def stop(self, *, kill: bool = False) -> None:
        """Stop as an administrator does (clients are cut off), or ``kill`` as a crash does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if kill else signal.SIGINT)
            self._process.wait(START_WAIT_S)
            self._process = None

    def new_database(self, template: str = "template1") -> str:
        """Make a database, empty or a copy of ``template``, and return its URL."""
        name = f"desk_{next(self._names)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def drop_database(self, url: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)")

    def remove(self) -> None:
        self.stop(kill=True)
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        command = [self._programs / program, *arguments]
        subprocess.run(command, cwd=self._folder, check=True, capture_output=True, **self._account)

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_WAIT_S
        while True:
            try:
                psycopg.connect(self.url("postgres"), connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                if not self.running or time.monotonic() > until:
                    raise RuntimeError((self._folder / "log").read_text()[-2000:]) from None
                time.sleep(0.02)


def _end_with_parent() -> None:
    # PR_SET_PDEATHSIG: a test run that is killed leaves no server behind.
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _free_port(host: str) -> int:
    # Below the ports that the kernel gives to clients, so that it is still free after a stop.
    for port in random.sample(range(20_000, 32_000), 100):
        with socket.socket() as probe:
            try:
                probe.bind((host, port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port")


def _postgresql_programs() -> Path | None:
    """The folder of ``postgres`` and ``initdb``: on PATH, or where Debian puts them; the newest wins."""
    on_path = shutil.which("postgres")
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/postgres"), key=lambda path: int(path.split("/")[4]))
    candidates = [Path(on_path).resolve().parent] if on_path else []
    candidates += [Path(path).parent for path in reversed(found)]
    return next((folder for folder in candidates if (folder / "initdb").exists()), None)


@pytest.fixture(autouse=True, scope="session")
def _no_logging_of_its_own() -> Iterator[None]:
    """A command that is run inside the test's process must not bind all loggers to that test's captured stderr."""
    structlog.configure(
        # The default shows every local of a traceback, which takes a busy machine minutes.
        processors=[structlog.processors.add_log_level, structlog.processors.format_exc_info, _LINES],
        logger_factory=structlog.PrintLoggerFactory(file=_Stderr()),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mailgate.log.configure", lambda level="info": None)
        yield


_LINES = structlog.processors.KeyValueRenderer(key_order=["level", "event"])


class _Stderr(io.StringIO):
    """Whatever stderr is when something is written: pytest changes it with every test."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """One server for the session; a test takes ``postgresql`` instead, which is sure to run."""
    programs = _postgresql_programs()
    if programs is None:
        reason = "PostgreSQL is neither on PATH nor in /usr/lib/postgresql"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    server = PostgresqlServer(programs)
    try:
        server.start()
        yield server
    finally:
        server.remove()


@pytest.fixture
def postgresql(postgresql_server: PostgresqlServer) -> Iterator[PostgresqlServer]:
    """A running PostgreSQL. The test may stop and start it."""
    yield postgresql_server
    if not postgresql_server.running:
        postgresql_server.start()


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: PostgresqlServer) -> str:
    """Name of a migrated database to copy."""
    url = postgresql_server.new_database()
    migrate(url)
    return url.rpartition("/")[2]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("migrated") / "mailgate.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the test's own, migrated and empty."""
    if request.param == "sqlite":
        copy = shutil.copy(request.getfixturevalue("migrated_sqlite"), tmp_path / "mailgate.db")
        yield f"sqlite:///{copy}"
        return
    server = request.getfixturevalue("postgresql")
    url = server.new_database(template=request.getfixturevalue("migrated_postgresql"))
    yield url
    if not server.running:
        server.start()
    server.drop_database(url)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The test's own database, opened."""
    database = Database.open(database_url)
    yield database
    database.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a skipped test is a failed one: its program is missing, or it would never be noticed."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr[-1] if isinstance(report.longrepr, tuple) else ''}"
    return report
