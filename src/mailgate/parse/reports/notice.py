"""Reads the failed recipients out of a notice that was written for people."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from mailgate.model.message import FailedRecipient
from mailgate.parse.reports.addresses import ADDRESS, find_address
from mailgate.parse.reports.grammar.labels import LABELS, OTHER_FIELDS
from mailgate.parse.reports.signs import is_system_address
from mailgate.parse.reports.status import specific_code, status_of_words

_MOST_LINES = 600
_LONGEST_LINE = 1_000
_MOST_RECIPIENTS = 200
_DIAGNOSTIC_LINES = 12

#: A line that begins with an address, as nearly all systems list their failures: ``<a@b>: host said``,
#: ``a@b`` alone, ``-- a@b``, ``a@b on Thu, 29 Apr``, ``a@b (User unknown)``, ``a@b<mailto:a@b>``.
_LISTED = re.compile(
    r"\s*(?:[-*•>=]{1,3}\s+|\d{1,3}[.)]\s+)?(?:\[?smtp:|rfc822;|mailto:)?[\"'<(\[]{0,2}"
    rf"({ADDRESS})[\"'>)\].]{{0,3}}(.*)",
    re.IGNORECASE,
)
#: What may follow it on the line; prose such as "a@b wrote" may not.
_FOLLOWS = re.compile(
    r"\s*(?:$|[:;(\[<#=]|\.{2,}|[-–—]+\s|on\s\w{3},|,?\s*(?:error|reason|invalid|user|unknown|said|was|is|because|"
    r"has|could|cannot|mailbox|host|failed|delivery|status|not|no|does|[45]\d\d)\b)",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(ADDRESS)
#: ``550 5.1.1 <a@b>... User unknown`` in a transcript of a session.
_REPLY_TO = re.compile(r"[\s<>:A-Za-z]{0,20}[45]\d\d[ -](?:[45]\.\d{1,3}\.\d{1,3} )?\s*[<\"']?")
_GENERATED = re.compile(r"\(?(?:generated|expanded) from", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    address: str
    lines: list[str] = field(default_factory=list)
    open: bool = True


def read_notice(notice: str, not_failed: Collection[str]) -> tuple[FailedRecipient, ...]:
    """The recipients that a notice lists or names, in order, with what it says of each.

    Args:
        not_failed: addresses that stand in such notices for other reasons: the sender's, the daemon's own.
    """
    lines = [line[:_LONGEST_LINE] for line in notice.split("\n", _MOST_LINES)[:_MOST_LINES]]
    drafts = _listed(lines, not_failed) or _labelled(lines, not_failed) or _only_one(lines, not_failed)
    if len(drafts) == 1:
        return (_alone(drafts[0], " ".join(lines)),)
    found = []
    for draft in drafts[:_MOST_RECIPIENTS]:
        said = _diagnostic(draft)
        found.append(FailedRecipient(address=draft.address, status=status_of_words(said), diagnostic=said))
    return tuple(found)


def _listed(lines: list[str], not_failed: Collection[str]) -> list[_Draft]:
    """Addresses at the start of a line; lines below belong to the last one until a blank line."""
    found: dict[str, _Draft] = {}
    current: _Draft | None = None
    for line in lines:
        address, rest = _listed_address(line)
        if address and address not in not_failed:
            current = found.setdefault(address, _Draft(address))
            current.lines.append(rest)
        elif current is not None and (line.strip() or not any(map(str.strip, current.lines))):
            current.lines.append(line)
        elif not line.strip():
            current = None
    return list(found.values())


def _listed_address(line: str) -> tuple[str, str]:
    if "@" not in line:
        return "", ""
    found = _LISTED.match(line)
    if found is None or not _FOLLOWS.match(found[2]):
        return "", ""
    return find_address(found[1]), found[2]


def _labelled(lines: list[str], not_failed: Collection[str]) -> list[_Draft]:
    """Addresses right behind words such as ``Unknown user:``."""
    found: dict[str, _Draft] = {}
    for number, line in enumerate(lines):
        if "@" not in line or line.strip().lower().startswith(OTHER_FIELDS):
            continue
        for place in _ANYWHERE.finditer(line):
            address = find_address(place[0])
            before = line[: place.start()]
            if address in not_failed:
                continue
            if _REPLY_TO.fullmatch(before):
                # The lines below it speak of other recipients.
                found.setdefault(address, _Draft(address)).lines.insert(0, line)
            elif _is_labelled(lines, number, before):
                draft = found.setdefault(address, _Draft(address))
                draft.lines += [line, *lines[number + 1 : number + _DIAGNOSTIC_LINES]]
    return list(found.values())


def _only_one(lines: list[str], not_failed: Collection[str]) -> list[_Draft]:
    """The one address that the notice holds, whatever words stand around it."""
    found: dict[str, _Draft] = {}
    for number, line in enumerate(lines):
        if "@" not in line or line.strip().lower().startswith(OTHER_FIELDS):
            continue
        for place in _ANYWHERE.finditer(line):
            address = find_address(place[0])
            if address not in not_failed and not is_system_address(address):
                found.setdefault(address, _Draft(address, lines[number : number + _DIAGNOSTIC_LINES]))
    return list(found.values()) if len(found) == 1 else []


def _is_labelled(lines: list[str], number: int, before: str) -> bool:
    words = before.rstrip("<\"'([ \t:：").lower()
    if before.strip("<\"'([ \t") or number == 0:
        return words.endswith(LABELS)
    return lines[number - 1].rstrip(" \t:：").lower().endswith(LABELS)


def _alone(draft: _Draft, whole: str) -> FailedRecipient:
    """The only recipient: a code anywhere in the notice is about it."""
    said = _diagnostic(draft)
    status = specific_code(said) or specific_code(whole) or status_of_words(said) or status_of_words(whole)
    return FailedRecipient(address=draft.address, status=status, diagnostic=said)


def _diagnostic(draft: _Draft) -> str:
    lines = [line.strip(" \t:-") for line in draft.lines if not _GENERATED.match(line.strip())]
    return " ".join(" ".join(lines[:_DIAGNOSTIC_LINES]).split())[:1_000]
