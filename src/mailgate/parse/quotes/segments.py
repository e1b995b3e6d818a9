"""Divides a mail's text into what is new, quoted, signature and disclaimer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from mailgate.model.message import Segment, SegmentKind
from mailgate.parse.quotes.evidence import corrected
from mailgate.parse.quotes.kinds import Reading, read_kinds
from mailgate.parse.quotes.language import evident_language
from mailgate.parse.quotes.lines import Line, split_lines
from mailgate.parse.quotes.regions import find_quoted


def segment_text(text: str, *, html: str = "") -> tuple[tuple[Segment, ...], str]:
    """Segments in order that cover ``text`` without gap, and its language (ISO 639-1, empty when not evident).

    Nothing is cut: whatever is not surely somebody else's words, a signature or a notice stays new, also below a
    quote. If the text has any words, some of them are new: a forward with nothing above it is new, and so is a
    signature that stands alone.

    Args:
        text: The whole body with ``\\n`` line ends.
        html: The mail's own HTML, whose landmarks may tell new text from quoted.

    Source: RFC 3676 section 4.3 (signatures) and 4.5 (quoting); all else is clients' habit.
    """
    lines = split_lines(text)
    if not any(not line.blank for line in lines):
        return ((Segment(kind=SegmentKind.NEW, start=0, end=len(text)),) if text else ()), ""
    quoted = find_quoted(text, lines)
    reading = read_kinds(text, lines, corrected(html, lines, quoted) if html else quoted)
    return _segments(lines, reading.kinds, len(text)), _language(lines, reading)


def _segments(lines: Sequence[Line], kinds: Sequence[SegmentKind], length: int) -> tuple[Segment, ...]:
    found: list[Segment] = []
    start = 0
    for number in range(1, len(kinds)):
        if kinds[number] is not kinds[number - 1]:
            found.append(Segment(kind=kinds[number - 1], start=start, end=lines[number].start))
            start = lines[number].start
    found.append(Segment(kind=kinds[-1], start=start, end=length))
    return tuple(found)


def _language(lines: Sequence[Line], reading: Reading) -> str:
    """Of the first header above a quote; where it could be several, and without any, the words decide."""
    among = reading.languages[0] if reading.languages else ()
    if len(among) == 1:
        return among[0]
    pairs = list(zip(lines, reading.kinds, strict=True))
    own = (line.text for line, kind in pairs if kind is SegmentKind.NEW and line.text)
    others = (line.text for line, kind in pairs if kind is not SegmentKind.NEW and line.text)
    return evident_language(chain(own, others), among)
