"""Finds the signature in a stretch of new text; when in doubt the words stay new."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import compress
from operator import not_

from mailgate.parse.quotes.closing import closing_languages, is_postscript
from mailgate.parse.quotes.device_line import is_device_line
from mailgate.parse.quotes.lines import Line, Lines
from mailgate.parse.quotes.prose import has_contact, is_name, is_prose
from mailgate.parse.quotes.separator import is_rule

#: Written lines that a signature may have below the delimiter, and below a closing.
_MOST_LINES = 25
_MOST_BELOW_CLOSING = 14
_MOST_CONTACT_LINES = 9
#: Sentences below a delimiter that is not RFC 3676's own; more of them are the rest of the mail.
_MOST_SENTENCES = 2
_DASHED_NAME = re.compile(r"(?:[-–—/~]{1,2}|[–—~] )[^\W\d_][\w.'’-]*(?: [^\W\d_][\w.'’-]*){0,3}[.,]?")

Span = tuple[int, int]


def find_signatures(text: str, lines: Lines, first: int, last: int) -> list[Span]:
    """Signatures in the lines ``first`` to ``last`` (inclusive), in order."""
    written = _written(lines, first, last)
    if not written:
        return []
    found = (
        _below_delimiter(text, lines, written)
        or _below_closing(lines, written)
        or _dashed_name(lines, written)
        or _contact_block(lines, written)
    )
    end = found[0] if found else last + 1
    devices = [
        (number, number)
        for number in written
        if number < end and (number == last or lines.blanks[number + 1]) and is_device_line(lines[number].text)
    ]
    if devices and not found:
        return _above_device(text, lines, written, devices)
    return [*devices, found] if found else devices


def _written(lines: Lines, first: int, last: int) -> list[int]:
    return list(compress(range(first, last + 1), map(not_, lines.blanks[first : last + 1])))


def _above_device(text: str, lines: Sequence[Line], written: Sequence[int], devices: list[Span]) -> list[Span]:
    """A closing may stand above the line that the device added."""
    above = [number for number in written if number < devices[0][0]]
    while above and lines[above[-1]].text.strip("-–—_ ") == "":
        devices[0] = (above.pop(), devices[0][1])
    found = (_below_closing(lines, above) or _dashed_name(lines, above)) if above else None
    return [found, *devices] if found else devices


def below_exact_delimiter(text: str, lines: Lines, first: int, last: int) -> Span | None:
    """What stands below the ``-- `` of RFC 3676 section 4.3: nobody else writes that."""
    if "--" not in lines.texts[first : last + 1]:
        return None
    written = _written(lines, first, last)
    return next(
        (
            (number, written[-1])
            for number in written[-_MOST_LINES - 1 :]
            if lines[number].text == "--" and _is_exact(text, lines[number])
        ),
        None,
    )


def _is_exact(text: str, line: Line) -> bool:
    return text[line.start : line.end].rstrip("\r\n") == "-- "


def _below_delimiter(text: str, lines: Sequence[Line], written: Sequence[int]) -> Span | None:
    """Below ``-- `` (RFC 3676 section 4.3), below what people write for it, or below a rule with a name block."""
    for place in range(max(0, len(written) - _MOST_LINES - 1), len(written)):
        number = written[place]
        if not _is_delimiter(lines[number].text):
            continue
        below = written[place + 1 :]
        sentences = sum(is_prose(lines[line].text) for line in below)
        exact = _is_exact(text, lines[number])
        dashes = lines[number].text in ("--", "- -")
        if exact or (dashes and sentences <= _MOST_SENTENCES and not _asks(lines, below)):
            return number, written[-1]
        if below and not sentences and _is_name_block(lines, below):
            return number, written[-1]
    return None


def _is_delimiter(text: str) -> bool:
    return len(text) >= 1 and text[0] in "-_–—*=~" and (text in ("--", "- -", "—", "–", "__") or is_rule(text))


def _asks(lines: Sequence[Line], numbers: Sequence[int]) -> bool:
    return any(lines[number].text.endswith("?") for number in numbers)


def _is_name_block(lines: Sequence[Line], numbers: Sequence[int]) -> bool:
    contacts = sum(has_contact(lines[number].text) for number in numbers)
    return contacts > 0 or any(is_device_line(lines[number].text) for number in numbers)


def _below_closing(lines: Sequence[Line], written: Sequence[int]) -> Span | None:
    """A closing and the name block below it, as far as a postscript or the next sentence."""
    for place in range(max(0, len(written) - _MOST_BELOW_CLOSING - 1), len(written)):
        number = written[place]
        if not closing_languages(lines[number].text):
            continue
        below = written[place + 1 :]
        if not below:
            return number, number
        end = _end_of_name_block(lines, below)
        if end is not None:
            return number, end
    return None


def _end_of_name_block(lines: Sequence[Line], below: Sequence[int]) -> int | None:
    """Last line of the paragraph with the name, and of those after it that end in contact details."""
    if (
        not is_name(lines[below[0]].text)
        and not _is_short(lines[below[0]].text)
        and not has_contact(lines[below[0]].text)
    ):
        return None
    end: int | None = None
    above = below[0]
    details = True
    for number in below:
        text = lines[number].text
        if is_postscript(text) or is_prose(text):
            break
        if number - above > 1:
            details = False
        details |= has_contact(text)
        if details:
            end = number
        above = number
    return end


def _is_short(text: str) -> bool:
    """A name in small letters, or a department."""
    return len(text.split()) <= 3 and ":" not in text and not any(map(str.isdigit, text))


def _dashed_name(lines: Sequence[Line], written: Sequence[int]) -> Span | None:
    """A name behind a dash or slash as the last line, or above the name block's lines."""
    for place in range(max(1, len(written) - 4), len(written)):
        number = written[place]
        text = lines[number].text
        if not _DASHED_NAME.fullmatch(text) or not is_name(text) or not lines[number - 1].blank:
            continue
        above = lines[written[place - 1]].text
        if above[:1] in "-–—/~•*" or above.endswith(":") or text.startswith("--"):
            continue
        # One word may be the only item of a list.
        if " " not in text and text[0] == "-" and above[-1] not in ".!?)":
            continue
        if all(has_contact(lines[line].text) for line in written[place + 1 :]):
            return number, written[-1]
    return None


def _contact_block(lines: Sequence[Line], written: Sequence[int]) -> Span | None:
    """A last paragraph of a name and at least two lines of contact details; one is enough below thanks."""
    end = place = len(written) - 1
    while place > 0 and written[place] - written[place - 1] == 1 and end - place < _MOST_CONTACT_LINES:
        place -= 1
    if place == 0 or end - place >= _MOST_CONTACT_LINES:
        return None
    if _is_thanks(lines[written[place]].text):
        place += 1
    block = written[place:]
    if len(block) < 3 or not is_name(lines[block[0]].text) or lines[written[place - 1]].text.endswith(":"):
        return None
    contacts = sum(has_contact(lines[number].text) for number in block)
    if contacts < 2 or any(is_prose(lines[number].text) for number in block):
        return None
    return block[0], block[-1]


def _is_thanks(text: str) -> bool:
    return text.endswith(",") and len(text.split()) <= 4
