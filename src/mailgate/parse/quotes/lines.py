"""A text as lines with their place, quote marks and a cleaned reading copy."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import partial
from itertools import accumulate, repeat
from operator import itemgetter, not_
from typing import NamedTuple

#: Lines at each end of a text that are read; a mail with more between them is a log or an attack (T-19).
EXAMINED = 5_000
#: Lines at the head of a marked quote that are read: who wrote it stands there or nowhere.
READ_OF_QUOTE = 8
#: Characters of a line that are read; longer lines are never headers of anything.
READ = 1_000
#: Marks deeper than this say nothing more.
_MAX_DEPTH = 50
#: A fifth blank before ``>`` makes it code or a list, not a quote.
_MAX_INDENT = 4
_BEFORE_MARKS = frozenset("> \t")
_MARKS = re.compile(r"[ \t]{0,4}>[> \t]*")

_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff"
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_HYPHENS = "\u2010\u2011\u2012\u2212"
_OTHER_DIGITS = "\u0660\u06f0\u0966\u09e6\u0ae6\u0be6\u0c66\u0e50\uff10"

_CLEAN: dict[int, str | None] = {
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _INVISIBLE + _DIRECTIONS), None),
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    **{ord(zero) + digit: str(digit) for zero in _OTHER_DIGITS for digit in range(10)},
    ord("\uff1a"): ":",
    ord("\ufe55"): ":",
    ord("\uff1c"): "<",
    ord("\uff1e"): ">",
    ord("\uff20"): "@",
    ord("\uff0c"): ",",
    ord("\u3001"): ",",
}


class Line(NamedTuple):
    """One line of a text; ``start`` and ``end`` are offsets, ``end`` past the line end.

    A tuple, as every line of every mail becomes one.
    """

    start: int
    end: int
    #: How many ``>`` stand before it.
    depth: int
    #: What follows the marks, trimmed; spaces of all kinds as blanks, digits of all scripts as ASCII, no direction or
    #: zero-width characters (Gmail puts them around names in Hebrew and Arabic). At most ``READ`` characters.
    text: str
    #: Nothing is on it but white space and marks.
    blank: bool
    #: A stretch of many lines, of which only the marks were looked at; never blank.
    skipped: bool = False


#: Twice as fast as a call of the class, which unpacks its arguments in Python.
_line = partial(tuple.__new__, Line)
_depth, _text, _blank, _skipped = map(itemgetter, (2, 3, 4, 5))


class Lines(list[Line]):
    """All lines of a text, with columns for what is asked of every line of every mail."""

    __slots__ = ("blanks", "marked", "skipping", "texts")

    def __init__(self, lines: Iterable[Line], plain: int = 0) -> None:
        """``plain``: of so many at the head it is known that none is marked and none stands for others."""
        super().__init__(lines)
        #: ``text`` and ``blank`` of each.
        self.texts: list[str] = list(map(_text, self))
        self.blanks: list[bool] = list(map(_blank, self))
        #: Any has quote marks, or stands for others.
        others = self[plain:]
        self.marked = any(map(_depth, others))
        self.skipping = any(map(_skipped, others))


def clean(text: str) -> str:
    """A trimmed copy for reading: see ``Line.text``."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFC", text.translate(_CLEAN)).strip()


def split_lines(text: str, *, quotes_whole: bool = False) -> Lines:
    """All lines in order; one skipped line stands for what nobody needs to read.

    That is everything beyond ``EXAMINED`` lines from either end, and of more than ``READ_OF_QUOTE`` marked lines in a
    row those but the last, unless ``quotes_whole``.
    """
    raw = text.split("\n")
    if not raw[-1]:
        raw.pop()
    head = len(raw) if quotes_whole else READ_OF_QUOTE
    if len(raw) <= 2 * EXAMINED:
        plain = _first_perhaps_marked(raw) if ">" in text else len(raw)
        return Lines(_read(raw, 0, len(text), head, plain), plain)
    above = _read(raw[:EXAMINED], 0, len(text), head, 0)
    tail_start = len(text) - sum(map(len, raw[-EXAMINED:])) - EXAMINED + (0 if text.endswith("\n") else 1)
    depth = 1 if all(line.startswith(">") or not line.strip() for line in raw[EXAMINED:-EXAMINED]) else 0
    middle = Line(above[-1].end, tail_start, depth, "", blank=False, skipped=True)
    return Lines([*above, middle, *_read(raw[-EXAMINED:], tail_start, len(text), head, 0)])


def _read(raw: Sequence[str], offset: int, length: int, head: int, plain: int) -> list[Line]:
    lines = _read_plain(raw[:plain], offset)
    if plain < len(raw):
        lines += _read_marked(raw, plain, lines[-1].end if lines else offset, head)
    if lines and lines[-1].end > length:
        lines[-1] = lines[-1]._replace(end=length)
    return lines


def _first_perhaps_marked(raw: Sequence[str]) -> int:
    return next((number for number, content in enumerate(raw) if content[:1] in _BEFORE_MARKS), len(raw))


def _read_plain(raw: Sequence[str], offset: int) -> list[Line]:
    """Lines of which none can be marked: mails that begin a matter, and all above the quote of most answers."""
    lengths = list(map(len, raw))
    places = list(accumulate([length + 1 for length in lengths], initial=offset))
    simple = max(lengths, default=0) <= READ and "".join(raw).isascii()
    texts = list(map(str.strip, raw)) if simple else [clean(content[:READ]) for content in raw]
    blank = map(not_, texts)
    return list(map(_line, zip(places, places[1:], repeat(0), texts, blank, repeat(False), strict=False)))


def _read_marked(raw: Sequence[str], number: int, offset: int, head: int) -> list[Line]:
    """Lines from ``number`` on, which begins at ``offset``."""
    lines: list[Line] = []
    above, depth, marked = raw[number - 1] if number else "", 0, 0
    while number < len(raw):
        if marked >= head and (stop := _last_marked(raw, number)) > number:
            end = offset + sum(map(len, raw[number:stop])) + stop - number
            lines.append(_line((offset, end, 1, "", False, True)))
            number, offset = stop, end
        content = raw[number]
        rest = content[:READ]
        if content[:1] in _BEFORE_MARKS and (depth or not _closes_address(above, content)):
            depth, rest = _marks(rest)
        else:
            depth = 0
        marked = marked + 1 if depth else 0
        end = offset + len(content) + 1
        words = rest.strip() if rest.isascii() else clean(rest)
        lines.append(_line((offset, end, depth, words, not words, False)))
        above, offset = content, end
        number += 1
    return lines


def _last_marked(raw: Sequence[str], number: int) -> int:
    """Number of the last of the marked lines that begin here."""
    while number < len(raw) and raw[number][:1] == ">":
        number += 1
    return number - 1


def _closes_address(above: str, content: str) -> bool:
    """Whether ``>`` ends an address that was wrapped just before it ("Ann <ann@example.com" / ">:")."""
    opened = above.rfind("<")
    return content[0] == ">" and opened > above.rfind(">") and "@" in above[opened:]


def _marks(content: str) -> tuple[int, str]:
    """Quote marks at the head of a line, and the rest."""
    if content[:2] == "> " and content[2:3] not in _BEFORE_MARKS:
        return 1, content[2:]
    found = _MARKS.match(content)
    if found is None:
        return 0, content
    rest = content[found.end() :]
    # mbox writers put one ``>`` before "From " at the head of a line (RFC 4155 appendix A).
    if content.startswith(">From "):
        return 0, rest
    return min(found[0].count(">"), _MAX_DEPTH), rest
