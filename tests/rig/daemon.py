"""A real daemon process, its customers, its agent, and the relay that its mail goes to."""

from __future__ import annotations

import contextlib
import ctypes
import io
import json
import os
import signal
import smtplib
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from tests.rig.relay import PATIENCE_S, Relay

from mailgate.cli import run as command_line

_PYTHONPATH = [folder for folder in [os.environ.get("PYTHONPATH")] if folder]

#: A fault that fits the product no more ends the process: ``site`` alone would only print that it failed.
_INJECTED = """\
import os
import sys
import traceback
WORKER = "mailgate.daemon.worker" in sys.orig_argv
try:
{fault}
except BaseException:
    traceback.print_exc()
    os._exit(99)
"""

SERVER = """\
desks = ["desk.toml"]
[server]
name = "desk.test"
database = "{database}"
data_dir = "var"
workers = {workers}
[listen]
smtp = "127.0.0.1:0"
lmtp = "127.0.0.1:0"
http = "127.0.0.1:0"
[relay]
url = "smtp://127.0.0.1:{relay}"
[authentication]
verify = false
agents = "token"
[limits]
acks_per_address = "off"
acks_per_unverified = "off"
automatic_per_ticket = "off"
automatic_per_recipient = "off"
automatic_per_domain = "off"
automatic_per_tenant = "off"
replies_per_recipient = "off"
replies_per_tenant = "off"
"""

DESK = """\
tenant = "acme"
name = "Acme Support"
default_sla = "{sla}"
[[queue]]
key = "support"
address = "support@desk.test"
team = "front"
[[team]]
key = "front"
agents = ["ann@agents.test", "bob@agents.test"]
[[agent]]
email = "ann@agents.test"
name = "Ann"
[[agent]]
email = "bob@agents.test"
name = "Bob"
[rate_limit]
tickets_per_sender = "off"
tickets_per_domain = "off"
replies_per_ticket = "off"
{more}
"""


@dataclass
class Daemon:
    """``mailgate serve`` as a process; ``start`` again after ``kill`` takes up the same data."""

    folder: Path
    relay: Relay
    process: subprocess.Popen | None = None
    ports: dict[str, int] = field(default_factory=dict)
    #: Words before the command, ``strace`` and its options.
    under: tuple[str, ...] = ()

    @property
    def config(self) -> Path:
        return self.folder / "mailgate.toml"

    def configure(self, database: str, *, workers: int = 1, sla: str = "standard", more: str = "") -> None:
        self.config.write_text(SERVER.format(database=database, workers=workers, relay=self.relay.port))
        (self.folder / "desk.toml").write_text(DESK.format(sla=sla, more=more))

    def inject(self, fault: str) -> None:
        """Have this Python run first in the front and in each worker: a fault of ours, without a hook in the product.

        ``WORKER`` tells it where it is. A ``sitecustomize`` module is imported before any other (module ``site``).
        """
        folder = self.folder / "faults"
        folder.mkdir(exist_ok=True)
        (folder / "sitecustomize.py").write_text(
            _INJECTED.format(fault=textwrap.indent(textwrap.dedent(fault), "    "))
        )

    def start(self) -> None:
        log = (self.folder / "log").open("ab")
        self.process = subprocess.Popen(
            [*self.under, sys.executable, "-m", "mailgate", "serve", "--config", str(self.config)],
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
            preexec_fn=_end_with_parent,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(self.folder / "faults"), *_PYTHONPATH])},
        )
        log.close()
        for line in self.process.stdout:
            if line.strip() == "ready":
                return
            name, _, address = line.strip().partition(" ")
            self.ports[name] = int(address.rpartition(":")[2])
        raise AssertionError((self.folder / "log").read_text()[-3000:])

    def stop(self) -> int:
        """SIGTERM; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE_S + 10)
        self.process = None
        return code

    def kill(self) -> None:
        """SIGKILL to the front and, with it, to all of its workers."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def kill_front(self) -> None:
        """SIGKILL to the front alone: its workers are orphans."""
        self.process.kill()
        self.process.wait()
        self.process = None

    def workers(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in path.read_text().split()]

    def send(self, raw: bytes | str, *, sender: str, to: str = "support@desk.test") -> None:
        """One mail by SMTP; returns after its 250."""
        content = raw.encode() if isinstance(raw, str) else raw
        with smtplib.SMTP("127.0.0.1", self.ports["smtp"], timeout=PATIENCE_S) as client:
            client.sendmail(sender, [to], content)

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess:
        """A command of the command line beside the daemon."""
        command, *rest = arguments
        words = [command, *rest, "--config", str(self.config)]
        return subprocess.run(
            [sys.executable, "-m", "mailgate", *words], input=stdin, capture_output=True, text=True, timeout=60
        )

    def json(self, *arguments: str):
        """What a command tells machines; asked in this process, for a new one takes a second to start."""
        said = io.StringIO()
        with contextlib.redirect_stdout(said), pytest.raises(SystemExit) as ended:
            command_line([*arguments, "--json", "--config", str(self.config)])
        assert ended.value.code == 0, said.getvalue()
        return json.loads(said.getvalue())

    def tickets(self) -> list[dict]:
        return self.json("tickets", "list")

    def messages(self, ref: str) -> list[dict]:
        """What people said on a ticket, oldest first; our own mails left out."""
        found = self.json("tickets", "show", ref)["messages"]
        return [message for message in found if message["kind"] != "system"]

    def api(self, method: str, path: str, body: object = None, *, token: str = ""):
        """A request to the API: its status and its JSON."""
        request = Request(f"http://127.0.0.1:{self.ports['http']}{path}", method=method)
        request.add_header("Content-Type", "application/json")
        if token:
            request.add_header("Authorization", f"Bearer {token}")
        content = None if body is None else json.dumps(body).encode()
        try:
            with urlopen(request, content, timeout=PATIENCE_S) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            return error.code, json.loads(error.read() or b"null")

    def wait_until(self, holds: Callable[[], object]) -> object:
        """Wait for what another process does; its result once it is true."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            found = holds()
            if found:
                return found
            time.sleep(0.1)
        raise AssertionError((self.folder / "log").read_text()[-3000:])

    def processed(self) -> int:
        return sum(row["state"] == "processed" for row in self.json("inbox", "list", "--limit", "100000"))


def _end_with_parent() -> None:
    # PR_SET_PDEATHSIG: a test run that is killed leaves no daemon behind.
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


@pytest.fixture
def relay() -> Iterator[Relay]:
    running = Relay()
    yield running
    running.close()


@pytest.fixture
def idle_daemon(tmp_path: Path, relay: Relay) -> Iterator[Daemon]:
    """A daemon that the test configures and starts itself."""
    daemon = Daemon(tmp_path, relay)
    yield daemon
    if daemon.process is not None:
        with contextlib.suppress(ProcessLookupError):
            daemon.kill()


@pytest.fixture
def daemon(idle_daemon: Daemon, database_url: str) -> Daemon:
    """A running daemon on each database."""
    idle_daemon.configure(database_url)
    idle_daemon.start()
    return idle_daemon


def mail(
    sender: str,
    subject: str,
    text: str,
    *,
    message_id: str,
    to: str = "support@desk.test",
    **headers: str,
) -> str:
    """A plain mail; ``headers`` by their names with underscores."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return (
        f"From: {sender}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{message_id}>\r\n"
        f"Date: Fri, 20 Nov 2026 10:00:00 +0000\r\n{more}\r\n{text}\r\n"
    )


@pytest.fixture
def write() -> Callable[..., str]:
    return mail
