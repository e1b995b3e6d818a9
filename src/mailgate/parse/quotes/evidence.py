"""Corrects the reading of a text by what the same mail's HTML marks as quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborHTMLParser

from mailgate.parse.quotes.html_lines import CUT_LINE, read_lines
from mailgate.parse.quotes.lines import Line, split_lines
from mailgate.parse.quotes.regions import Quoted, find_quoted
from mailgate.parse.quotes.separator import is_rule

#: Without any of these in its source, HTML marks nothing that its words do not tell as well.
_MARKS = ("blockquote", "_quote", "RplyFwdMsg", "OLK_SRC", "border-top", "zwchr", "stopSpelling", "reference-message")
_TAG = re.compile(r"<[^>]+")
#: HTML and lines beyond this are not compared.
_LONGEST_HTML = 500_000
_MOST_LINES = 3_000
#: Shorter lines ("Yes") must be equal, longer ones may be a piece of a paragraph that the text version wrapped.
_SHORT = 20


def corrected(html: str, lines: Sequence[Line], quoted: Quoted) -> Quoted:
    """The quoted lines once more, with the HTML read beside the text.

    New words that the HTML shows below a quote are opened; when the text shows no quote at all, and ends with the very
    words that the HTML marks as quoted, these are folded.
    """
    unmarked = quoted.open_from < len(lines)
    if not (unmarked or not any(quoted.flags)) or len(html) > _LONGEST_HTML or len(lines) > _MOST_LINES:
        return quoted
    # Many tags are alike: each is looked at once.
    tags = "".join(set(_TAG.findall(html)))
    if not any(mark in tags for mark in _MARKS):
        return quoted
    new, old = _words(html)
    if not old:
        return quoted
    if unmarked:
        _open(lines, quoted, new, old)
    else:
        _fold(lines, quoted, "".join(old))
    return quoted


def _words(html: str) -> tuple[list[str], list[str]]:
    """Squeezed lines of the HTML, rules left out: those below a quote that are new, and the quoted ones."""
    text = read_lines(LexborHTMLParser(html)).text
    lines = split_lines(text, quotes_whole=True)
    flags = find_quoted(text, lines).flags
    first = next((number for number, flag in enumerate(flags) if flag), len(flags))
    pairs = [(_squeezed(line), flag) for line, flag in zip(lines[first:], flags[first:], strict=True)]
    cut = "".join(CUT_LINE.split())
    return [words for words, flag in pairs if words and not flag], [
        words for words, flag in pairs if flag and words != cut
    ]


def _squeezed(line: Line) -> str:
    return "" if is_rule(line.text) else "".join(line.text.split())


def _open(lines: Sequence[Line], quoted: Quoted, new: list[str], old: list[str]) -> None:
    """Open the lines of an unmarked quote that the HTML shows to be the author's."""
    exact, known = set(new) - set(old), set(old)
    joined = "\n".join(new)
    for number in range(quoted.open_from, len(lines)):
        words = _squeezed(lines[number])
        if words and words not in known and (words in exact or (len(words) >= _SHORT and words in joined)):
            quoted.flags[number] = False


def _fold(lines: Sequence[Line], quoted: Quoted, old: str) -> None:
    """Fold the end of a text that reads as the quoted part of the HTML, from its first word to its last."""
    for first in range(1, len(lines)):
        words = _squeezed(lines[first])
        if len(words) >= 3 and old.startswith(words) and _reads_as(lines[first:], old):
            quoted.flags[first:] = [True] * (len(lines) - first)
            return


def _reads_as(lines: Sequence[Line], old: str) -> bool:
    place = 0
    for line in lines:
        words = _squeezed(line)
        if not old.startswith(words, place):
            return False
        place += len(words)
    return place * 10 >= len(old) * 9
