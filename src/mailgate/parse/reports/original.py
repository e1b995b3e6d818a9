"""Finds the mail that a report is about: enclosed as a part, as headers only, or below a line of the text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailgate.parse.headers.identifiers import read_message_id
from mailgate.parse.parts import Part
from mailgate.parse.reports.addresses import find_addresses
from mailgate.parse.reports.fields import field_groups
from mailgate.parse.reports.grammar.separators import FIRST_FIELDS, NO_SEPARATORS, SEPARATORS

_RULE = "-_=*~#+–—>|·. \t"
#: Of a text, no more is searched for an enclosed mail.
_LONGEST = 64 * 1024
_ENCLOSING = frozenset(
    {
        "message/rfc822",
        "message/global",
        "message/news",
        "message/partial",
        "text/rfc822",
        "text/rfc822-headers",
        "message/rfc822-headers",
        "message/global-headers",
    }
)
_FOLDED_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,40}\s*:")


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What is left of the mail reported on; all empty when nothing is."""

    message_id: str = ""
    #: Addresses of To and Cc, once each.
    recipients: tuple[str, ...] = ()
    sender: str = ""


NOTHING = Original()


def enclosed_original(root: Part) -> Original:
    """From a ``message/rfc822`` part, or one that holds its headers only (RFC 3462 section 2)."""
    for part in root.walk():
        if part is root or part.type not in _ENCLOSING:
            continue
        if "message-id" in part.headers or "received" in part.headers:
            # The blank line above the enclosed mail is missing.
            return _of_fields(list(part.headers.fields))
        if part.children:
            return _of_fields(list(part.children[0].headers.fields))
        groups = field_groups(part.text()[:_LONGEST])
        if groups:
            return _of_fields(groups[0])
    return NOTHING


def split_notice(text: str, longest: int = _LONGEST) -> tuple[str, Original]:
    """The system's own words, and the mail enclosed below them.

    Args:
        longest: so many characters are read.
    """
    lines = text[:longest].split("\n")
    for number, line in enumerate(lines):
        if _starts_original(lines, number, line):
            groups = field_groups("\n".join(line.removeprefix("> ") for line in lines[number:]))
            found = next((original for group in groups[:3] if (original := _of_fields(group)) != NOTHING), NOTHING)
            return "\n".join(lines[:number]), found
    return "\n".join(lines), NOTHING


def _starts_original(lines: list[str], number: int, line: str) -> bool:
    bare = line.strip(_RULE).lower()
    if not bare or number == 0:
        return False
    if bare.startswith(FIRST_FIELDS):
        following = next((other for other in lines[number + 1 : number + 12] if other[:1] not in " \t"), "")
        return _FOLDED_FIELD.match(following.removeprefix("> ")) is not None
    if bare.startswith(NO_SEPARATORS):
        return False
    return len(bare) < 90 and bare.startswith(SEPARATORS) and _opens(lines, number)


def _opens(lines: list[str], number: int) -> bool:
    """Whether header fields follow, or nothing does."""
    following = [line for line in lines[number + 1 : number + 12] if line.strip(_RULE)]
    return not following or any(_FOLDED_FIELD.match(line.lstrip("> ")) for line in following)


def _of_fields(fields: list[tuple[str, str]]) -> Original:
    named: dict[str, str] = {}
    for name, value in fields:
        if name in ("message-id", "from", "return-path"):
            named.setdefault(name, value)
    to = " ".join(value for name, value in fields if name in ("to", "cc", "x-hmxmroriginalrecipient"))
    sender = find_addresses(named.get("return-path", "")) or find_addresses(named.get("from", ""))
    return Original(
        message_id=read_message_id(named.get("message-id", "")),
        recipients=find_addresses(to[:8_192]),
        sender=sender[0] if sender else "",
    )
