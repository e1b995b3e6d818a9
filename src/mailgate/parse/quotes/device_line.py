"""Recognises the line that a phone or mail program adds below what was written ("Sent from my iPhone")."""

from __future__ import annotations

import re

from mailgate.parse.quotes.grammar.devices import END_STEMS, GET_WORDS, OWN_STEMS, PROGRAMS, STEMS, SYSTEMS
from mailgate.parse.quotes.grammar.words import fold

#: Characters and words of such a line, links aside.
_LONGEST = 120
_MOST_WORDS = 12
_MOST_OWN_WORDS = 9
_MOST_OFFER_WORDS = 7
_DECORATION = " *_.-–—>~|!。[]()<>\"'"
_LINK = re.compile(r"<[^<>]*>|\(https?:[^()]*\)|\[[^\[\]]*\]|https?://\S+")
_EXCUSES = (
    "excuse",
    "typo",
    "brevity",
    "autocorrect",
    "spelling",
    "tippfehler",
    "kürze",
    "fautes",
    "brièveté",
    "errores",
)


def _flat(table: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    return tuple({stem for stems in table.values() for stem in stems})


_OWN = _flat(OWN_STEMS)
_OTHER = _flat(STEMS)
_END = _flat(END_STEMS)
_FIRST_WORDS = frozenset(stem.split()[0] for stem in (*_OWN, *_OTHER, *GET_WORDS)) | {"outlook"}
_LAST_WORDS = frozenset(stem.split()[-1].rstrip(".") for stem in (*_END, *GET_WORDS))


def is_device_line(text: str) -> bool:
    """Whether a cleaned line says from which device or with which program the mail was sent, and nothing else."""
    if len(text) > _LONGEST and "http" not in text:
        return False
    folded = fold(text)
    if not _promising(folded):
        return False
    bare = " ".join(_LINK.sub(" ", folded).split()).strip(_DECORATION)
    words = bare.split()
    if not words or len(words) > _MOST_WORDS or len(bare) > _LONGEST:
        return any(excuse in bare for excuse in _EXCUSES) and bare.startswith(_OWN) and len(bare) <= 2 * _LONGEST
    return _is_own(bare, words) or _is_program(bare) or _is_offer(bare)


def _promising(folded: str) -> bool:
    """A cheap first look, as every line of a mail passes here."""
    if not folded:
        return False
    first, last = folded.split(None, 1)[0], folded.rsplit(None, 1)[-1]
    if first.lstrip(_DECORATION) in _FIRST_WORDS or last.rstrip(_DECORATION) in _LAST_WORDS:
        return True
    # Without blanks between words there is no first or last one.
    return "outlook" in folded or folded[-1] > "\u0590" or folded[0] > "\u0590"


def _is_own(bare: str, words: list[str]) -> bool:
    if not bare.startswith(_OWN):
        return False
    if any(excuse in bare for excuse in _EXCUSES):
        return True
    return len(words) <= _MOST_OWN_WORDS and _is_one_clause(bare)


def _is_program(bare: str) -> bool:
    if not (bare.startswith((*_OWN, *_OTHER)) or bare.endswith(_END)):
        return False
    return _names_program(bare) and _is_one_clause(bare)


def _is_one_clause(bare: str) -> bool:
    """No sentence goes on behind a comma or stop, but "my Verizon, Samsung Galaxy smartphone" may."""
    if any(mark in bare for mark in (". ", "! ", "? ", ": ")):
        return False
    return ", " not in bare or all(_names_program(clause) for clause in bare.split(", "))


def _names_program(text: str) -> bool:
    return any(program in text for program in PROGRAMS)


def _is_offer(bare: str) -> bool:
    """ "Get Outlook for iOS": ends with the system, or begins with Outlook and ends with the verb."""
    if "outlook" not in bare or len(bare.split()) > _MOST_OFFER_WORDS or not any(name in bare for name in SYSTEMS):
        return False
    if bare.endswith(GET_WORDS):
        return True
    return bare.startswith(GET_WORDS) and bare.endswith(SYSTEMS)
