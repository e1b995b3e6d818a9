"""Finds the notices that companies, scanners and lists add below a mail, and gateways above it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mailgate.parse.quotes.grammar.disclaimers import (
    ALONE,
    AROUND,
    BANNER_STEMS,
    BANNERS,
    CONFIDENTIAL,
    HEADINGS,
    LIST_FOOTERS,
    NOTICE_STEMS,
    TITLES,
)
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.quotes.lines import Lines
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
_LONGEST_TITLE = 60
#: Paragraphs from one notice to the next that still is part of the same.
_GAP = 3
#: A line this long was wrapped into the next.
_WRAPPED = 60
#: Words of a warning's heading, and lines that its last sentence may go on.
_HEADING_WORDS = 3
_BANNER_REST = 3
_ALONE = tuple(ALONE.items())
_CONFIDENTIAL = tuple({phrase for phrases in CONFIDENTIAL.values() for phrase in phrases})
_LANGUAGES = tuple((CONFIDENTIAL[language], AROUND[language]) for language in CONFIDENTIAL)

Span = tuple[int, int]


def _first_paragraphs(lines: Lines, first: int, last: int) -> list[Span]:
    """Stretches of lines without a blank one at the head, first and last inclusive, in order."""
    found: list[Span] = []
    number = first
    while number <= last and len(found) < _FIRST_PARAGRAPHS:
        start = number
        while number <= last and not lines[number].blank:
            number += 1
        if number > start:
            found.append((start, number - 1))
        number += 1
    return found


def _last_paragraphs(lines: Lines, first: int, last: int) -> list[Span]:
    """The same at the end, in order."""
    found: list[Span] = []
    number = last
    while number >= first and len(found) < _LAST_PARAGRAPHS:
        end = number
        while number >= first and not lines[number].blank:
            number -= 1
        if number < end:
            found.append((number + 1, end))
        number -= 1
    return found[::-1]


def find_banner(lines: Lines, first: int, last: int) -> Span | None:
    """The gateway's warning above a mail: the lines with its words, as the author's may follow without a blank one."""
    for start, end in _first_paragraphs(lines, first, min(last, first + 30)):
        text = _joined(lines, start, end, _LONGEST_BANNER)
        if _holds(text, BANNER_STEMS) and _holds(text, BANNERS):
            return _banner_lines(lines, start, end)
    return None


def _banner_lines(lines: Lines, first: int, last: int) -> Span | None:
    """From a short heading to the end of the sentence that holds the last of the words."""
    held = [number for number in range(first, last + 1) if _holds(_joined(lines, number, number), BANNERS)]
    # Words that a line end divides stand on both lines.
    held += [number for number in range(first, last) if _holds(_joined(lines, number, number + 1), BANNERS)]
    if not held:
        return None
    start, end = min(held), max(held)
    while start > first and len(lines[start - 1].text.split()) <= _HEADING_WORDS:
        start -= 1
    while end < last and end - max(held) < _BANNER_REST and lines[end].text[-1] not in ".!]*":
        end += 1
    return start, end


def find_notices(lines: Lines, first: int, last: int) -> list[Span]:
    """Notices at the end of a stretch, in order; what stands below the last one belongs to it unless it is prose."""
    below = _list_footer(lines, first, last)
    end = below[0] - 1 if below else last
    blocks = _last_paragraphs(lines, first, end)
    found = _legal(lines, blocks) if _may_hold_notice(lines, blocks) else []
    return [*found, below] if below else found


def _may_hold_notice(lines: Lines, blocks: Sequence[Span]) -> bool:
    """A cheap first look at the heads of paragraphs, as the end of every mail passes here."""
    return _holds(" ".join([_joined(lines, first, last, _CORE) for first, last in blocks]), NOTICE_STEMS)


def _legal(lines: Lines, blocks: Sequence[Span]) -> list[Span]:
    spans: list[Span] = []
    after = 0
    for number, (first, last) in enumerate(blocks):
        start = _start_of_notice(lines, first, last)
        if start is None:
            continue
        if start == first and number and _belongs_above(lines, blocks[number - 1]):
            start = blocks[number - 1][0]
        if spans and number - after <= _GAP and start == first:
            start = spans.pop()[0]
        spans.append((start, last))
        after = number
    rest = blocks[after + 1 :]
    if spans and rest and not _has_prose(lines, rest[0][0], rest[-1][1]):
        spans[-1] = (spans[-1][0], rest[-1][1])
    return spans


def _belongs_above(lines: Lines, block: Span) -> bool:
    """Whether a paragraph is the title of the notice below it, or the rule above it."""
    if all(is_rule(lines[number].text) for number in range(block[0], block[1] + 1)):
        return True
    text = _joined(lines, *block).strip(" *_-=~#:")
    return len(text) < _LONGEST_TITLE and text.startswith(TITLES)


def _has_prose(lines: Lines, first: int, last: int) -> bool:
    return any(is_prose(lines[number].text) for number in range(first, last + 1))


def _start_of_notice(lines: Lines, first: int, last: int) -> int | None:
    """The line on which a paragraph becomes a notice; None when it does not."""
    text = _joined(lines, first, last)
    if _SHORTEST_ALONE <= len(text) <= _LONGEST_ALONE:
        for piece, phrases in _ALONE:
            if piece in text and _holds(text, phrases):
                return _first_with(lines, first, last, (piece, *phrases))
    if len(text) < _SHORTEST or not _holds(text[:_CORE], _CONFIDENTIAL):
        return None
    bare = text.lstrip(" *_-=~#")
    headed = 2 if bare.startswith(TITLES) else 1 if bare.startswith(HEADINGS) else 0
    for core, around in _LANGUAGES:
        hits = sum(phrase in text for phrase in core)
        if hits and headed + hits + sum(phrase in text for phrase in around) >= _ENOUGH:
            return first if headed else _first_with(lines, first, last, (*core, *around, *HEADINGS, *TITLES))
    return None


def _first_with(lines: Lines, first: int, last: int, phrases: Sequence[str]) -> int:
    """The first line with one of the phrases, and the lines above that were wrapped into it."""
    start = next((number for number in range(first, last + 1) if _holds(fold(lines[number].text), phrases)), first)
    while start > first and _runs_on(lines[start - 1].text):
        start -= 1
    return start


def _runs_on(text: str) -> bool:
    return len(text) >= _WRAPPED and text[-1] not in ".!?:;"


def _holds(text: str, phrases: Sequence[str]) -> bool:
    for phrase in phrases:  # noqa: SIM110 - any() takes three times as long, and every mail's end is read so
        if phrase in text:
            return True
    return False


def _list_footer(lines: Lines, first: int, last: int) -> Span | None:
    """What a mailing list adds below a drawn rule."""
    rules = [number for number in range(max(first, last - _LONGEST_FOOTER), last + 1) if _is_rule(lines[number].text)]
    for number, following in pairwise([*rules, last + 1]):
        below = _joined(lines, number + 1, following - 1)
        asks = any(lines[line].text.endswith("?") for line in range(number + 1, last + 1))
        if _holds(below, LIST_FOOTERS) and ("://" in below or "@" in below) and not asks:
            return number, last
    return None


def _is_rule(text: str) -> bool:
    return text == "--" or is_rule(text)


def _joined(lines: Lines, first: int, last: int, limit: int = _READ) -> str:
    """Folded words up to the line that passes the limit."""
    whole = " ".join(lines.texts[first : last + 1])
    if len(whole) <= limit:
        return fold(whole)
    parts: list[str] = []
    length = 0
    for line in lines[first : last + 1]:
        parts.append(line.text)
        length += len(line.text)
        if length > limit:
            break
    return fold(" ".join(parts))
