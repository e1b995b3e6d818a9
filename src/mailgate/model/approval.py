"""A yes that somebody has to give before something goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.model.ticket import Status


class ApprovalMode(StrEnum):
    """How many of those who are asked have to say yes; as soon as that is out of reach it is rejected."""

    ANY = "any"
    ALL = "all"
    QUORUM = "quorum"


class ApprovalState(StrEnum):
    #: Asked for; nobody was told yet.
    REQUESTED = "requested"
    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    #: The ticket ended before it was decided.
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalTerms:
    """What is asked of whom, and what holds meanwhile."""

    #: One sentence for those who decide; empty: the ticket's subject says it.
    what: str = ""
    #: Addresses, ``team:KEY``, ``team:lead``, ``oncall:KEY``; resolved to addresses when it is requested.
    approvers: tuple[str, ...] = ()
    #: Of those who decide in the place of somebody who is away: for whom.
    standing_in: Mapping[str, str] = field(default_factory=dict)
    mode: ApprovalMode = ApprovalMode.ANY
    #: Voices needed, for ``quorum``.
    quorum: int = 0
    #: Whoever has not answered is asked once more after this time; None: never.
    remind_after: timedelta | None = timedelta(days=1)
    expires_after: timedelta = timedelta(days=3)
    #: ``reject``, or ``escalate``: the escalation policy of that key begins, and the request stays open until it ends.
    on_expiry: str = "reject"
    escalation: str = ""
    #: Statuses that the ticket may not get meanwhile.
    blocks: tuple[Status, ...] = (Status.RESOLVED, Status.CLOSED)
    #: The status that the ticket has meanwhile, a paused one stops the clock; None: it stays as it is.
    while_pending: Status | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One answer."""

    approver: str
    approves: bool
    reason: str
    at: datetime
    #: ``mail``, ``link``, ``api`` or ``cli``.
    way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A request and what came of it."""

    id: int
    tenant: str
    ticket_id: int
    #: With the approvers resolved.
    terms: ApprovalTerms
    #: Address of a person, or the name of a rule or escalation policy.
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    #: The next reminder or the expiry; None once it is decided.
    next_at: datetime | None
    state: ApprovalState = ApprovalState.PENDING
    voices: tuple[Voice, ...] = ()
    decided_at: datetime | None = None
    reason: str = ""
    #: The escalation step that waits for it: id of the deadline; 0: none.
    waits: int = 0
    #: The status that the ticket had, where ``while_pending`` gave it another.
    status_before: Status | None = None
    version: int = 0
