"""Recognises the words above a name at the end of a mail ("Kind regards,")."""

from __future__ import annotations

from mailgate.parse.quotes.grammar.closings import CLOSINGS, POSTSCRIPTS
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.quotes.grammar.words import words as _words
from mailgate.parse.quotes.prose import is_name

_LONGEST = 80
_EDGES = " ,.!;:*_-–—/|>~+()،"
#: Too common as first words to stand before a name without a comma.
_AMBIGUOUS = _words("best t yours zdraví bw br kr bg lg fg vg gr best, ps drem servus cheers")


def _languages() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for language, phrases in CLOSINGS.items():
        for phrase in phrases:
            found[phrase.strip(_EDGES)] = (*found.get(phrase.strip(_EDGES), ()), language)
    return found


_CLOSINGS = _languages()
_FIRST_WORDS = frozenset(phrase.split(" ", 1)[0].strip(_EDGES) for phrase in _CLOSINGS)
#: The longest closing with a name behind it.
_MOST_WORDS = 12
#: "With my very best regards" is one, a sentence is not.
_MOST_WORDS_OF_REGARDS = 5


def closing_languages(text: str) -> tuple[str, ...]:
    """Languages of a closing line; empty when it is none."""
    if not text or len(text) > _LONGEST or text.count(" ") >= _MOST_WORDS:
        return ()
    if not _may_close(text):
        return ()
    folded = fold(text).strip(_EDGES)
    found = _CLOSINGS.get(folded)
    if found is None and folded.split(" ", 1)[0].strip(_EDGES) in _FIRST_WORDS:
        found = _parted(folded) or _named(text)
    if not found and folded.endswith("regards") and len(folded.split()) <= _MOST_WORDS_OF_REGARDS:
        return ("en",)
    return found or ()


def _may_close(text: str) -> bool:
    """A cheap first look, as fifteen lines of every mail pass here."""
    if text[0] in _EDGES or fold(text.split(" ", 1)[0]).strip(_EDGES) in _FIRST_WORDS:
        return True
    return text.rstrip(_EDGES)[-7:].lower() == "regards"


def _parted(folded: str) -> tuple[str, ...]:
    """Two closings on one line, as bilingual firms write them."""
    for mark in ("/", "|", ","):
        if mark in folded:
            parts = [part.strip(_EDGES) for part in folded.split(mark)]
            if all(part in _CLOSINGS for part in parts):
                return _CLOSINGS[parts[0]]
    return ()


def _named(text: str) -> tuple[str, ...]:
    """A closing and a name on one line."""
    words = text.split()
    for size in range(min(6, len(words) - 1), 0, -1):
        head = " ".join(words[:size])
        phrase = fold(head).strip(_EDGES)
        if phrase in _CLOSINGS and is_name(" ".join(words[size:])):
            return _CLOSINGS[phrase] if head.endswith(",") or phrase not in _AMBIGUOUS else ()
    return ()


def is_postscript(text: str) -> bool:
    """Whether a line begins a postscript."""
    head = fold(text).lstrip(" *_")
    return head.startswith(POSTSCRIPTS) and (
        head[:1] in "追附" or head.split()[0].rstrip(":-") in POSTSCRIPTS or head.startswith(("p.s.", "ps:"))
    )
