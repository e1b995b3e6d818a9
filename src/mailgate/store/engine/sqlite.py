"""SQLite: a file of our own, with its safety asserted on every connection."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, NullPool, QueuePool, create_engine, event

from mailgate.errors import ConfigurationError, StoreUnavailable
from mailgate.store.engine.backend import Backend
from mailgate.store.engine.checkpointing import Checkpointer
from mailgate.store.engine.turns import Turnstile

GROUP_UNITS = 256
BUSY_TIMEOUT_S = 5.0
POOL_WAIT_S = 2.0

#: What must be in force, as SQLite reads it back. Without FULL a commit may be undone by a power loss.
_IN_FORCE = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
#: Statements that a connection keeps prepared; the road of a mail alone has dozens.
_PREPARED = 400
#: KiB. No mmap: it turns an I/O error of the disk into a SIGBUS that kills the process.
_CACHE_KIB = 8 * 1024
#: A commit that fills this many pages of the log (48 MiB) copies them into the database, unless the checkpointer has.
_CHECKPOINT_PAGES = 12288
_LOG_KEPT_BYTES = 64 * 1024 * 1024
#: How long a commit may wait for readers to let go of the log, in milliseconds.
_LOG_WAIT_MS = 100
#: Their locks and shared memory do not reach the other machine.
_NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "fuse.sshfs"})


def open_sqlite(url: URL) -> Backend:
    """Make the file where there is none (its folder too, mode 0600) and the engines; nothing is read yet.

    Raises:
        ConfigurationError: the path is no file of ours to make, or lies on a network file system.
    """
    path = _database_file(url)
    reading = _engine(path, begin="BEGIN", query_only=True)
    writing = _engine(path, begin="BEGIN IMMEDIATE", query_only=False)
    turnstile = Turnstile(path)
    checkpointer = Checkpointer(lambda: _connected(path))

    def release() -> None:
        checkpointer.close()
        turnstile.close()

    return Backend(
        dialect="sqlite",
        reading=reading,
        writing=writing,
        group_units=GROUP_UNITS,
        turn=turnstile.turn,
        savepoint=lambda driver: driver.execute("SAVEPOINT unit"),
        next_savepoint=_next_savepoint,
        undo=lambda driver: driver.execute("ROLLBACK TO unit"),
        tidy=LogKeeper(path).tidy,
        # A full disk makes SQLite roll back by itself; what followed would then commit piecemeal.
        is_sound=lambda driver: bool(driver.in_transaction),
        committed=checkpointer.committed,
        release=release,
    )


def _next_savepoint(driver: sqlite3.Connection) -> None:
    driver.execute("RELEASE unit")
    driver.execute("SAVEPOINT unit")


class LogKeeper:
    """Keeps the write-ahead log short where readers overlap all the time.

    SQLite begins the log anew only when nobody reads from it; by itself it never waits for that moment
    ("Write-Ahead Logging", section 6: checkpoint starvation).
    """

    def __init__(self, database: Path) -> None:
        self._log = f"{database}-wal"
        self._allowed = _LOG_KEPT_BYTES

    def tidy(self, driver: sqlite3.Connection) -> None:
        """Wait shortly for the readers when the log has grown too long; in vain, again after it grew by a quarter."""
        if os.stat(self._log).st_size <= self._allowed:
            return
        driver.execute(f"PRAGMA busy_timeout = {_LOG_WAIT_MS}")
        (busy, _, _) = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        driver.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_S * 1000:.0f}")
        self._allowed = self._allowed + _LOG_KEPT_BYTES // 4 if busy else _LOG_KEPT_BYTES


def _database_file(url: URL) -> Path:
    if not url.database or url.database.startswith((":", "file:")):
        raise ConfigurationError([f"database: {url.render_as_string()} names no file"])
    path = Path(url.database).absolute()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        system = file_system_of(path.parent)
        if system in _NETWORK_FILE_SYSTEMS:
            raise ConfigurationError([f"database: {path} lies on {system}; SQLite needs a local disk"])
        if not path.exists():
            _make_private(path)
    except OSError as error:
        raise ConfigurationError([f"database: cannot make {path}: {error.strerror}"]) from error
    return path


def file_system_of(folder: Path, mounts: Path = Path("/proc/self/mountinfo")) -> str:
    """The type of the file system that a folder lies on (``ext4``, ``nfs4``), or empty where the system does not say.

    Source: proc_pid_mountinfo(5): field 3 is the device, the type follows the lone dash.
    """
    device = os.stat(folder).st_dev
    wanted = f"{os.major(device)}:{os.minor(device)}"
    with suppress(OSError):
        for line in mounts.read_text().splitlines():
            fields = line.split()
            if fields[2] == wanted:
                return fields[fields.index("-") + 1]
    return ""


def _make_private(path: Path) -> None:
    # Linked into place, never opened there: to close any file descriptor of a database drops this process's
    # locks on it ("How To Corrupt An SQLite Database File", section 2.2).
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    os.close(handle)
    try:
        with suppress(FileExistsError):
            os.link(name, path)
    finally:
        os.unlink(name)


def _connected(path: Path) -> sqlite3.Connection:
    driver = sqlite3.connect(path, isolation_level=None)
    prepare(driver, query_only=False)
    return driver


def _engine(path: Path, *, begin: str, query_only: bool) -> Engine:
    pool: dict[str, Any] = {"poolclass": NullPool}
    if query_only:
        pool = {"poolclass": QueuePool, "pool_size": 4, "max_overflow": 4, "pool_timeout": POOL_WAIT_S}
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        connect_args={
            "timeout": BUSY_TIMEOUT_S,
            "isolation_level": None,
            "check_same_thread": False,
            "cached_statements": _PREPARED,
        },
        # A message of an error must not carry a customer's mail.
        hide_parameters=True,
        **pool,
    )
    event.listen(engine, "connect", lambda driver, _: prepare(driver, query_only=query_only))
    event.listen(engine, "begin", lambda connection: connection.connection.driver_connection.execute(begin))
    return engine


def prepare(driver: sqlite3.Connection, *, query_only: bool) -> None:
    """Set up a new connection.

    Raises:
        StoreUnavailable: a pragma that durability rests on is not in force.
    """
    driver.execute("PRAGMA journal_mode = WAL")
    driver.execute("PRAGMA synchronous = FULL")
    driver.execute("PRAGMA foreign_keys = ON")
    driver.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    driver.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT_PAGES}")
    driver.execute(f"PRAGMA journal_size_limit = {_LOG_KEPT_BYTES}")
    if query_only:
        driver.execute("PRAGMA query_only = ON")
    assert_in_force(driver)


def assert_in_force(driver: sqlite3.Connection) -> None:
    """Raise ``StoreUnavailable`` unless every pragma that durability rests on is in force."""
    for pragma, wanted in _IN_FORCE.items():
        (found,) = driver.execute(f"PRAGMA {pragma}").fetchone()
        if found != wanted:
            raise StoreUnavailable(f"SQLite runs with {pragma} = {found} where {wanted} is needed")
