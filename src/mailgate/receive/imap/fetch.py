"""aioimaplib's FETCH, made for thousands of mails: the work for each response is small and the same for all."""

from __future__ import annotations

import asyncio
import re

from aioimaplib.aioimaplib import FetchCommand

from mailgate.receive.imap import answers
from mailgate.receive.imap.answers import Fetched

#: A response as most servers word it, up to its literal or else to its end (RFC 3501 section 7.4.2).
_RESPONSE = re.compile(
    rb"\* \d{1,10} FETCH \(UID (\d{1,10}) (?:RFC822\.SIZE (\d{1,10})\)|BODY\[\](?:<\d{1,10}>)? \{(\d{1,10})\})\r\n"
)
_END = b")\r\n"
#: Bytes of a mail whose rest is waited for: it came in a few pieces, that are put together anew with each.
_SHORT = 64 * 1024


class Fetch(FetchCommand):  # type: ignore[misc]
    """A FETCH that takes whole responses at once.

    What is left to the library is what came in many parts, or is worded otherwise. For that it looks for its open
    parenthesis from the end, where the library's way is quadratic in the responses; and its timer is set anew when it
    rings, not with every line.
    """

    def __init__(self, tag: str, *arguments: str, prefix: str, timeout: float) -> None:
        self._silent_since = asyncio.get_running_loop().time()
        self._taken: list[Fetched] = []
        super().__init__(tag, *arguments, prefix=prefix, timeout=timeout)

    @property
    def found(self) -> list[Fetched]:
        """The responses so far: those taken at once, then the library's, each in the order in which they came."""
        return [*self._taken, *answers.fetched(self._resp_lines)]

    def take(self, data: bytes, start: int, *, literal_limit: int) -> tuple[int, bool]:
        """Take the responses that begin at ``start`` and are all there.

        Returns:
            Where the first begins that was not taken, and whether it is one that ``data`` only lacks the end of.
        """
        self._reset_timer()
        while (found := _RESPONSE.match(data, start)) is not None:
            uid, size, length = found.groups()
            begin = end = found.end()
            if size is not None:
                self._taken.append(Fetched(uid=int(uid), size=int(size), content=None))
            elif int(length) > literal_limit:
                break
            elif data.startswith(_END, end + int(length)):
                end += int(length)
                self._taken.append(Fetched(uid=int(uid), size=None, content=data[begin:end]))
                end += len(_END)
            else:
                return start, int(length) <= _SHORT and len(data) < end + int(length) + len(_END)
            start = end
        return start, False

    def wait_data(self) -> bool:
        depth = 0
        for line in reversed(self._resp_lines):
            if isinstance(line, bytes):
                depth += line.count(b"(") - line.count(b")")
                if self.FETCH_MESSAGE_DATA_RE.match(line):
                    break
        return depth != 0

    def _reset_timer(self) -> None:
        self._silent_since = self._loop.time()

    def _timeout_callback(self) -> None:
        left = self._silent_since + self._timeout - self._loop.time()
        if left > 0:
            self._timer = self._loop.call_later(left, self._timeout_callback)
        else:
            super()._timeout_callback()
