"""The delimiter lines of a source (RFC 2046 section 5.1.1), found once and looked up by boundary."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

_LINE = re.compile(rb"(?:^|(?<=\n))--([^\r\n]{1,250})\r*(?:\n|\Z)")
_GUESS = re.compile(rb"(?:^|(?<=\n))--([^\r\n]{1,200}?)[ \t]*\r*\nContent-[A-Za-z-]+[ \t]*:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Delimiter:
    """A line that ends what came before; ``after`` is where the next line starts."""

    line: int
    after: int
    closes: bool


class DelimiterIndex:
    """All lines of a source that begin with two hyphens, by what follows these."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._lines: dict[bytes, list[int]] = {}
        for match in _LINE.finditer(source):
            self._lines.setdefault(match[1].rstrip(), []).append(match.start())

    def next(self, boundary: bytes, position: int) -> Delimiter | None:
        """The first delimiter of ``boundary`` that starts at ``position`` or later."""
        opening = self._first(boundary, position)
        closing = self._first(boundary + b"--", position)
        if opening < 0 and closing < 0:
            return None
        closes = opening < 0 or 0 <= closing < opening
        line = closing if closes else opening
        newline = self._source.find(b"\n", line)
        return Delimiter(line, len(self._source) if newline < 0 else newline + 1, closes)

    def _first(self, token: bytes, position: int) -> int:
        lines = self._lines.get(token)
        if not lines:
            return -1
        place = bisect_left(lines, position)
        return lines[place] if place < len(lines) else -1

    def guess(self, start: int, end: int) -> bytes:
        """The boundary that the text itself suggests: the first such line with a ``Content-`` header behind it."""
        found = _GUESS.search(self._source, start, end)
        return found[1] if found else b""
