"""Which language a mail is evidently written in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mailgate.parse.quotes.grammar.stopwords import SCRIPTS, STOPWORDS
from mailgate.parse.quotes.grammar.words import fold

#: Characters that are read.
_READ = 400
_SCRIPT_SHARE = 0.25
#: Known words needed, and by how many the first must lead the second.
_ENOUGH = 2
_EDGES = ".,;:!?\"'()[]<>*_-–—…«»„“”¿¡"


def _by_word() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for code, known in STOPWORDS.items():
        for word in known:
            found[word] = (*found.get(word, ()), code)
    return found


_KNOWN = _by_word()


def evident_language(parts: Iterable[str], among: Sequence[str] = ()) -> str:
    """ISO 639-1 code, empty when not evident; with ``among`` the best of these, the first when nothing tells."""
    text = _head(parts)
    by_script = _by_script(text)
    if by_script:
        return _of_script(text, by_script, among)
    scores = _scores(text, among)
    if among:
        return max(among, key=lambda code: (scores.get(code, 0), -among.index(code)))
    best = sorted(scores.items(), key=lambda item: -item[1])[:2]
    if not best or best[0][1] < _ENOUGH or (len(best) > 1 and best[0][1] == best[1][1]):
        return ""
    return best[0][0]


def _head(parts: Iterable[str]) -> str:
    kept: list[str] = []
    length = 0
    for part in parts:
        kept.append(part)
        length += len(part) + 1
        if length > _READ:
            break
    return fold(" ".join(kept)[:_READ])


def _scores(text: str, among: Sequence[str]) -> dict[str, int]:
    scores: dict[str, int] = {}
    for word in _KNOWN.keys() & {word.strip(_EDGES) for word in text.split()}:
        for code in _KNOWN[word]:
            if not among or code in among:
                scores[code] = scores.get(code, 0) + 1
    return scores


def _by_script(text: str) -> str:
    if text.isascii():
        return ""
    letters = 0
    counts: dict[str, int] = {}
    for character in text:
        if not character.isalpha():
            continue
        letters += 1
        point = ord(character)
        if point > 0x36F:
            code = next((code for first, last, code in SCRIPTS if first <= point <= last), "")
            counts[code] = counts.get(code, 0) + 1
    counts.pop("", None)
    if counts.get("ja") and counts.get("zh"):
        counts["ja"] += counts.pop("zh")
    code, count = max(counts.items(), key=lambda item: item[1], default=("", 0))
    return code if letters and count / letters >= _SCRIPT_SHARE else ""


def _of_script(text: str, code: str, among: Sequence[str]) -> str:
    """Languages that share a script are told apart by their own letters."""
    if code == "ru":
        if any(letter in text for letter in "іїєґ"):
            code = "uk"
        elif any(letter in text for letter in "јљњћђџ"):
            code = "sr"
        elif "ъ" in text and "ы" not in text and "э" not in text:
            code = "bg"
    elif code == "ar" and any(letter in text for letter in "پچژگ"):
        code = "fa"
    return code if not among or code in among else among[0]
