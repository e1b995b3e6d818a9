"""Finds the notices that companies, scanners and lists add below a mail, and gateways above it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mailgate.parse.quotes.grammar.disclaimers import (
    ALONE,
    AROUND,
    BANNERS,
    CONFIDENTIAL,
    HEADINGS,
    LIST_FOOTERS,
    TITLES,
)
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.quotes.lines import Line
from mailgate.parse.quotes.prose import is_prose
from mailgate.parse.quotes.separator import is_rule

#: Paragraphs read at the end and at the head of a stretch of new text.
_LAST_PARAGRAPHS = 12
_FIRST_PARAGRAPHS = 2
_LONGEST_BANNER = 700
#: Characters of a paragraph that are read.
_READ = 6_000
#: Shorter paragraphs are somebody's own words, whatever they are about.
_SHORTEST = 90
_ENOUGH = 3
#: Characters at the head of a paragraph in which a notice says that it is about confidence.
_CORE = 1_000
#: Printers' advice and scanners' marks are short.
_SHORTEST_ALONE = 18
_LONGEST_ALONE = 800
_LONGEST_FOOTER = 14
_ALONE = tuple(ALONE.items())
_CONFIDENTIAL = tuple({phrase for phrases in CONFIDENTIAL.values() for phrase in phrases})
_LANGUAGES = tuple((CONFIDENTIAL[language], AROUND[language]) for language in CONFIDENTIAL)

Span = tuple[int, int]


def paragraphs(lines: Sequence[Line], first: int, last: int) -> list[Span]:
    """Stretches of lines without a blank one, first and last inclusive, in order."""
    found: list[Span] = []
    start = -1
    for number in range(first, last + 1):
        if lines[number].blank:
            if start >= 0:
                found.append((start, number - 1))
            start = -1
        elif start < 0:
            start = number
    if start >= 0:
        found.append((start, last))
    return found


def find_banner(lines: Sequence[Line], first: int, last: int) -> Span | None:
    """The gateway's warning above a mail."""
    for start, end in paragraphs(lines, first, min(last, first + 30))[:_FIRST_PARAGRAPHS]:
        text = _joined(lines, start, end, _LONGEST_BANNER)
        if len(text) <= _LONGEST_BANNER and _holds(text, BANNERS):
            return (first, end) if _only_rules(lines, first, start) else (start, end)
    return None


def find_notices(lines: Sequence[Line], first: int, last: int) -> list[Span]:
    """Notices at the end of a stretch, in order; what stands below the last one belongs to it unless it is prose."""
    below = _list_footer(lines, first, last)
    end = below[0] - 1 if below else last
    found = _legal(lines, paragraphs(lines, first, end)[-_LAST_PARAGRAPHS:])
    return [*found, below] if below else found


def _legal(lines: Sequence[Line], blocks: Sequence[Span]) -> list[Span]:
    notices = [number for number, block in enumerate(blocks) if _is_notice(lines, *block)]
    if not notices:
        return []
    spans: list[Span] = []
    for number in notices:
        start, end = blocks[number]
        if number and (_is_title(lines, *blocks[number - 1]) or _only_rules(lines, *_after(blocks[number - 1]))):
            start = blocks[number - 1][0]
        if spans and number and spans[-1][1] >= blocks[max(0, number - 3)][0]:
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    rest = blocks[notices[-1] + 1 :]
    if rest and not any(is_prose(lines[number].text) for start, end in rest for number in range(start, end + 1)):
        spans[-1] = (spans[-1][0], rest[-1][1])
    return spans


def _after(block: Span) -> Span:
    return block[0], block[1] + 1


def _is_notice(lines: Sequence[Line], first: int, last: int) -> bool:
    text = _joined(lines, first, last)
    if _SHORTEST_ALONE <= len(text) <= _LONGEST_ALONE and _is_enough(text):
        return True
    if len(text) < _SHORTEST:
        return False
    if not _holds(text[:_CORE], _CONFIDENTIAL):
        return False
    bare = text.lstrip(" *_-=~#")
    headed = 2 if bare.startswith(TITLES) else 1 if bare.startswith(HEADINGS) else 0
    for core, around in _LANGUAGES:
        hits = sum(phrase in text for phrase in core)
        if hits and headed + hits + sum(phrase in text for phrase in around) >= _ENOUGH:
            return True
    return False


def _is_enough(text: str) -> bool:
    return any(_holds(text, phrases) for piece, phrases in _ALONE if piece in text)


def _holds(text: str, phrases: Sequence[str]) -> bool:
    for phrase in phrases:  # noqa: SIM110 - any() takes three times as long, and every mail's end is read so
        if phrase in text:
            return True
    return False


def _is_title(lines: Sequence[Line], first: int, last: int) -> bool:
    text = _joined(lines, first, last).strip(" *_-=~#:")
    return len(text) < 60 and text.startswith(TITLES)


def _list_footer(lines: Sequence[Line], first: int, last: int) -> Span | None:
    """What a mailing list adds below a drawn rule."""
    rules = [number for number in range(max(first, last - _LONGEST_FOOTER), last + 1) if _is_rule(lines[number].text)]
    for number, following in pairwise([*rules, last + 1]):
        below = _joined(lines, number + 1, following - 1)
        if _holds(below, LIST_FOOTERS) and not _has_answer(lines, number + 1, last):
            return number, last
    return None


def _is_rule(text: str) -> bool:
    return text == "--" or is_rule(text)


def _has_answer(lines: Sequence[Line], first: int, last: int) -> bool:
    return any(lines[number].text.endswith("?") for number in range(first, last + 1))


def _only_rules(lines: Sequence[Line], first: int, end: int) -> bool:
    return all(lines[number].blank or is_rule(lines[number].text) for number in range(first, end))


def _joined(lines: Sequence[Line], first: int, last: int, limit: int = _READ) -> str:
    parts: list[str] = []
    length = 0
    for number in range(first, last + 1):
        parts.append(lines[number].text)
        length += len(parts[-1])
        if length > limit:
            break
    return fold(" ".join(parts))
