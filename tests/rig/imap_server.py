"""A scripted IMAP server on loopback that can break every promise of RFC 3501."""

from __future__ import annotations

import base64
import re
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

#: Says what a command does instead; True when that was the whole answer. Called with the peer, the tag and the line.
Fault = Callable[["Peer", str, str], bool]
_LITERAL = re.compile(r"<(\d+)\.(\d+)>")


class Refusal(Exception):
    """The command is answered by NO."""


class Peer:
    """One connection."""

    def __init__(self, server: ImapServer, connection: socket.socket) -> None:
        self.server = server
        self.connection = connection
        self.lines = connection.makefile("rb")

    def say(self, *lines: str | bytes) -> None:
        for line in lines:
            self.connection.sendall((line.encode() if isinstance(line, str) else line) + b"\r\n")

    def hang_up(self) -> None:
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        with suppress(OSError, ValueError):
            self.say("* OK ready")
            while line := self.lines.readline().decode().rstrip("\r\n"):
                tag, _, rest = line.partition(" ")
                self._answer(tag, rest)
        self.connection.close()

    def _answer(self, tag: str, line: str) -> None:
        words = line.upper().split() or ["DONE"]
        name = " ".join(words[:2]) if words[0] == "UID" else words[0]
        faults = self.server.faults.get(name, [])
        if faults and faults.pop(0)(self, tag, line):
            return
        handler = getattr(self, "do_" + name.lower().replace(" ", "_"), None)
        try:
            if handler is not None:
                handler(line)
        except Refusal:
            self.say(f"{tag} NO not possible")
            return
        self.say(f"{tag} OK done")

    def do_capability(self, _: str) -> None:
        self.say(f"* CAPABILITY IMAP4rev1 {self.server.capabilities}")

    def do_select(self, _: str) -> None:
        server = self.server
        self.say(f"* {len(server.mails)} EXISTS", f"* OK [UIDVALIDITY {server.uidvalidity}] valid")
        self.say(f"* OK [UIDNEXT {max(server.mails, default=0) + 1}] next")

    def do_uid_search(self, line: str) -> None:
        wanted = self._uids(line.split()[-1]) if line.split()[-1] != "ALL" else sorted(self.server.mails)
        self.say("* SEARCH " + " ".join(map(str, wanted)))

    def do_uid_fetch(self, line: str) -> None:
        for place, uid in enumerate(self._uids(line.split()[2]), 1):
            raw = self.server.mails[uid]
            if "RFC822.SIZE" in line:
                self.say(f"* {place} FETCH (UID {uid} RFC822.SIZE {len(raw)})")
                continue
            part = _LITERAL.search(line)
            raw = raw[int(part[1]) :][: int(part[2])] if part else raw
            self.say(f"* {place} FETCH (UID {uid} BODY[] {{{len(raw)}}}", raw + b")")

    def do_uid_store(self, line: str) -> None:
        self.server.stored.append(line)

    def do_uid_move(self, line: str) -> None:
        for uid in self._uids(line.split()[2]):
            self.server.moved[uid] = self.server.mails.pop(uid)

    def do_uid_copy(self, line: str) -> None:
        for uid in self._uids(line.split()[2]):
            self.server.moved[uid] = self.server.mails[uid]

    def do_uid_expunge(self, line: str) -> None:
        for uid in self._uids(line.split()[2]):
            del self.server.mails[uid]

    def do_idle(self, _: str) -> None:
        self.say("+ idling")
        self.server.idling.set()
        self.lines.readline()

    def do_authenticate(self, line: str) -> None:
        """XOAUTH2 and OAUTHBEARER; raises ``Refusal`` behind the challenge."""
        words = line.split()
        if len(words) == 2:
            self.say("+ ")
            words.append(self.lines.readline().decode().strip())
        token = base64.b64decode(words[2]).partition(b"Bearer ")[2].strip(b"\x01").decode()
        self.server.shown.append(token)
        if token not in self.server.tokens:
            self.say("+ " + base64.b64encode(b'{"status":"401"}').decode())
            self.server.last_words.append(self.lines.readline().decode().rstrip("\r\n"))
            raise Refusal

    def do_logout(self, _: str) -> None:
        self.say("* BYE")

    def _uids(self, wanted: str) -> list[int]:
        """Those of a sequence set that exist; ``n:*`` always has the last one."""
        uids: set[int] = set()
        last = max(self.server.mails, default=0)
        for part in wanted.split(","):
            first, _, end = part.partition(":")
            low, high = int(first), last if end == "*" else int(end or first)
            uids |= {uid for uid in self.server.mails if min(low, high) <= uid <= max(low, high)}
        return sorted(uids)


class ImapServer:
    """One mailbox; ``faults`` are used up from the left, by command name."""

    def __init__(self) -> None:
        self.mails: dict[int, bytes] = {}
        self.moved: dict[int, bytes] = {}
        self.stored: list[str] = []
        self.uidvalidity = 7
        self.capabilities = "IDLE MOVE UIDPLUS"
        self.faults: dict[str, list[Fault]] = {}
        #: Access tokens that are taken; those that were shown; and what was said to a refusal.
        self.tokens: set[str] = set()
        self.shown: list[str] = []
        self.last_words: list[str] = []
        self.idling = threading.Event()
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=Peer(self, connection).run, daemon=True).start()
