"""Whether a stretch of text looks like the date that a client wrote there, in any language."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mailgate.parse.quotes.grammar.attribution import CALENDAR_STEMS

_YEAR = re.compile(r"(?<!\d)(?:19|20|25)\d\d(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4}")
_TIME = re.compile(r"(?<!\d)\d{1,2} ?[:.hH時时点시] ?\d{2}(?!\d)")
_NUMBER = re.compile(r"\d+")
_WORD_EDGES = "\"'()[]<>.,;:*_"


def has_date(words: Iterable[str]) -> bool:
    """Whether words hold a whole date: in figures, with a year, or day and time."""
    text = " ".join(words)
    if _NUMERIC.search(text):
        return True
    numbers = len(_NUMBER.findall(text))
    if _YEAR.search(text):
        return numbers >= 2
    return numbers >= 3 and _TIME.search(text) is not None


def is_calendar_word(word: str) -> bool:
    """Whether a word is a weekday's or month's name, short or long, in folded case."""
    bare = word.strip(_WORD_EDGES)
    return bare in CALENDAR_STEMS or word in CALENDAR_STEMS or any(bare[:size] in CALENDAR_STEMS for size in (3, 4, 5))
