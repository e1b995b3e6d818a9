"""Decides about lines that begin with ``>``: a quote, a citation in somebody's own text, or code."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mailgate.parse.quotes.attribution import find_attribution, may_end_attribution
from mailgate.parse.quotes.field_block import find_block
from mailgate.parse.quotes.lines import READ_OF_QUOTE, Line, Lines

#: Python's prompt; a third level of quotes never comes without the first two.
_PROMPT = ">>> "
#: Lines that somebody cites under "it says:".
_SHORT_CITATION = 4
#: A quoted line this long was wrapped by a program that did not mark the rest (spec E3).
_WRAPPED_AT = 68
_LONGEST_REST = 60

Span = tuple[int, int]


def marked_stretches(lines: Lines) -> list[Span]:
    """Stretches of marked lines with the blank ones between them, first and last inclusive."""
    found: list[Span] = []
    first = last = -1
    if not lines.marked:
        return found
    for number, line in enumerate(lines):
        if line.depth:
            if first < 0:
                first = number
            last = number
        elif first >= 0 and not line.blank:
            found.append((first, last))
            first = -1
    if first >= 0:
        found.append((first, last))
    return found


def citations(text: str, lines: Sequence[Line], stretches: Sequence[Span]) -> list[Span]:
    """Stretches that are part of the author's own text, in a mail without any header above a quote.

    A lone stretch inside the text is a citation, and so is a short one at the end that the text introduces with a
    colon. At the head, at the end, or when there are several, they are the mail that is answered.
    """
    prompts = [span for span in stretches if _is_prompt(text, lines, span)]
    rest = [span for span in stretches if span not in prompts]
    if len(rest) != 1 or attributed(lines, rest[0]):
        return prompts
    first, last = rest[0]
    above = next((line for line in reversed(lines[:first]) if not line.blank), None)
    below = any(not line.blank for line in lines[last + 1 :])
    introduced = above is not None and above.text.endswith(":") and last - first < _SHORT_CITATION
    if above is not None and (below or introduced):
        return [*prompts, rest[0]]
    return prompts


def attributed(lines: Sequence[Line], span: Span) -> bool:
    """Whether a marked stretch itself begins with who wrote it."""
    first, last = span
    for number in range(first, min(last + 1, first + READ_OF_QUOTE)):
        text = lines[number].text
        if may_end_attribution(text) and find_attribution(lines[first : number + 1], number - first):
            return True
        if ":" in text[:28] and find_block(lines, number):
            return True
    return False


def _is_prompt(text: str, lines: Sequence[Line], span: Span) -> bool:
    return all(
        lines[number].blank or text.startswith(_PROMPT, lines[number].start) for number in range(span[0], span[1] + 1)
    )


def wrapped_rests(lines: Sequence[Line], stretches: Sequence[Span]) -> list[int]:
    """Unmarked lines that are the ends of quoted ones which were wrapped on the way.

    Each stands between two marked lines without a blank, goes on in lower case, and the line above is as long as a
    wrapped one and no finished sentence. Once one is found, shorter ones count as well.
    """
    glued = [
        above[1] + 1
        for above, below in pairwise(stretches)
        if below[0] == above[1] + 2 and _goes_on(lines[above[1] + 1].text)
    ]
    return glued if any(_was_wrapped(lines[number - 1]) for number in glued) else []


def _goes_on(text: str) -> bool:
    return text[:1].islower() and len(text) <= _LONGEST_REST


def _was_wrapped(above: Line) -> bool:
    return len(above.text) + above.depth + 1 >= _WRAPPED_AT and above.text[-1:] not in ".!?:;"
