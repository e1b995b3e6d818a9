"""A text as clauses in one plain spelling, so that phrases can be looked for in it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Of a longer text only the beginning is read.
READ_CHARACTERS = 4_000

_LINK = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+", re.IGNORECASE)
_CONTRACTIONS = (("can't", "can not"), ("cannot", "can not"), ("won't", "will not"), ("n't", " not"))
#: Spelled without the apostrophe, as many do.
_CARELESS = re.compile(r"\b(does|do|did|is|was|are|has|have|would|could)nt\b")
#: An elided "ne" is a word like any other: "je n'ai pas".
_ELIDED = re.compile(r"\bn'(?=\w)")
_SENTENCE = re.compile(r"(?<=[.!?;:])(?=\s)|\n+|[.!;:]+$")
# A dot in a number, a host or a file's name ends nothing.
_COMMA = re.compile(r"[,()\"\u2013\u2014]| - |\b(?:and|und|et)\b")
_WORDS = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """Clauses of words with single blanks between them."""

    clauses: tuple[str, ...]
    asks: bool


def plain(text: str) -> str:
    """Lower case, without accents and apostrophes, English contractions in full; punctuation stays."""
    text = _LINK.sub(" ", text[:READ_CHARACTERS]).replace("\u2019", "'").replace("\u2018", "'").casefold()
    decomposed = unicodedata.normalize("NFKD", text)
    text = "".join(character for character in decomposed if not unicodedata.combining(character))
    for short, full in _CONTRACTIONS:
        text = text.replace(short, full)
    text = _ELIDED.sub("ne ", _CARELESS.sub(r"\1 not", text))
    return text.replace("'", " ")


def sentences(text: str) -> tuple[Sentence, ...]:
    """Every sentence that has words, in order."""
    found = []
    for part in _SENTENCE.split(plain(text)):
        clauses = tuple(" ".join(_WORDS.findall(clause)) for clause in _COMMA.split(part))
        if any(clauses):
            found.append(Sentence(clauses=tuple(filter(None, clauses)), asks=part.rstrip().endswith("?")))
    return tuple(found)
