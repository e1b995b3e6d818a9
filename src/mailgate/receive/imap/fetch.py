"""aioimaplib's FETCH, made for thousands of mails: the work for each response is small and the same for all."""

from __future__ import annotations

import asyncio
import re

from aioimaplib.aioimaplib import FetchCommand

#: A response up to its literal, or up to its end where it has none (RFC 3501 section 7.4.2).
_RESPONSE = re.compile(rb"\* (\d{1,10} FETCH \([^\r\n{}]*(?:\{(\d{1,10})\}|\)))\r\n")
_END = b")\r\n"


class Fetch(FetchCommand):  # type: ignore[misc]
    """A FETCH that takes whole responses at once.

    What is left to the library is what came in part, or looks otherwise. For that it looks for its open parenthesis
    from the end, where the library's way is quadratic in the responses; and its timer is set anew when it rings, not
    with every line.
    """

    def __init__(self, tag: str, *arguments: str, prefix: str, timeout: float) -> None:
        self._silent_since = asyncio.get_running_loop().time()
        super().__init__(tag, *arguments, prefix=prefix, timeout=timeout)

    def take(self, data: bytes, start: int, *, literal_limit: int) -> int:
        """Take the responses that begin at ``start`` and are all there; where the first that is not begins."""
        began = start
        while (found := _RESPONSE.match(data, start)) is not None:
            text, size, end = found[1], found[2], found.end()
            if size is None:
                self._resp_lines.append(text)
            else:
                last = end + int(size)
                if int(size) > literal_limit or not data.startswith(_END, last):
                    break
                self._resp_lines += (text, bytearray(data[end:last]), b")")
                end = last + len(_END)
            start = end
        if start > began:
            self._reset_timer()
        return start

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
