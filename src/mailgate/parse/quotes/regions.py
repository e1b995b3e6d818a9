"""Tells which lines of a mail are quoted: one walk over the lines, header by header."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, islice

from mailgate.parse.quotes.attribution import find_attribution, may_end_attribution
from mailgate.parse.quotes.closing import closing_languages
from mailgate.parse.quotes.device_line import is_device_line
from mailgate.parse.quotes.grammar.separators import ANSWERS, PLACES
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.quotes.header import Header
from mailgate.parse.quotes.headers import find_headers, is_empty
from mailgate.parse.quotes.lines import READ_OF_QUOTE, Lines
from mailgate.parse.quotes.marks import citations, marked_stretches, wrapped_rests
from mailgate.parse.quotes.prose import is_prose
from mailgate.parse.quotes.separator import is_rule
from mailgate.parse.quotes.signature import find_signatures

#: A phone's own line is followed by the quote without a header when so much text comes below it.
_UNHEADED_LINES = 3
_UNHEADED_CHARACTERS = 200
#: Lines at the head of a mail in which most have a sentence.
_GLANCE = 5
_QUOTATION_MARKS = tuple("\"“„«»'‘")
#: Last lines and characters of new text that are searched for a hint at answers inside the quote.
_HINTED_LINES = 40
_HINTED_CHARACTERS = 3_000


@dataclass(slots=True)
class Quoted:
    """Which lines are quoted, and what the headers above the quotes told."""

    flags: list[bool]
    languages: list[tuple[str, ...]] = field(default_factory=list)
    #: A line above a quote says that it is a forwarded mail.
    forwarded: bool = False
    #: Line from which on everything is quoted without marks; the number of lines when there is none.
    open_from: int = 0


def find_quoted(text: str, lines: Lines) -> Quoted:
    """The quoted lines of a mail. Not all of those with words are: with nothing new above, a forward is new."""
    walk = _Walk(text, lines)
    headers = find_headers(lines)
    for header in headers:
        if header.first >= walk.quoted.open_from:
            break
        walk.pass_header(header)
    walk.finish()
    return walk.quoted


class _Walk:
    def __init__(self, text: str, lines: Lines) -> None:
        self._text = text
        self._lines = lines
        self._seen = 0
        self._content = False
        self._headed = False
        self._hinted = False
        marked = [line.depth > 0 for line in lines] if lines.marked else [False] * len(lines)
        self.quoted = Quoted(marked, open_from=len(lines))

    def pass_header(self, header: Header) -> None:
        """Mark what a header stands above; with nothing of the author's above it, an unmarked mail is a forward."""
        body = self._next_written(header.last + 1)
        if body is not None and self._lines[body].depth:
            self._mark(header, body)
            self._headed = True
        elif header.opens and not self._is_citation(body) and self._has_content(header.first):
            self._open(header, body)
        if header.opens:
            self._seen = max(self._seen, header.last + 1)

    def finish(self) -> None:
        """Look again at marks without a header, at wrapped rests, and at what stands alone below a phone's line."""
        stretches = [span for span in marked_stretches(self._lines) if span[0] < self.quoted.open_from]
        if stretches and not self._headed:
            for first, last in citations(self._text, self._lines, stretches):
                self._set(first, last + 1, quoted=False)
        for number in wrapped_rests(self._lines, stretches):
            self.quoted.flags[number] = True
        if stretches and not self.quoted.languages:
            self._note_languages(stretches[0])
        if self.quoted.open_from == len(self._lines) and not stretches:
            self._fold_unheaded()

    def _open(self, header: Header, body: int | None) -> None:
        """Everything below is quoted, unless the author leads to the first mail below."""
        if not self._hinted and self._introduces(header.first):
            self._hinted = True
            self._mark(header, header.last + 1)
            return
        self._mark(header, len(self._lines))
        self.quoted.open_from = len(self._lines) if body is None else body

    def _is_citation(self, body: int | None) -> bool:
        """Words between quotation marks are the author's way to quote, not a client's."""
        return body is not None and self._lines[body].text.startswith(_QUOTATION_MARKS)

    def _mark(self, header: Header, end: int) -> None:
        self._set(self._with_rules_above(header.first), end, quoted=True)
        self.quoted.forwarded |= header.forwards
        if header.languages:
            self.quoted.languages.append(header.languages)

    def _set(self, first: int, end: int, *, quoted: bool) -> None:
        self.quoted.flags[first:end] = [quoted] * (end - first)

    def _with_rules_above(self, first: int) -> int:
        """Rules and blank lines above a header belong to it."""
        number = first - 1
        while number >= 0 and (self._lines[number].blank or is_rule(self._lines[number].text)):
            first = number if not self._lines[number].blank else first
            number -= 1
        return first

    def _next_written(self, number: int) -> int | None:
        while number < len(self._lines):
            if not is_empty(self._lines[number]):
                return number
            number += 1
        return None

    def _has_content(self, end: int) -> bool:
        """Whether the author wrote anything of their own before a line; each line is looked at once."""
        first, self._seen = self._seen, max(self._seen, end)
        if not self._content and end > first:
            written = self._written(first, end)
            glance = list(islice(written, _GLANCE))
            # Any sentence will do; without one, what is there may be nothing but a signature.
            self._content = any(is_prose(self._lines[number].text) for number in glance)
            if glance and not self._content:
                spans = find_signatures(self._text, self._lines, first, end - 1)
                own = chain(glance, written)
                self._content = not all(any(start <= number <= stop for start, stop in spans) for number in own)
        return self._content

    def _written(self, first: int, end: int) -> Iterator[int]:
        """Numbers of the unquoted lines with words."""
        texts, flags = self._lines.texts, self.quoted.flags
        return (
            number for number in range(first, end) if texts[number] and not flags[number] and not is_rule(texts[number])
        )

    def _introduces(self, end: int) -> bool:
        """Whether the author's last words lead to what is below ("I got this mail:"), or tell of answers in it."""
        flags = self.quoted.flags
        own = [line.text for line, flag in zip(self._lines[:end], flags, strict=False) if line.text and not flag]
        last = next((text for text in reversed(own) if not is_rule(text)), "")
        if last.endswith(":") and not closing_languages(last):
            return True
        hinted = fold("\n".join(own[-_HINTED_LINES:])[-_HINTED_CHARACTERS:])
        if not any(answer in hinted for answer in ANSWERS):
            return False
        return any(
            any(place in text for place in PLACES) and any(answer in text for answer in ANSWERS)
            for text in hinted.split("\n")
        )

    def _note_languages(self, span: tuple[int, int]) -> None:
        first, last = span
        for number in range(first, min(first + READ_OF_QUOTE, last + 1)):
            if may_end_attribution(self._lines[number].text):
                header = find_attribution(self._lines[first : number + 1], number - first)
                if header is not None and header.languages:
                    self.quoted.languages.append(header.languages)
                    return

    def _fold_unheaded(self) -> None:
        """Some phones quote without any header: text, the phone's own line, then a mail's worth of text."""
        lines = self._lines
        blank = lines.blanks
        for number in range(2, len(lines) - 2):
            if not (blank[number - 1] and blank[number + 1]) or not is_device_line(lines[number].text):
                continue
            below = [line.text for line in lines[number + 1 :] if line.text]
            long = len(below) >= _UNHEADED_LINES and sum(map(len, below)) >= _UNHEADED_CHARACTERS
            if long and self._has_content(number):
                self._set(number + 1, len(lines), quoted=True)
            return
