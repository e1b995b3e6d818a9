"""Finds what stands above the quotes of a mail: attributions, header fields and separators, whichever comes."""

from __future__ import annotations

from collections.abc import Sequence

from mailgate.parse.quotes.attribution import find_attribution, may_end_attribution
from mailgate.parse.quotes.field_block import find_block
from mailgate.parse.quotes.header import Header
from mailgate.parse.quotes.lines import Line, Lines
from mailgate.parse.quotes.separator import EDGE_SIGNS, ENDS, HEAD, HEADS, find_separator, is_rule, may_be_separator

#: Headers looked for in one mail; a thread of a thousand answers is an attack.
_MOST_HEADERS = 300
#: Lines that look like the end of an attribution and are examined in full.
_MOST_CANDIDATES = 400
#: Lines with a colon that are examined for a block of fields.
_MOST_FIELDS = 3_000


def find_headers(lines: Lines) -> list[Header]:
    """Headers among the unmarked lines, in order, none overlapping another."""
    found: list[Header] = []
    candidates = fields = 0
    last = -1
    for number, above_marks in _promising(lines):
        if number <= last:
            continue
        header = find_separator(lines, number)
        colon = ":" in lines[number].text
        if header is None and colon and fields < _MOST_FIELDS:
            fields += 1
            header = find_block(lines, number)
        ends = above_marks or may_end_attribution(lines[number].text)
        if header is None and ends and candidates < _MOST_CANDIDATES:
            candidates += 1
            header = find_attribution(lines, number)
        if header is not None and (not found or header.first > found[-1].last):
            _add(found, header, lines)
            last = header.last
            if len(found) >= _MOST_HEADERS:
                break
    return found


def _promising(lines: Lines) -> list[tuple[int, bool]]:
    """Numbers of the unmarked lines that are worth a look, and whether marks stand right below.

    Every line of every mail is looked at here: a header has a colon or marks below it, or looks like a separator.
    """
    above_marks = _above_marks(lines)
    numbers = [
        number
        for number, text in enumerate(lines.texts)
        # What can be asked without a call is asked first.
        if text
        and (
            ":" in text
            or text[0] in EDGE_SIGNS
            or text[-1] in ENDS
            or (text[:HEAD].casefold() in HEADS and may_be_separator(text))
        )
    ]
    if above_marks:
        numbers = sorted(above_marks.union(numbers))
    return [(number, number in above_marks) for number in numbers if lines[number].text and not lines[number].depth]


def _above_marks(lines: Lines) -> set[int]:
    """Numbers of the lines below which marked words stand, at most one blank line between."""
    found: set[int] = set()
    if not lines.marked:
        return found
    for number, line in enumerate(lines):
        if line.depth and number and not line.blank:
            found.add(number - 1)
            if lines[number - 1].blank:
                found.add(number - 2)
    return found


def _add(found: list[Header], header: Header, lines: Sequence[Line]) -> None:
    """Add a header; a separator and the fields right below it are one."""
    above = found[-1] if found else None
    if above is None or any(not is_empty(lines[number]) for number in range(above.last + 1, header.first)):
        found.append(header)
        return
    found[-1] = Header(
        above.first,
        header.last,
        opens=above.opens or header.opens,
        languages=above.languages or header.languages,
        forwards=above.forwards or header.forwards,
    )


def is_empty(line: Line) -> bool:
    """Whether a line is blank or a drawn rule."""
    return line.blank or is_rule(line.text)
