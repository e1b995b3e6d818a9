"""aioimaplib's protocol with bounds: on lines, on literals, on silence, and on what is done after the end."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from aioimaplib.aioimaplib import Command, IMAP4ClientProtocol, IncompleteRead

from mailgate.receive.imap.failures import ConnectionBroken
from mailgate.receive.imap.fetch import Fetch

#: Bytes of one line; the UIDs of two million mails fit in.
_LINE = 16 * 1024 * 1024
#: Bytes of a literal before anybody asked for a larger one.
_LITERAL = 64 * 1024
_MAILS = re.compile(rb"\* (\d{1,10}) (EXISTS|EXPUNGE)\b", re.IGNORECASE)


class GuardedProtocol(IMAP4ClientProtocol):  # type: ignore[misc]
    """Feeds the library line by line and ends the connection at the first thing that is not IMAP."""

    current_command: Any
    incomplete_line: bytes

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(loop, None)
        #: Done once the connection is gone.
        self.lost: asyncio.Future[None] = loop.create_future()
        #: Why we ended it, or what the server said last.
        self.reason = "the server closed the connection"
        #: How many mails the server says the open folder holds; it may say so with any answer (RFC 3501 section 7.3.1).
        self.exists = 0
        #: Largest literal the command at hand may bring, in bytes.
        self.literal_limit = _LITERAL
        #: What AUTHENTICATE answers to one challenge after the other; and the last of these, in base64.
        self.sasl_answers: list[str] = []
        self.challenge = b""
        #: The beginning of a short mail, whose rest is on its way.
        self._begun = b""
        #: True while nothing may follow a tagged response: what does was put there by somebody in between.
        self.expects_tls = False

    def data_received(self, d: bytes) -> None:
        try:
            self._feed(d)
        except Exception as error:
            self.end(f"the server broke the protocol: {error!r}")

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.lost.done():
            self.lost.set_result(None)
        if exc is not None:
            self.reason = str(exc) or repr(exc)
        for command in (self.pending_sync_command, *self.pending_async_commands.values()):
            if command is not None:
                self._give_up(command)

    def send(self, line: str, scrub: str | None = None) -> None:
        # The library's own way writes passwords into its log.
        if self.transport is not None:
            self.transport.write(f"{line}\r\n".encode())

    def end(self, reason: str) -> None:
        """End the connection at once, without a word to the server, which may not be listening any more."""
        if not self.lost.done():
            self.reason = reason
        if self.transport is not None:
            self.transport.abort()
        self.connection_lost(None)

    def _give_up(self, command: Command) -> None:
        command._exception = ConnectionBroken(self.reason)
        command.close(b"", "KO")

    def _feed(self, data: bytes) -> None:
        # Line by line: the library recurses once a line of what it is given.
        data, self._begun, start = self._begun + data, b"", 0
        while start < len(data) and not self.lost.done():
            if self.expects_tls and self.pending_sync_command is None:
                # RFC 3501 section 6.2.1: what came in clear text behind the OK would be taken for the server's own.
                raise ValueError("data in clear text after STARTTLS")
            start, only_lacks_its_end = self._taken_whole(data, start)
            if only_lacks_its_end:
                self._begun = data[start:]
                return
            end = self._end_of_piece(data, start)
            if end > start:
                self._handle_piece(data[start:end])
            start = end

    def _taken_whole(self, data: bytes, start: int) -> tuple[int, bool]:
        """Where that begins which is no whole response to the FETCH at hand, and whether it only lacks its end."""
        command = self.pending_async_commands.get("FETCH")
        between = self.current_command is None and not self.incomplete_line and self.pending_sync_command is None
        if not between or not isinstance(command, Fetch):
            return start, False
        return command.take(data, start, literal_limit=self.literal_limit)

    def _end_of_piece(self, data: bytes, start: int) -> int:
        command = self.current_command
        if command is not None and command.wait_literal_data():
            return start + int(command._expected_size) - len(command._resp_literal_data)
        found = data.find(b"\n", start)
        return len(data) if found < 0 else found + 1

    def _handle_piece(self, piece: bytes) -> None:
        command, line = self.current_command, self.incomplete_line + piece
        self.current_command, self.incomplete_line = None, b""
        try:
            self._handle_responses(line, self._handle_line, command)
        except IncompleteRead as more:
            self.current_command, self.incomplete_line = more.cmd, more.data
        if len(self.incomplete_line) > _LINE:
            raise ValueError("an endless line")
        if self.current_command is not None and self.current_command._expected_size > self.literal_limit:
            raise ValueError(f"a literal of {self.current_command._expected_size} bytes")

    def _untagged_response(self, line: bytes) -> Any:
        if line[:5].upper() == b"* BYE" and (self.pending_sync_command is None or self._is_not_logout()):
            raise ValueError(line[2:200].decode("ascii", "replace"))
        if (told := _MAILS.match(line)) is not None:
            self.exists = int(told[1]) if told[2].upper() == b"EXISTS" else self.exists - 1
        return super()._untagged_response(line)

    def _is_not_logout(self) -> bool:
        return getattr(self.pending_sync_command, "name", "") != "LOGOUT"

    def _continuation(self, line: bytes) -> None:
        if getattr(self.pending_sync_command, "name", "") == "AUTHENTICATE":
            if not self.sasl_answers:
                raise ValueError("the server asks for more than its mechanism does")
            self.challenge = line[2:].strip()
            self.send(self.sasl_answers.pop(0))
            return
        super()._continuation(line)
