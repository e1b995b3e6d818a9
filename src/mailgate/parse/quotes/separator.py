"""Recognises the line between an answer and what it answers ("-----Original Message-----")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mailgate.parse.quotes.grammar.separators import FORWARDED, ORIGINAL, PREFIXES, REPLY_ABOVE
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.quotes.header import Header
from mailgate.parse.quotes.lines import Line

_RULE = "-_=*~#+–—·.─━ "
_SIGNS = _RULE.strip()
EDGE_SIGNS = frozenset(_SIGNS)
#: Longest such line; a sentence that speaks of the original message is longer or has no rule around it.
_LONGEST = 150


def _by_phrase(*tables: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for table in tables:
        for language, phrases in table.items():
            for phrase in phrases:
                found[phrase] = (*found.get(phrase, ()), language)
    return found


_RULED = _by_phrase(ORIGINAL, FORWARDED)
_ALONE = _by_phrase(FORWARDED)
_PREFIXES = tuple(_by_phrase(PREFIXES).items())
_FORWARDED_PREFIXES = tuple(phrase for phrases in PREFIXES.values() for phrase in phrases[:1])
_ABOVE = tuple(_by_phrase(REPLY_ABOVE).items())
_ABOVE_FIRST_WORDS = frozenset(phrase.split(" ", 1)[0] for phrase, _ in _ABOVE)
_FIRST_WORDS = _ABOVE_FIRST_WORDS | {"please", "bitte", "original"}
#: Characters at the head of a line that tell whether more of it is worth a look.
HEAD = 3
HEADS = frozenset(f"{word} "[:HEAD] for word in _FIRST_WORDS) | _FIRST_WORDS
#: A separator without rules ends in a colon, perhaps in bold; one in Japanese or Chinese has no first word.
ENDS = frozenset(":*_")


def is_rule(text: str) -> bool:
    """Whether a line is nothing but a drawn rule."""
    return len(text) >= 3 and not text.strip(_RULE)


def may_be_separator(text: str) -> bool:
    """Whether a line is worth a look: every line of a mail comes here, and nearly all can be none."""
    if text[0] in EDGE_SIGNS or text[-1] in ENDS:
        return True
    return text[:HEAD].casefold() in HEADS and fold(text.split(" ", 1)[0]) in _FIRST_WORDS


def find_separator(lines: Sequence[Line], number: int) -> Header | None:
    """The separator on a line, if it is one."""
    text = lines[number].text
    if len(text) > _LONGEST:
        return None
    ruled = not text[:2].strip(_SIGNS) and len(text) > 1
    if not ruled and not may_be_separator(text):
        return None
    bare = " ".join(fold(text.strip(_RULE).rstrip(":")).split())
    languages = _drawn(bare) if ruled else _written(text, bare)
    return Header(number, number, opens=True, languages=languages, forwards=_forwards(bare)) if languages else None


def _forwards(bare: str) -> bool:
    return bare in _ALONE or bare.startswith(_FORWARDED_PREFIXES)


def _drawn(bare: str) -> tuple[str, ...]:
    """Languages of the words between two rules."""
    return _RULED.get(bare) or _starting(bare) or _asking(bare)


def _written(text: str, bare: str) -> tuple[str, ...]:
    """Languages of a line that has no rule around it."""
    if text.rstrip(" *_").endswith(":") and bare in _ALONE:
        return _ALONE[bare]
    if bare.startswith("original message processed by "):
        return ("en",)
    asked = bare.removeprefix("please ").removeprefix("bitte ")
    word = asked.split(" ", 1)[0]
    if word not in _ABOVE_FIRST_WORDS:
        return ()
    return next((codes for phrase, codes in _ABOVE if asked.startswith(phrase) and _ends(asked[len(phrase) :])), ())


def _ends(rest: str) -> bool:
    """Whether what follows the asking words still belongs to the marker and makes no sentence of the author's."""
    return not rest or rest[0] in ".,;:!-–" or rest.startswith((" to ", " -", " –", " ("))


def _starting(bare: str) -> tuple[str, ...]:
    return next((languages for phrase, languages in _PREFIXES if bare.startswith(f"{phrase} ")), ())


def _asking(bare: str) -> tuple[str, ...]:
    return next((languages for phrase, languages in _ABOVE if phrase in bare), ())
