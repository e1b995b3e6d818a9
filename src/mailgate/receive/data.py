"""Reading the DATA section of one mail, chunk by chunk, without I/O (RFC 5321 section 4.5.2)."""

from __future__ import annotations

import re

from mailgate.metrics import LIMITS
from mailgate.model.limits import SessionLimits
from mailgate.receive import replies
from mailgate.receive.memory import Budget

#: The only end of data (RFC 5321 section 4.1.1.4); anything laxer lets one mail hide another ("SMTP smuggling").
_END = b"\r\n.\r\n"
#: What some other server would take for the end. Written as two, because a literal first byte is searched for fast.
_LAX_ENDS = (re.compile(rb"\n\x00*\.\x00*[\r\n]"), re.compile(rb"\r\x00*\.\x00*[\r\n]"))
_DOT_AT_LINE_START = re.compile(rb"\n\.")
#: Received headers are looked for in this many bytes.
_HEADERS_SEEN = 512 * 1024


class DataSection:
    """Collects one mail in one growing buffer and finds out whether it may be kept.

    A mail that is over a limit is read on to its end, but no longer stored: the peer gets its
    reply after the final dot (RFC 5321 section 4.2.5).
    """

    def __init__(self, limits: SessionLimits, budget: Budget) -> None:
        self._limits = limits
        self._budget = budget
        # The CRLF of the DATA command begins the first line, so that a lone dot right after it is an end of data.
        self._buffer = bytearray(b"\r\n")
        self._line_start = 2
        # The line of the final dot is not one of the mail's.
        self._lines = -1
        self._held = 0
        self._refusal: bytes | None = None
        #: Bytes that arrived, refused ones included.
        self.size = 0

    def feed(self, chunk: bytes) -> bytes | None:
        """Take what arrived: None while the mail goes on, else the bytes that came after its end."""
        buffer = self._buffer
        search_from = max(0, len(buffer) - len(_END) + 1)
        buffer += chunk
        end = buffer.find(_END, search_from)
        rest = None
        if end >= 0:
            rest = bytes(memoryview(buffer)[end + len(_END) :])
            del buffer[end + 2 :]
            chunk = chunk[: len(chunk) - len(rest)]
        self.size += len(chunk)
        if self._refusal is None:
            self._refusal = self._check(chunk)
        if self._refusal is not None and rest is None:
            self._drop()
        return rest

    def finish(self) -> bytes | None:
        """The mail without transparency dots, every line ending in CRLF; None when ``refusal`` says why not."""
        if self._refusal is None and hides_an_end(self._buffer):
            self._refusal = replies.BAD_LINE_ENDINGS
        if self._refusal is not None:
            return None
        raw = self._content()
        if len(raw) > self._limits.message_size:
            self._refusal = replies.MAIL_TOO_LARGE
        elif _hops(raw) > self._limits.hops:
            self._refusal = replies.LOOP
        return raw if self._refusal is None else None

    @property
    def refusal(self) -> bytes | None:
        """The reply for a mail that cannot be kept; None while nothing speaks against it."""
        return self._refusal

    def release(self) -> None:
        """Give the memory back to the budget; to be called once the mail was kept, refused or lost."""
        self._budget.give_back(self._held)
        self._held = 0

    def _content(self) -> bytes:
        """Undo transparency and mend bare LFs; never more than two copies of the mail at a time."""
        if _DOT_AT_LINE_START.search(self._buffer):
            # The leading CRLF keeps its place: only the dot behind each CRLF goes.
            self._buffer = self._buffer.replace(b"\r\n.", b"\r\n")
        raw = bytes(memoryview(self._buffer)[2:])
        self._buffer = bytearray()
        if self._lines != raw.count(b"\r\n"):
            raw = raw.replace(b"\r\n", b"\n")
            raw = raw.replace(b"\n", b"\r\n")
        return raw

    def _check(self, chunk: bytes) -> bytes | None:
        self._lines += chunk.count(b"\n")
        if self._lines > self._limits.lines:
            return replies.TOO_MANY_LINES
        # At most one transparency dot a line does not count as content; finish() looks again without them.
        if self.size > self._limits.message_size + self._lines + len(_END):
            return replies.MAIL_TOO_LARGE
        if self._line_too_long():
            return replies.BODY_LINE_TOO_LONG
        if not self._budget.take(len(chunk)):
            LIMITS.fired(34)
            return replies.TEMPORARY
        self._held += len(chunk)
        return None

    def _line_too_long(self) -> bool:
        """Jump from line end to line end, each as far ahead as a line may reach: a few steps for a whole chunk."""
        buffer, reach = self._buffer, self._limits.line_length
        while len(buffer) - self._line_start > reach:
            last = buffer.rfind(b"\n", self._line_start, self._line_start + reach)
            if last < 0:
                return True
            self._line_start = last + 1
        return False

    def _drop(self) -> None:
        """Keep only what the search for the end still needs."""
        del self._buffer[: max(0, len(self._buffer) - len(_END) + 1)]
        self.release()


def hides_an_end(data: bytes | bytearray) -> bool:
    """True when a line of nothing but a dot ends, or begins, in another way than by CRLF; NULs are looked through.

    ``data`` begins with the CRLF before the first line and does not hold the true end of data.
    """
    return any(lax_end.search(data) for lax_end in _LAX_ENDS)


def _hops(raw: bytes) -> int:
    """Received headers, which tell how many hosts the mail passed (RFC 5321 section 6.3)."""
    end = raw.find(b"\r\n\r\n", 0, _HEADERS_SEEN)
    head = raw[: end if end >= 0 else _HEADERS_SEEN].lower()
    return head.count(b"\nreceived:") + head.startswith(b"received:")
