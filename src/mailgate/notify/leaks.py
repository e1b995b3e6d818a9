"""Whether a mail to a customer repeats an internal note: runs of words (shingles) in both that were never public."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

#: Words in a row that two texts share by chance only where somebody copied.
RUN = 8
#: The same for writing without blanks, where each sign counts as a word.
WIDE_RUN = 16
#: A shorter note is compared as a whole, unless it is so short that anybody might say it.
SHORTEST = 4
_WIDE = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
_WORDS = re.compile(rf"[{_WIDE}]|[^\W_{_WIDE}]+")
_WIDE_SIGN = re.compile(rf"[{_WIDE}]")

Shingles = frozenset[tuple[str, ...]]


def repeated(mail: Sequence[str], notes: Iterable[str], public: Iterable[str]) -> str:
    """The first words of a note that stand in the mail too, as compared; empty when there are none.

    Case, punctuation, line breaks and quote marks do not count.

    Args:
        mail: Subject, text and the visible words of the HTML.
        public: What the customer wrote or got already; what stands in a note and there is no secret.
    """
    words = _Texts(mail)
    known: _Texts | None = None
    for note in notes:
        said = _words(note)
        size = _size(said)
        if not size:
            continue
        for run in _runs(said, size):
            if run not in words.shingles(size):
                continue
            known = known or _Texts(public)
            if run not in known.shingles(size):
                return " ".join(run)
    return ""


class _Texts:
    """Several texts, each taken apart once and only as finely as asked."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = [_words(text) for text in texts]
        self._shingles: dict[int, Shingles] = {}

    def shingles(self, size: int) -> Shingles:
        found = self._shingles.get(size)
        if found is None:
            found = self._shingles[size] = frozenset(run for words in self._words for run in _runs(words, size))
        return found


def _words(text: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())


def _size(words: list[str]) -> int:
    """How long a run has to be to give this note away; 0: nothing in it can."""
    wide = sum(1 for word in words if _WIDE_SIGN.fullmatch(word)) * 2 > len(words)
    size = min(WIDE_RUN if wide else RUN, len(words))
    return size if size >= (RUN if wide else SHORTEST) else 0


def _runs(words: list[str], size: int) -> Iterable[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(size)), strict=False)
