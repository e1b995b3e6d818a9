"""Recognises header fields repeated above a quote, as Outlook and the web mailers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mailgate.model.field_names import EVERYWHERE, FIELD_NAMES, FieldRole
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.quotes.header import Header
from mailgate.parse.quotes.lines import Line

#: Lines that a block may span, wrapped address lists included.
_SPAN = 30
#: Fields of the smallest block.
_FEWEST = 3
#: Longest field name in characters, with the decoration before it.
_NAME = 28
_DECORATION = " *_>|-–•\t"
_NAME_BEFORE_COLON = re.compile(r"(?:^|[\s*])([^\s:*]+(?: [^\s:*]+)?)\s*\*{0,2}:")
_LINE_NAME = re.compile(r"^([^\n:]{1,28}):", re.MULTILINE)
_DIGIT = re.compile(r"\d")

_Roles = dict[FieldRole, frozenset[str]]
FROM, SENT, TO, SUBJECT = FieldRole.FROM, FieldRole.SENT, FieldRole.TO, FieldRole.SUBJECT


def _index() -> dict[str, _Roles]:
    """Field name: role: languages in which it has that role."""
    found: dict[str, dict[FieldRole, set[str]]] = {}
    for language, roles in FIELD_NAMES.items():
        for table in (roles, EVERYWHERE):
            for role, names in table.items():
                for name in names:
                    found.setdefault(name, {}).setdefault(role, set()).add(language)
    return {name: {role: frozenset(languages) for role, languages in roles.items()} for name, roles in found.items()}


_NAMES = _index()


def _field(text: str) -> _Roles | None:
    """The roles that the field name at the head of a line may have."""
    colon = text.find(":", 0, _NAME)
    if colon < 1:
        return None
    name = fold(text[:colon].strip(_DECORATION))
    found = _NAMES.get(name)
    if found is None and " " in name:
        found = _NAMES.get(" ".join(name.split())) or _NAMES.get(name.replace(" ", ""))
    return found


def has_fields(text: str) -> bool:
    """A quick look at a whole text: whether three lines in it begin with field names, one of them the sender's."""
    if text.count(":") < _FEWEST:
        return False
    names = [_NAMES.get(fold(name.strip(_DECORATION))) for name in _LINE_NAME.findall(text)]
    known = [roles for roles in names if roles is not None]
    return len(known) >= _FEWEST and any(FROM in roles for roles in known)


def find_block(lines: Sequence[Line], first: int) -> Header | None:
    """The block that begins on a line, if one does.

    It needs a sender and two of date, recipient and subject in one language, and shows by an address or a subject
    with a date that it is a mail's and not a form's ("From: Berlin, To: Paris").
    """
    if _field(lines[first].text) is None:
        return None
    fields = list(_fields(lines, first))
    if len(fields) < _FEWEST:
        return _one_line_block(lines, first)
    languages = _languages([roles for _, roles in fields])
    if not languages or not _is_of_a_mail(lines, fields):
        return None
    last = _end_of_values(lines, fields[-1][0])
    return Header(first, last, opens=True, languages=languages)


def _fields(lines: Sequence[Line], first: int) -> Iterator[tuple[int, _Roles]]:
    """Line numbers of the fields, over wrapped values and at most one blank line between them."""
    depth = lines[first].depth
    blanks = 0
    for number in range(first, min(first + _SPAN, len(lines))):
        line = lines[number]
        if line.blank:
            blanks += 1
            if blanks > 1:
                return
            continue
        if line.depth != depth:
            return
        roles = _field(line.text)
        if roles is not None:
            blanks = 0
            yield number, roles
        elif blanks:
            return


def _languages(fields: Sequence[_Roles]) -> tuple[str, ...]:
    """Languages in which the fields are a sender and two of date, recipient and subject."""
    by_language: dict[str, set[FieldRole]] = {}
    for roles in fields:
        for role, languages in roles.items():
            for language in languages:
                by_language.setdefault(language, set()).add(role)
    scored = [
        (len(roles & {SENT, TO, SUBJECT, FROM}), language)
        for language, roles in by_language.items()
        if FROM in roles and len(roles & {SENT, TO, SUBJECT}) >= 2
    ]
    best = max((score for score, _ in scored), default=0)
    likely = (language for score, language in scored if score == best)
    return tuple(sorted(likely, key=lambda code: (code != "en", code)))


def _is_of_a_mail(lines: Sequence[Line], fields: Sequence[tuple[int, _Roles]]) -> bool:
    subject = any(SUBJECT in roles for _, roles in fields)
    dated = any(SENT in roles and _DIGIT.search(lines[number].text) for number, roles in fields)
    address = any("@" in lines[number].text for number in range(fields[0][0], fields[-1][0] + 1))
    return address or (subject and dated)


def _end_of_values(lines: Sequence[Line], last: int) -> int:
    """A wrapped last value ends at the blank line; without one soon after, only the field's own line is header."""
    for number in range(last + 1, min(last + 4, len(lines))):
        if lines[number].blank:
            return number - 1
    return last


def _one_line_block(lines: Sequence[Line], first: int) -> Header | None:
    """All fields on one line, as some HTML conversions leave them."""
    text = lines[first].text
    if text.count(":") < 3 or "@" not in text:
        return None
    found = []
    for name in _NAME_BEFORE_COLON.findall(text):
        folded = fold(name)
        roles = _NAMES.get(folded) or _NAMES.get(folded.rpartition(" ")[2])
        if roles is not None:
            found.append(roles)
    languages = _languages(found)
    return Header(first, first, opens=True, languages=languages) if languages else None
