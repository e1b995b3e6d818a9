"""Word lists as they are written in these tables, and the folding with which mail is compared to them."""

from __future__ import annotations

import unicodedata


def fold(text: str) -> str:
    """Text in folded case, composed; Turkish dotted capital I as i."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text.casefold().replace("i\u0307", "i"))


def words(text: str) -> frozenset[str]:
    """The words of a text in folded case, each once."""
    return frozenset(fold(text).split())


def phrases(text: str) -> tuple[str, ...]:
    """The phrases of a text between ``|``, in order and folded case."""
    return tuple(" ".join(phrase.split()) for phrase in fold(text).split("|"))
