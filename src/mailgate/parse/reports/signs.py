"""The cheap look at a mail's top: whether it may be a report at all."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailgate.parse.parts import Part
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.reports.addresses import find_address
from mailgate.parse.reports.grammar.daemons import DAEMON_NAMES, DAEMONS, OTHER_MACHINES
from mailgate.parse.reports.grammar.notices import SUBJECTS

_TAG = re.compile(r"(?:\[[^\]]{1,40}\]\s*|\*{1,5}\s*|(?:aw|re|sv|antw|fwd?|wg|tr)\s*:\s*)")
_JOINTS = str.maketrans("", "", ".-_+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the top of a mail says; ``codes`` are stable, most telling first."""

    codes: tuple[str, ...]
    #: Surely written by a mail system, not by a person's program.
    by_machine: bool
    #: The subject is one of a report.
    subject: bool
    #: The null sender of RFC 5321 section 4.5.5.
    null_sender: bool
    #: It answers another mail, as reports of mail systems hardly ever do.
    is_reply: bool

    def __bool__(self) -> bool:
        return bool(self.codes)


NONE = Signs(codes=(), by_machine=False, subject=False, null_sender=False, is_reply=False)


def look(root: Part) -> Signs:
    """Signs of a report among sender, subject and headers."""
    named: dict[str, str] = {}
    for name, value in root.headers.fields:
        named.setdefault(name, value)
    machine = _machine_codes(named)
    null_sender = "return-path" in named and not named["return-path"].strip("<> \t")
    subject = is_report_subject(named.get("subject", ""))
    codes = [*machine]
    if null_sender:
        codes.append("envelope.null_sender")
    if subject:
        codes.append("subject.undelivered")
    if not codes and not _may_be_machine(named.get("from", "")):
        return NONE
    return Signs(
        codes=tuple(codes) or ("sender.machine",),
        by_machine=bool(machine),
        subject=subject,
        null_sender=null_sender,
        is_reply="in-reply-to" in named or "references" in named,
    )


def _machine_codes(named: dict[str, str]) -> tuple[str, ...]:
    codes: list[str] = []
    if "x-failed-recipients" in named:
        codes.append("header.x_failed_recipients")
    if is_daemon(named.get("from", "")):
        codes.append("sender.daemon")
    if named.get("content-class", "").lower().endswith(":dsn"):
        codes.append("header.content_class")
    if "x-apple-unsubscribe" in named:
        codes.append("header.unsubscribe")
    if "from" not in named:
        codes.append("sender.missing")
    return tuple(codes)


def is_daemon(value: str) -> bool:
    """Whether a From header names a mail system, ``Mail Delivery System <mailer-daemon@...>``."""
    folded = value.lower()
    if folded.strip(" \"'").startswith(DAEMON_NAMES):
        return True
    return _local_part(folded) in DAEMONS


def is_system_address(address: str) -> bool:
    """Whether an address is one that notices give as a contact, such as ``postmaster@`` or ``support@``."""
    local = _local_part(address.lower())
    return local in DAEMONS or local in OTHER_MACHINES


def _may_be_machine(value: str) -> bool:
    return _local_part(value.lower()) in OTHER_MACHINES


def _local_part(value: str) -> str:
    """Without dots, dashes and underscores; some daemons write no domain."""
    address = find_address(value)
    return (address.rpartition("@")[0] if address else value.strip("<>\"' ")).translate(_JOINTS)


def is_report_subject(subject: str) -> bool:
    """Whether a subject is one under which mail systems return mail; "Re: Undeliverable" is a person's."""
    folded = fold(subject.strip())
    tag = _TAG.match(folded)
    if tag and tag[0][0] in "[*":
        folded = folded[tag.end() :]
    return folded.startswith(SUBJECTS)
