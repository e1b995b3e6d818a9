"""The client's side of one LMTP delivery (RFC 2033), with few imports: a mail server starts it once a mail."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

# sysexits.h
OK, USAGE, DATA_ERROR, TEMPORARY, CONFIG = 0, 64, 65, 75, 78

#: Seconds for one reply; the daemon answers well before, or is in trouble.
_TIMEOUT = 60.0


class Failed(Exception):
    """The mail was not taken; the exit code says whether to try again."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(text)
        self.code = code


class Lmtp:
    """One LMTP connection (RFC 2033)."""

    def __init__(self, address: str) -> None:
        try:
            self._socket = _connect(address)
        except OSError as error:
            raise Failed(TEMPORARY, f"{address}: {error.strerror or error}") from error
        self._replies = self._socket.makefile("rb")

    def deliver(self, sender: str, to: Sequence[str], mail: bytes) -> list[str]:
        """Hand one mail over; the last reply for each recipient, in order."""
        try:
            return self._deliver(sender, to, mail)
        except OSError as error:
            raise Failed(TEMPORARY, f"connection lost: {error.strerror or error}") from error

    def _deliver(self, sender: str, to: Sequence[str], mail: bytes) -> list[str]:
        self._need(self._reply())
        self._need(self._ask("LHLO localhost"))
        utf8 = "" if all(address.isascii() for address in (sender, *to)) else " SMTPUTF8"
        self._need(self._ask(f"MAIL FROM:<{sender}> SIZE={len(mail)}{utf8}"))
        replies = [self._ask(f"RCPT TO:<{address}>") for address in to]
        if any(reply.startswith("2") for reply in replies):
            self._need(self._ask("DATA"), "3")
            self._socket.sendall(mail + b".\r\n")
            replies = [self._reply() if reply.startswith("2") else reply for reply in replies]
        self._socket.sendall(b"QUIT\r\n")
        return replies

    def _ask(self, command: str) -> str:
        self._socket.sendall(command.encode() + b"\r\n")
        return self._reply()

    def _reply(self) -> str:
        while True:
            line = self._replies.readline(4096)
            if not line.endswith(b"\n"):
                raise ConnectionResetError("the daemon hung up")
            if line[3:4] != b"-":
                return line.decode("ascii", "replace").rstrip()

    def _need(self, reply: str, first: str = "2") -> None:
        if not reply.startswith(first):
            raise Failed(exit_code(reply), reply)


def exit_code(reply: str) -> int:
    """Of an LMTP reply: only a 5yz is final."""
    return {"2": OK, "3": OK, "5": DATA_ERROR}.get(reply[:1], TEMPORARY)


def _connect(address: str) -> socket.socket:
    if address.startswith("unix:"):
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(_TIMEOUT)
        connection.connect(address.removeprefix("unix:"))
        return connection
    host, _, port = address.rpartition(":")
    if not port.isdecimal():
        raise Failed(CONFIG, f"{address}: not an address to listen on")
    host = host.strip("[]")
    # A daemon that listens everywhere is found on loopback.
    return socket.create_connection((host or "127.0.0.1", int(port)), _TIMEOUT)
