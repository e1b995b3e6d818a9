"""Finds what stands above the quotes of a mail: attributions, header fields and separators, whichever comes."""

from __future__ import annotations

from collections.abc import Sequence

from mailgate.parse.quotes.attribution import find_attribution, may_end_attribution
from mailgate.parse.quotes.field_block import find_block
from mailgate.parse.quotes.header import Header
from mailgate.parse.quotes.lines import Line
from mailgate.parse.quotes.separator import find_separator, is_rule

#: Headers looked for in one mail; a thread of a thousand answers is an attack.
_MOST_HEADERS = 300
#: Lines that look like the end of an attribution and are examined in full.
_MOST_CANDIDATES = 400
#: Lines with a colon that are examined for a block of fields.
_MOST_FIELDS = 3_000


def find_headers(lines: Sequence[Line]) -> list[Header]:
    """Headers among the unmarked lines, in order, none overlapping another."""
    found: list[Header] = []
    candidates = fields = number = 0
    while number < len(lines) and len(found) < _MOST_HEADERS:
        line = lines[number]
        header = None
        if line.text and not line.depth:
            header = find_separator(lines, number)
            if header is None and fields < _MOST_FIELDS and ":" in line.text:
                fields += 1
                header = find_block(lines, number)
            if header is None and candidates < _MOST_CANDIDATES and _may_end_attribution(lines, number):
                candidates += 1
                header = find_attribution(lines, number)
        if header is not None and (not found or header.first > found[-1].last):
            _add(found, header, lines)
            number = header.last
        number += 1
    return found


def _may_end_attribution(lines: Sequence[Line], number: int) -> bool:
    """Whether a line ends in a colon, or could do without as marks stand right below."""
    if may_end_attribution(lines[number].text):
        return True
    below = next((line for line in lines[number + 1 : number + 3] if not line.blank), None)
    return below is not None and below.depth > 0


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
