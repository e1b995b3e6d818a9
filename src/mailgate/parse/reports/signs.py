"""The cheap look at a mail's top: whether it may be a report at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailgate.parse.parts import Part
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.reports.addresses import find_address
from mailgate.parse.reports.grammar.daemons import DAEMON_NAMES, DAEMONS
from mailgate.parse.reports.grammar.notices import SUBJECTS

_TAG = re.compile(r"(?:\[[^\]]{1,40}\]\s*|\*{1,5}\s*|(?:aw|re|sv|antw|fwd?|wg|tr)\s*:\s*)")
_JOINTS = str.maketrans("", "", ".-_+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the top of a mail says; ``codes`` are stable, most telling first."""

    codes: tuple[str, ...]
    #: Written by a mail system, not by a person's program.
    by_machine: bool
    subject: bool

    def __bool__(self) -> bool:
        return bool(self.codes)


NONE = Signs(codes=(), by_machine=False, subject=False)


def look(root: Part) -> Signs:
    """Signs of a report among sender, subject and headers."""
    named: dict[str, str] = {}
    for name, value in root.headers.fields:
        named.setdefault(name, value)
    by_machine = _machine_codes(named)
    subject = is_report_subject(named.get("subject", ""))
    if not by_machine and not subject:
        return NONE
    codes = (*by_machine, *(("subject.undelivered",) if subject else ()))
    return Signs(codes=codes, by_machine=bool(by_machine), subject=subject)


def _machine_codes(named: dict[str, str]) -> tuple[str, ...]:
    codes: list[str] = []
    if "x-failed-recipients" in named:
        codes.append("header.x_failed_recipients")
    if is_daemon(named.get("from", "")):
        codes.append("sender.daemon")
    if "return-path" in named and not named["return-path"].strip("<> \t"):
        codes.append("envelope.null_sender")
    if named.get("content-class", "").lower().endswith(":dsn"):
        codes.append("header.content_class")
    if "from" not in named:
        codes.append("sender.missing")
    return tuple(codes)


def is_daemon(value: str) -> bool:
    """Whether a From header names a mail system, ``Mail Delivery System <mailer-daemon@...>``."""
    folded = value.lower()
    if folded.strip(" \"'").startswith(DAEMON_NAMES):
        return True
    address = find_address(folded)
    local = (address.rpartition("@")[0] if address else folded.strip("<>\"' ")).translate(_JOINTS)
    return local in DAEMONS


def is_report_subject(subject: str) -> bool:
    """Whether a subject is one under which mail systems return mail; "Re: Undeliverable" is a person's."""
    folded = fold(subject.strip())
    tag = _TAG.match(folded)
    if tag and tag[0][0] in "[*":
        folded = folded[tag.end() :]
    return folded.startswith(SUBJECTS)
