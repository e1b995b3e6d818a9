"""Who really sent a mail, as far as anybody can tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tier(StrEnum):
    """How far a sender may be believed (DESIGN section 4)."""

    VERIFIED = "verified"
    WEAK = "weak"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """The author with the tier that authentication gave."""

    #: Lower-case address of the author, empty when there is none.
    address: str
    name: str
    tier: Tier
    #: Stable code of what decided: ``dmarc.pass``, ``dmarc.fail``, ``author.several_mailboxes``, ``nothing_known``, ...
    reason: str
    #: What was seen on the way to it, for ``explain``; may quote the mail.
    evidence: tuple[str, ...] = ()
    #: Address of the contact form that named this sender; empty for whoever wrote the mail.
    form: str = ""
