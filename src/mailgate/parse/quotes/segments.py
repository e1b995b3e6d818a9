"""Divides a mail's text into what is new, quoted, signature and disclaimer."""

from __future__ import annotations

from collections.abc import Sequence

from mailgate.model.message import Segment, SegmentKind
from mailgate.parse.quotes.disclaimer import find_banner, find_notices
from mailgate.parse.quotes.language import evident_language
from mailgate.parse.quotes.lines import Line, split_lines
from mailgate.parse.quotes.regions import find_quoted
from mailgate.parse.quotes.separator import is_rule
from mailgate.parse.quotes.signature import below_exact_delimiter, find_signatures

NEW, QUOTE = SegmentKind.NEW, SegmentKind.QUOTE
SIGNATURE, DISCLAIMER = SegmentKind.SIGNATURE, SegmentKind.DISCLAIMER


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
        return ((Segment(kind=NEW, start=0, end=len(text)),) if text else ()), ""
    quoted = find_quoted(text, lines)
    kinds = [QUOTE if flag else NEW for flag in quoted.flags]
    for first, last in _runs(lines, kinds):
        _divide(text, lines, kinds, first, last)
    _keep_something(lines, kinds)
    _blanks_follow(lines, kinds)
    return _segments(lines, kinds, len(text)), _language(lines, kinds, quoted.languages)


def _runs(lines: Sequence[Line], kinds: Sequence[SegmentKind]) -> list[tuple[int, int]]:
    """Stretches of new lines, first and last inclusive; blank lines do not end one."""
    runs: list[tuple[int, int]] = []
    start = -1
    for number, kind in enumerate(kinds):
        if kind is NEW and start < 0 and not lines[number].blank:
            start = number
        elif kind is not NEW and start >= 0:
            runs.append((start, number - 1))
            start = -1
    if start >= 0:
        runs.append((start, len(kinds) - 1))
    return runs


def _divide(text: str, lines: Sequence[Line], kinds: list[SegmentKind], first: int, last: int) -> None:
    """Find the notices and signatures of one stretch of new text."""
    if any(lines[number].skipped for number in range(first, last + 1)):
        return
    banner = find_banner(lines, first, last)
    if banner:
        _set(kinds, *banner, DISCLAIMER)
        first = banner[1] + 1
    notices = find_notices(lines, first, last)
    delimited = below_exact_delimiter(text, lines, first, last)
    if delimited:
        _set(kinds, *delimited, SIGNATURE)
    for start, end in notices:
        _set(kinds, start, end, DISCLAIMER)
    ends = [span[0] for span in (delimited, *notices[:1]) if span]
    last = min(ends, default=last + 1) - 1
    for start, end in find_signatures(text, lines, first, last):
        _set(kinds, start, end, SIGNATURE)


def _set(kinds: list[SegmentKind], first: int, last: int, kind: SegmentKind) -> None:
    kinds[first : last + 1] = [kind] * (last + 1 - first)


def _keep_something(lines: Sequence[Line], kinds: list[SegmentKind]) -> None:
    """A mail with words has new words (E2): the signature, else the notice, else all."""
    if any(kind is NEW and _says(lines[number]) for number, kind in enumerate(kinds)):
        return
    for spare in (SIGNATURE, DISCLAIMER, QUOTE):
        if any(kind is spare and _says(lines[number]) for number, kind in enumerate(kinds)):
            kinds[:] = [NEW if kind is spare else kind for kind in kinds]
            return


def _says(line: Line) -> bool:
    return line.skipped or bool(line.text and not is_rule(line.text))


def _blanks_follow(lines: Sequence[Line], kinds: list[SegmentKind]) -> None:
    """Blank lines are of the kind of the line above."""
    for number in range(1, len(kinds)):
        if lines[number].blank:
            kinds[number] = kinds[number - 1]


def _segments(lines: Sequence[Line], kinds: Sequence[SegmentKind], length: int) -> tuple[Segment, ...]:
    found: list[Segment] = []
    start = 0
    for number in range(1, len(kinds)):
        if kinds[number] is not kinds[number - 1]:
            found.append(Segment(kind=kinds[number - 1], start=start, end=lines[number].start))
            start = lines[number].start
    found.append(Segment(kind=kinds[-1], start=start, end=length))
    return tuple(found)


def _language(lines: Sequence[Line], kinds: Sequence[SegmentKind], told: Sequence[tuple[str, ...]]) -> str:
    among = told[0] if told else ()
    if len(among) == 1:
        return among[0]
    own = [line.text for line, kind in zip(lines, kinds, strict=True) if kind is NEW and line.text]
    rest = [line.text for line, kind in zip(lines, kinds, strict=True) if kind is not NEW and line.text]
    return evident_language([*own, *rest] if among else own, among)
