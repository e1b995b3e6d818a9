"""Recognises the line above a quote that says who wrote it and when, also when a client wrapped it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.parse.quotes.dates import has_date, is_calendar_word
from mailgate.parse.quotes.grammar.attribution import OPENERS, VERBS
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.quotes.grammar.words import words as _words
from mailgate.parse.quotes.header import Header
from mailgate.parse.quotes.lines import Line

#: Characters of such a line, unwrapped.
_LONGEST = 400
#: Lines that it may be wrapped over.
_MOST_LINES = 5
#: Words of one without an address: "On 1 May 2024 at 10:00, Ann van der Berg wrote".
_MOST_WORDS = 20
#: Words of one without a date.
_FEW_WORDS = 8
_DECORATION = " -–—*_|>•«»\"'\t"
_UNSPACED = _words("ja zh th ko")
_FIRST_WORDS = frozenset(opener.split()[0] for openers in OPENERS.values() for opener in openers)
#: Scripts that write no blank after the first word: "在2024年", "ב-1 במאי".
_GLUED_FIRST_WORDS = ("在", "于", "於", "ב-", "ในวันที่", "เมื่อ")
#: Somebody telling what happened ("On 3 May I called and he wrote:"), not a client naming an author.
_NARRATING = _words(
    """
    i we he she they it that which who our when because but if then after before please ich wir er sie dass
    weil wenn je j'ai nous elle ils que qui yo nosotros ella ellos io noi lui lei che ik wij hij zij dat jeg
    vi han hun jag hon eu ele ela nós mówi ja ona я мы он она что
    """
)
#: Languages whose clients name the author first, then the verb and the date.
_NAME_FIRST = _words("fi hu pt tr")
_MOST_WORDS_NAME_FIRST = 12


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a line, unwrapped, could be."""

    #: 0 nothing, 1 needs quote marks below, 2 is one by itself.
    strength: int
    languages: tuple[str, ...] = ()
    #: Begins as such lines begin; else the words above it are somebody's own.
    starts: bool = False


_NOTHING = _Reading(0)


def _by_word() -> dict[str, tuple[tuple[str, str], ...]]:
    """First word of a verb phrase: the phrase behind a blank, and its language."""
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for code, verbs in VERBS.items():
        for verb in verbs if code not in _UNSPACED else ():
            word = _SUFFIX.split(verb.split(" ", 1)[0], 1)[0]
            found[word] = (*found.get(word, ()), (f" {verb}", code))
    return found


_SUFFIX = re.compile(r"[(/:,]")
_BY_WORD = _by_word()
_UNSPACED_VERBS = [(verb, code) for code in sorted(_UNSPACED) for verb in VERBS[code]]


def may_end_attribution(text: str) -> bool:
    """Whether a line is worth a look: it ends in a colon, whatever decorates it."""
    return text[-1:] == ":" or (text[-1:] in "*_-\"'>]" and text.rstrip(" *_-\"'>]")[-1:] == ":")


def find_attribution(lines: Sequence[Line], last: int) -> Header | None:
    """The attribution that ends on a line, if one does; it may begin up to four lines above.

    One without a colon (old Gmail) must be complete, and does not open an unmarked quote.
    """
    best: Header | None = None
    text = ""
    depth = lines[last].depth
    colon = may_end_attribution(lines[last].text)
    for first in range(last, max(-1, last - _MOST_LINES), -1):
        line = lines[first]
        if line.blank or line.skipped or line.depth != depth or (first < last and may_end_attribution(line.text)):
            break
        text = f"{line.text} {text}"
        if len(text) > _LONGEST:
            break
        reading = _read(text)
        if reading.strength == 2:
            return Header(_earliest(lines, first, text), last, opens=colon, languages=reading.languages)
        if reading.strength and best is None and colon and (first == last or reading.starts):
            best = Header(first, last, opens=False, languages=reading.languages)
    return best


def _earliest(lines: Sequence[Line], first: int, text: str) -> int:
    """The line above belongs to it when it begins like a date and this one does not ("On Thu, 21 Nov" / "2013 at")."""
    words = fold(text).split()
    if first == 0 or words[0] in _FIRST_WORDS or is_calendar_word(words[0]):
        return first
    above = lines[first - 1]
    start = fold(above.text).split()
    if not start or above.depth != lines[first].depth or len(start) > 8 or above.text[-1] in ".!?:":
        return first
    dated = any(map(is_calendar_word, start)) and any(character.isdigit() for character in above.text)
    return first - 1 if start[0] in _FIRST_WORDS and dated else first


def _read(text: str) -> _Reading:
    folded = fold(text.strip(_DECORATION)).replace(">", "> ").replace("<", " <")
    words = folded.split()
    if not words:
        return _NOTHING
    plain = [word for word in words if "@" not in word]
    address = len(plain) < len(words)
    languages = _languages(words)
    dated = has_date(plain) or (address and bool(languages) and _has_day(words))
    starts = _starts(words) or (bool(languages) and _starts_otherwise(words, languages))
    if dated and starts and _is_sure(words, plain, address=address, verb=bool(languages)):
        return _Reading(2, languages)
    return _Reading(1, languages, starts) if _is_likely(words, plain, dated=dated, verb=bool(languages)) else _NOTHING


def _is_bracketed(words: list[str]) -> bool:
    """Whether an address stands between brackets, as clients write it and people do not."""
    return any(word[0] in "<([" and "@" in word for word in words)


def _has_day(words: list[str]) -> bool:
    """Whether there is a weekday or month, and a figure near it: clients leave the year out of recent dates."""
    head = words[:6]
    return any(len(word) > 2 and is_calendar_word(word) for word in head) and any(word[0].isdigit() for word in head)


def _is_likely(words: list[str], plain: list[str], *, dated: bool, verb: bool) -> bool:
    """Whether quote marks below make it one: a verb with a date or in few words, or an address at the end."""
    address = len(plain) < len(words)
    if verb and (dated or (address and _is_bracketed(words))):
        return True
    if len(words) > _FEW_WORDS or _NARRATING.intersection(plain):
        return dated and address
    return verb or (address and any("@" in word for word in words[-2:]))


def _is_sure(words: list[str], plain: list[str], *, address: bool, verb: bool) -> bool:
    if verb and address and (_is_bracketed(words) or not _NARRATING.intersection(plain)):
        return True
    if len(words) > _MOST_WORDS or _NARRATING.intersection(plain):
        return False
    # Gmail in Russian or Hebrew, Apple Mail in Czech, Yandex and others write date, name, address and a colon.
    return verb or any("@" in word for word in words[-2:])


def _starts(words: list[str]) -> bool:
    """Whether it begins with a word that begins such lines, or with a date."""
    first = words[0].lstrip("([\"'")
    return (
        first in _FIRST_WORDS or first[:1].isdigit() or is_calendar_word(first) or first.startswith(_GLUED_FIRST_WORDS)
    )


def _starts_otherwise(words: list[str], languages: tuple[str, ...]) -> bool:
    """Beginnings that count only beside a verb: a weekday we do not know, or the author's name."""
    if any(word[0].isdigit() for word in words[1:3]) or any("@" in word for word in words[:8]):
        return True
    return len(words) <= _MOST_WORDS_NAME_FIRST and not _NAME_FIRST.isdisjoint(languages)


def _languages(words: list[str]) -> tuple[str, ...]:
    """Languages of the verbs found, those with the longest one first."""
    text = f" {' '.join(words)}"
    verbs = [entry for word in words for entry in _BY_WORD.get(_bare(word), ())]
    if not text.isascii():
        verbs += _UNSPACED_VERBS
    found: dict[str, int] = {}
    for verb, code in verbs:
        if verb in text:
            found[code] = max(found.get(code, 0), len(verb))
    longest = max(found.values(), default=0)
    return tuple(sorted(code for code, length in found.items() if length == longest))


def _bare(word: str) -> str:
    """A word without what clients add to it: "napisał(a):", "napisao/la"."""
    return _SUFFIX.split(word, 1)[0]
