"""Tells for each line of a text whose words it holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.model.message import SegmentKind
from mailgate.parse.quotes.disclaimer import find_banner, find_notices
from mailgate.parse.quotes.lines import Line, Lines
from mailgate.parse.quotes.regions import Quoted
from mailgate.parse.quotes.separator import is_rule
from mailgate.parse.quotes.signature import below_exact_delimiter, find_signatures

NEW, QUOTE = SegmentKind.NEW, SegmentKind.QUOTE
SIGNATURE, DISCLAIMER = SegmentKind.SIGNATURE, SegmentKind.DISCLAIMER


@dataclass(frozen=True, slots=True)
class Reading:
    """The kind of each line, and for each header above a quote the languages it may be written in."""

    kinds: list[SegmentKind]
    languages: list[tuple[str, ...]]


def read_kinds(text: str, lines: Lines, quoted: Quoted) -> Reading:
    """The kinds of all lines, blank ones as the line above. If any line has words, one with words is new."""
    kinds = [QUOTE if flag else NEW for flag in quoted.flags] if True in quoted.flags else [NEW] * len(lines)
    for first, last in _runs(lines, kinds):
        _divide(text, lines, kinds, first, last)
    _keep_something(lines, kinds, quoted)
    _blanks_follow(lines, kinds)
    return Reading(kinds, quoted.languages)


def says_something(line: Line) -> bool:
    """Whether a line has words or other signs, and is more than a drawn rule."""
    return line.skipped or bool(line.text and not is_rule(line.text))


def _runs(lines: Lines, kinds: Sequence[SegmentKind]) -> list[tuple[int, int]]:
    """Stretches of new lines, first and last inclusive; blank lines do not end one."""
    if QUOTE not in kinds:
        return [(lines.blanks.index(False), len(lines) - 1)] if False in lines.blanks else []
    runs: list[tuple[int, int]] = []
    start = -1
    for number, kind in enumerate(kinds):
        if kind is NEW and start < 0 and not lines.blanks[number]:
            start = number
        elif kind is not NEW and start >= 0:
            runs.append((start, number - 1))
            start = -1
    if start >= 0:
        runs.append((start, len(kinds) - 1))
    return runs


def _divide(text: str, lines: Lines, kinds: list[SegmentKind], first: int, last: int) -> None:
    """Find the notices and signatures of one stretch of new text."""
    if lines.skipping:
        first = max([number + 1 for number in range(first, last + 1) if lines[number].skipped], default=first)
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


def _keep_something(lines: Sequence[Line], kinds: list[SegmentKind], quoted: Quoted) -> None:
    """A mail with words has new words (E2): what was forwarded, else the signature, the notice, the quote."""

    def present(wanted: SegmentKind) -> bool:
        return any(kind is wanted and says_something(line) for kind, line in zip(kinds, lines, strict=True))

    if present(NEW):
        return
    spares = (QUOTE, SIGNATURE, DISCLAIMER) if quoted.forwarded else (SIGNATURE, DISCLAIMER, QUOTE)
    spare = next((kind for kind in spares if present(kind)), None)
    kinds[:] = [NEW if kind is spare else kind for kind in kinds]


def _blanks_follow(lines: Lines, kinds: list[SegmentKind]) -> None:
    """Blank lines are of the kind of the line above."""
    if len(set(kinds)) < 2:
        return
    for number in range(1, len(kinds)):
        if lines.blanks[number]:
            kinds[number] = kinds[number - 1]
