"""Mail under load: senders that behave like an MTA, and the ledger of what they were promised."""

from __future__ import annotations

import base64
import contextlib
import itertools
import random
import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

#: A peer's patience: a reply that takes longer has failed.
REPLY_S = 30.0
_CUSTOMERS = 60
_ANSWERS = 0.1
#: Now and then the connection breaks before the 250 is read, and the mail is sent again (RFC 1047).
_LOST_REPLIES = 0.05


@dataclass
class Probe:
    """One mail that must become exactly one message."""

    name: str
    sender: str
    content: bytes
    #: The mail that this one answers.
    parent: Probe | None
    attempts: int = 0

    @property
    def message_id(self) -> str:
        return f"{self.name}@customers.test"


@dataclass
class Ledger:
    """What the peers saw. Lists are only appended to, so any thread may read them."""

    sent: list[Probe] = field(default_factory=list)
    #: Got their 250.
    acknowledged: list[Probe] = field(default_factory=list)
    #: Replies that were neither expected nor 250, without their text.
    refusals: list[str] = field(default_factory=list)
    #: Attempts to which no reply came in time.
    stalled: list[str] = field(default_factory=list)
    #: Attempts that ended with the connection, or found none.
    broken: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        counts = {name: len(value) for name, value in vars(self).items()}
        return f"{counts}, refusals {sorted(set(self.refusals))}"


class Refused(Exception):
    """A reply of another class than the one hoped for."""


class Load:
    """Threads that send mail after mail, each until its 250, while ``running``.

    A mail without its 250 is sent again with another ``Received`` line; after ``finish`` every mail has got one.
    """

    def __init__(self, ports: Callable[[], dict[str, int]], *, seed: int, senders: int, pause: float) -> None:
        self.ledger = Ledger()
        self._ports = ports
        self._seed = seed
        #: Seconds of each sender between two mails.
        self._pause = pause
        self._numbers = itertools.count(1)
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._abandoned = False
        # The last one speaks LMTP.
        protocols = ["smtp"] * (senders - 1) + ["lmtp"]
        self._threads = [
            threading.Thread(target=self._send_all, args=(place, protocol), daemon=True)
            for place, protocol in enumerate(protocols)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def finish(self, patience: float = 90.0) -> None:
        """No new mails; return when every begun one has its 250."""
        self._over.set()
        end = time.monotonic() + patience
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
            assert not thread.is_alive(), f"a mail never got its 250: {self.ledger}"

    def abandon(self) -> None:
        """Stop at once, whatever was promised; for a test that is over."""
        self._over.set()
        self._abandoned = True

    def wait_until(self, holds: Callable[[Ledger], bool], patience: float = REPLY_S) -> None:
        with self._changed:
            assert self._changed.wait_for(lambda: holds(self.ledger), patience), str(self.ledger)

    def wait_for_more(self, count: int) -> None:
        """Until ``count`` more mails got their 250."""
        wanted = len(self.ledger.acknowledged) + count
        self.wait_until(lambda ledger: len(ledger.acknowledged) >= wanted, 2 * REPLY_S)

    def _send_all(self, place: int, protocol: str) -> None:
        chance = random.Random(f"{self._seed}/{place}")
        while not self._over.is_set():
            probe = self._next_probe(chance)
            self._note(self.ledger.sent, probe)
            self._over.wait(self._pause)
            while not self._send(probe, chance, protocol) and not self._abandoned:
                # An MTA waits longer, but it must not run in circles either.
                threading.Event().wait(0.2)

    def _send(self, probe: Probe, chance: random.Random, protocol: str) -> bool:
        probe.attempts += 1
        trace = f"Received: from try-{probe.attempts}.mta.test by mx.mta.test; Fri, 20 Nov 2026 10:00:00 +0000\r\n"
        try:
            with Peer(self._ports()[protocol], protocol) as peer:
                peer.send(probe.sender, trace.encode() + probe.content, deaf=chance.random() < _LOST_REPLIES)
        except Refused as refusal:
            self._note(self.ledger.refusals, str(refusal))
        except TimeoutError:
            self._note(self.ledger.stalled, probe.name)
        except OSError as error:
            self._note(self.ledger.broken, f"{probe.name}: {error!r}")
        else:
            self._note(self.ledger.acknowledged, probe)
            return True
        return False

    def _note(self, where: list, what: object) -> None:
        with self._changed:
            where.append(what)
            self._changed.notify_all()

    def _next_probe(self, chance: random.Random) -> Probe:
        name = f"probe-{self._seed}-{next(self._numbers)}"
        parent = None
        if self.ledger.acknowledged and chance.random() < _ANSWERS:
            parent = chance.choice(self.ledger.acknowledged[-200:])
        sender = parent.sender if parent else f"customer{chance.randrange(_CUSTOMERS)}@customers.test"
        return Probe(name, sender, _content(chance, name, sender, parent), parent)


class Peer:
    """One session of SMTP or LMTP over a bare socket, with one mail."""

    def __init__(self, port: int, protocol: str) -> None:
        self._hello = b"LHLO mta.test" if protocol == "lmtp" else b"EHLO mta.test"
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=REPLY_S)
        if self._socket.getsockname() == self._socket.getpeername():
            # A connection to a free port of the kernel's own range can reach itself.
            self._socket.close()
            raise ConnectionRefusedError("nobody listens")
        self._replies = self._socket.makefile("rb")

    def __enter__(self) -> Peer:
        return self

    def __exit__(self, *_: object) -> None:
        self._replies.close()
        self._socket.close()

    def send(self, sender: str, raw: bytes, *, to: str = "support@desk.test", deaf: bool = False) -> bytes:
        """Send one mail and return its reply. ``deaf``: hang up behind the final dot.

        Raises:
            Refused: with the code and enhanced code of a reply that was not hoped for.
        """
        self.begin(sender, to=to)
        self._socket.sendall(stuffed(raw) + b".\r\n")
        if deaf:
            raise ConnectionAbortedError("the reply was not waited for")
        reply = self._expect(b"250")
        # What was acknowledged stays so, whatever becomes of this.
        with contextlib.suppress(OSError, Refused):
            self._command(b"QUIT", b"221")
        return reply

    def begin(self, sender: str, *, to: str = "support@desk.test") -> None:
        """Everything up to the first byte of the mail."""
        self._expect(b"220")
        self._command(self._hello, b"250")
        self._command(f"MAIL FROM:<{sender}>".encode(), b"250")
        self._command(f"RCPT TO:<{to}>".encode(), b"250")
        self._command(b"DATA", b"354")

    def _command(self, line: bytes, wanted: bytes) -> bytes:
        self._socket.sendall(line + b"\r\n")
        return self._expect(wanted)

    def _expect(self, wanted: bytes) -> bytes:
        while True:
            line = self._replies.readline()
            if not line.endswith(b"\n"):
                raise ConnectionResetError("closed by the peer")
            if line[3:4] != b"-":
                break
        if not line.startswith(wanted):
            raise Refused(line.decode().strip())
        return line


def stuffed(raw: bytes) -> bytes:
    """A mail as it goes over the wire: CRLF line ends, dots at line starts doubled (RFC 5321 section 4.5.2)."""
    lines = re.sub(rb"\r?\n", b"\r\n", raw)
    if not lines.endswith(b"\r\n"):
        lines += b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines)


def _content(chance: random.Random, name: str, sender: str, parent: Probe | None) -> bytes:
    """From 500 bytes to 200 KB, most of them small."""
    size = int(min(200_000, 500 * chance.paretovariate(0.7)))
    thread = f"In-Reply-To: <{parent.message_id}>\r\nReferences: <{parent.message_id}>\r\n" if parent else ""
    head = (
        f"From: Customer <{sender}>\r\nTo: support@desk.test\r\nSubject: Matter of {name}\r\n"
        f"Message-ID: <{name}@customers.test>\r\nDate: Fri, 20 Nov 2026 10:00:00 +0000\r\n{thread}MIME-Version: 1.0\r\n"
    )
    words = f"This is {name}.\r\n.A line with a dot in front.\r\n" + "All is broken again.\r\n" * min(40, size // 100)
    if size < 8_000:
        return f"{head}Content-Type: text/plain\r\n\r\n{words}".encode()
    file = base64.encodebytes(chance.randbytes(size * 3 // 4)).replace(b"\n", b"\r\n")
    parts = (
        f'{head}Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n{words}'
        f'--b\r\nContent-Type: application/octet-stream; name="{name}.bin"\r\n'
        f'Content-Disposition: attachment; filename="{name}.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
    )
    return parts.encode() + file + b"--b--\r\n"
