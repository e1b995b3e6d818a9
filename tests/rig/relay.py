"""The relay that a daemon's mail goes to: it keeps what it takes, and can be told to misbehave."""

from __future__ import annotations

import contextlib
import re
import socket
import socketserver
import threading
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

#: A loaded test machine is slow; a test that waits this long has failed.
PATIENCE_S = 60.0

#: Instead of a reply: the connection is closed without a word.
HANG_UP = b"hang up"
#: Instead of a reply: nothing, until the relay closes.
SILENCE = b"silence"


@dataclass(frozen=True)
class Letter:
    """A mail that the relay took."""

    sender: str
    recipient: str
    raw: bytes

    @property
    def message(self) -> Message:
        return message_from_bytes(self.raw)

    @property
    def text(self) -> str:
        for part in self.message.walk():
            if part.get_content_type() == "text/plain":
                return part.get_payload(decode=True).decode()
        return ""

    def __getitem__(self, name: str) -> str:
        return str(self.message[name] or "").replace("\r\n", "").replace("\n", "")


#: Asked with the stage (``greeting``, ``dot``, or a command in four small letters) and the recipient, once known;
#: its answer is a reply, ``HANG_UP``, ``SILENCE``, or None for the usual.
Script = Callable[[str, str], bytes | None]


class Relay:
    """Takes every mail that is sent to it and keeps it, in order, unless its script says otherwise."""

    def __init__(self, script: Script = lambda stage, recipient: None) -> None:
        self.letters: list[Letter] = []
        self.script = script
        self.port = 0
        self._changed = threading.Condition()
        self._closed = threading.Event()
        self.open()

    def open(self) -> None:
        """Listen; again on the same port after ``close``."""
        relay = self

        class Session(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                relay._connections.add(self.request)
                with contextlib.suppress(OSError, ValueError):
                    _Session(relay, self.rfile, self.wfile).run()

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._closed.clear()
        self._connections: set[socket.socket] = set()
        self._server = Server(("127.0.0.1", self.port), Session)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop listening and cut every session."""
        self._closed.set()
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def to(self, recipient: str) -> list[Letter]:
        return [letter for letter in self.letters if letter.recipient == recipient]

    def wait_for(self, wanted: Callable[[Letter], bool], count: int = 1) -> list[Letter]:
        """The first ``count`` letters that are wanted, as soon as they came."""
        with self._changed:
            self._changed.wait_for(lambda: sum(map(wanted, self.letters)) >= count, PATIENCE_S)
            found = [letter for letter in self.letters if wanted(letter)]
        assert len(found) >= count, [(letter.recipient, letter["Subject"]) for letter in self.letters]
        return found

    def keep(self, letter: Letter) -> None:
        with self._changed:
            self.letters.append(letter)
            self._changed.notify_all()

    def wait_until_closed(self) -> None:
        self._closed.wait(10 * PATIENCE_S)


class _HungUp(OSError):
    pass


class _Session:
    """One connection of a client."""

    def __init__(self, relay: Relay, reading, writing) -> None:
        self._relay = relay
        self._reading = reading
        self._writing = writing
        self._sender = self._recipient = ""
        self._begun = False

    def run(self) -> None:
        self._answer("greeting", b"220 relay.test")
        for line in self._reading:
            stage = line[:4].decode().lower().strip()
            if stage == "mail" and self._begun:
                self._say(b"503 5.5.1 Nested MAIL")
                continue
            if stage == "mail":
                self._sender, self._recipient = _path(line), ""
            elif stage == "rcpt":
                self._recipient = _path(line)
            elif stage == "data":
                if self._answer(stage, b"354 go on").startswith(b"354"):
                    self._take()
                    self._begun = False
                continue
            answer = self._answer(stage, b"221 bye" if stage == "quit" else b"250 relay.test")
            if stage in ("mail", "rset", "ehlo"):
                self._begun = stage == "mail" and answer.startswith(b"250")
            if stage == "quit":
                return

    def _take(self) -> None:
        letter = Letter(self._sender, self._recipient, _data(self._reading))
        scripted = self._relay.script("dot", self._recipient)
        # Who hangs up behind the dot may well have taken the mail: here it always has.
        if scripted is None or scripted in (HANG_UP, SILENCE) or scripted.startswith(b"2"):
            self._relay.keep(letter)
        self._say(scripted or b"250 taken")

    def _answer(self, stage: str, usual: bytes) -> bytes:
        reply = self._relay.script(stage, self._recipient) or usual
        self._say(reply)
        return reply

    def _say(self, reply: bytes) -> None:
        if reply == SILENCE:
            self._relay.wait_until_closed()
        if reply in (HANG_UP, SILENCE):
            raise _HungUp
        self._writing.write(reply + b"\r\n")


def _path(line: bytes) -> str:
    return re.search(rb"<([^>]*)>", line)[1].decode()


def _data(reading) -> bytes:
    lines = []
    for line in reading:
        if line == b".\r\n":
            return b"".join(lines)
        lines.append(line[1:] if line.startswith(b".") else line)
    raise _HungUp
