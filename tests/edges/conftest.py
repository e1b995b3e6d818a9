"""Listeners on loopback with a scripted intake behind them, and a client that speaks raw SMTP."""

from __future__ import annotations

import asyncio
import itertools
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from mailgate.model.envelope import NewMail
from mailgate.model.limits import SessionLimits
from mailgate.model.server import Listener
from mailgate.receive.listeners import MailListeners
from mailgate.receive.strain import Machine, resident_bytes

#: Seconds after which a test that waits for a peer has failed.
PATIENCE = 20.0
LOOPBACK = ("127.0.0.0/8", "::1")


class ScriptedIntake:
    """Keeps mails in a list; can be told to be full, to fail, or to wait."""

    def __init__(self) -> None:
        self.routes: dict[str, str] = {
            "support@desk.test": "desk",
            "sales@desk.test": "desk",
            "help@other.test": "other",
            "full@full.test": "full",
        }
        self.kept: list[NewMail] = []
        self.calls = 0
        self.full = False
        #: What accept makes of its mails; None numbers them.
        self.outcome: Callable[[Sequence[NewMail]], Sequence[int | Exception]] | None = None
        self.begun = threading.Event()
        self._waiting: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ids = itertools.count(1)

    def route(self, address: str) -> str | None:
        return self.routes.get(address.lower())

    def storage_full(self) -> bool:
        return self.full

    def hold(self) -> None:
        """Let every accept wait for ``let_go``."""
        self._waiting = asyncio.Event()

    def let_go(self) -> None:
        assert self._waiting is not None
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._waiting.set)

    async def accept(self, mails: Sequence[NewMail]) -> Sequence[int | Exception]:
        self.calls += 1
        self._loop = asyncio.get_running_loop()
        self.begun.set()
        if self._waiting is not None:
            await self._waiting.wait()
        results = self.outcome(mails) if self.outcome else [next(self._ids) for _ in mails]
        self.kept += [mail for mail, result in zip(mails, results, strict=False) if isinstance(result, int)]
        return results


class Clock:
    """A monotonic clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class Client:
    """A raw socket with just enough SMTP."""

    def __init__(self, connection: socket.socket) -> None:
        connection.settimeout(PATIENCE)
        self.socket = connection
        self._stream = connection.makefile("rb")

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def reply(self) -> str:
        """One reply, its lines joined by newlines; empty once the server has hung up."""
        lines = []
        while True:
            try:
                line = self._stream.readline()
            except ConnectionError:
                line = b""
            if not line:
                return "\n".join(lines)
            assert line.endswith(b"\r\n"), line
            lines.append(line[:-2].decode("ascii"))
            if line[3:4] == b" ":
                return "\n".join(lines)

    def say(self, line: str | bytes) -> str:
        self.send((line.encode() if isinstance(line, str) else line) + b"\r\n")
        return self.reply()

    def hello(self, verb: str = "EHLO") -> str:
        """Take the greeting, answer it, and hand back the answer to that."""
        self.reply()
        return self.say(f"{verb} client.test")

    def address(self, *recipients: str, sender: str = "jane@customer.test") -> list[str]:
        """MAIL and one RCPT for each recipient; all replies."""
        replies = [self.say(f"MAIL FROM:<{sender}>")]
        return replies + [self.say(f"RCPT TO:<{recipient}>") for recipient in recipients]

    def deliver(self, content: bytes, *recipients: str) -> str:
        """A whole transaction; the reply after the final dot. ``content`` ends in CRLF and is dot-stuffed."""
        self.address(*(recipients or ("support@desk.test",)))
        reply = self.say("DATA")
        assert reply.startswith("354"), reply
        return self.say(content + b".")

    def half_close(self) -> None:
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Hang up so that the server learns of it at once."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def silent(self) -> bool:
        """True while the server has said nothing that was not read."""
        self.socket.setblocking(False)
        try:
            self.socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        finally:
            self.socket.settimeout(PATIENCE)
        return False

    def start_tls(self, context: ssl.SSLContext) -> None:
        self._stream.close()
        self.socket = context.wrap_socket(self.socket, server_hostname="localhost")
        self._stream = self.socket.makefile("rb")

    def close(self) -> None:
        with suppress(OSError):
            self._stream.close()
        self.socket.close()


class Post:
    """``MailListeners`` on an event loop in a thread of its own."""

    def __init__(self, folder: Path, limits: SessionLimits, trusted: tuple[str, ...], **options: Any) -> None:
        self.intake = ScriptedIntake()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._clients: list[Client] = []
        self.listeners = MailListeners(
            self.intake, name="desk.test", limits=limits, trusted_relays=trusted, **{"tls": None, **options}
        )
        self.path = folder / "lmtp.sock"
        lines = self.run(self.listeners.start(Listener(host="127.0.0.1", port=0), Listener(path=str(self.path))))
        self.smtp_port = int(lines[0].rpartition(":")[2])
        self.lines = lines

    def run(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return self.begin(coroutine).result(PATIENCE)

    def begin(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def connect(self) -> Client:
        """An SMTP connection; nothing is read yet."""
        return self._keep(socket.create_connection(("127.0.0.1", self.smtp_port), PATIENCE))

    def connect_lmtp(self) -> Client:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(str(self.path))
        return self._keep(connection)

    def session(self) -> Client:
        """An SMTP connection after EHLO."""
        client = self.connect()
        client.hello()
        return client

    def lmtp_session(self) -> Client:
        client = self.connect_lmtp()
        client.hello("LHLO")
        return client

    def wait_for_accepts(self, count: int) -> None:
        self.run(self._until(lambda: self.intake.calls >= count))

    def wait_for_kept(self, count: int) -> None:
        self.run(self._until(lambda: len(self.intake.kept) >= count))

    def wait_for_sessions(self, count: int) -> None:
        self.run(self._until(lambda: len(self.listeners.reception.sessions) == count))

    async def _until(self, condition: Callable[[], bool]) -> None:
        """Let the listeners' loop turn until it is so; each turn waits for nothing."""
        while not condition():
            await asyncio.sleep(0)

    def close_listeners(self) -> None:
        self.run(self.listeners.drain(timedelta(seconds=5)))

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.close_listeners()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(PATIENCE)
        self._loop.close()

    def _keep(self, connection: socket.socket) -> Client:
        client = Client(connection)
        self._clients.append(client)
        return client


@pytest.fixture(autouse=True)
def _quiet_log() -> Iterator[None]:
    """Log lines go nowhere: stdout and stderr are what some tests look at."""
    before = structlog.get_config()
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    yield
    structlog.configure(**before)


@pytest.fixture
def open_post(tmp_path: Path) -> Iterator[Callable[..., Post]]:
    """Opens listeners; keywords of ``SessionLimits``, and ``trusted``, ``tls``, ``clock``, ``resident``."""
    opened: list[Post] = []

    def open_(
        *,
        trusted: tuple[str, ...] = LOOPBACK,
        tls: ssl.SSLContext | None = None,
        clock: Clock | None = None,
        resident: Callable[[], int] | None = None,
        **limits: Any,
    ) -> Post:
        machine = Machine(clock=clock or time.monotonic, resident=resident or resident_bytes)
        opened.append(Post(tmp_path, SessionLimits(**limits), trusted, tls=tls, machine=machine))
        return opened[-1]

    yield open_
    for post in opened:
        post.close()


@pytest.fixture
def post(open_post: Callable[..., Post]) -> Post:
    """Listeners with the default limits; the client is a trusted relay."""
    return open_post()


@pytest.fixture
def clock() -> Clock:
    return Clock()
