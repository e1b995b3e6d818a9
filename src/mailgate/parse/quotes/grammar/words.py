"""Word lists as they are written in these tables."""

from __future__ import annotations

import unicodedata


def words(text: str) -> frozenset[str]:
    """The words of a text in folded case, each once."""
    return frozenset(_folded(text).split())


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text between ``|``, in order and folded case."""
    return tuple(" ".join(phrase.split()) for phrase in _folded(text).split("|"))


def _folded(text: str) -> str:
    # Folding comes before composing: it takes some letters apart (Turkish dotted I).
    return unicodedata.normalize("NFC", text.casefold())
