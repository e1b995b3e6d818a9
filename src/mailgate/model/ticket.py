"""The ticket and what is said on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Status(StrEnum):
    """Where a ticket stands (spec/features.md A.2.2)."""

    OPEN = "open"
    TRIAGED = "triaged"
    IN_PROGRESS = "in_progress"
    WAITING_FOR_SUPPORT = "waiting_for_support"
    ESCALATED = "escalated"
    WAITING_FOR_CUSTOMER = "waiting_for_customer"
    WAITING_FOR_VENDOR = "waiting_for_vendor"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    MERGED = "merged"
    SPAM = "spam"


class Priority(StrEnum):
    """How urgent; declared from most to least, so ``rank`` 0 is the most urgent."""

    CRITICAL = "critical"
    URGENT = "urgent"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        return list(Priority).index(self)


class EntryKind(StrEnum):
    """Who may read an entry: ``public`` the customer too, ``internal`` (a note) and ``system`` (ours) agents only."""

    PUBLIC = "public"
    INTERNAL = "internal"
    SYSTEM = "system"


class AuthorType(StrEnum):
    CUSTOMER = "customer"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A customer's address in one tenant."""

    id: int
    tenant: str
    #: Lower-case.
    email: str
    name: str
    #: False while it exists only in the plan at hand.
    stored: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """One matter of one customer. A changed ticket is a new value; ``version`` is raised when it is recorded."""

    #: Ours alone: row key, and part of reply tokens.
    id: int
    #: The id that the world sees.
    uuid: UUID
    tenant: str
    #: ``2026-11-00042``: unique in the tenant, roughly ascending, gaps allowed.
    number: str
    #: ``sup_`` and 20 random letters and digits.
    refid: str
    subject: str
    status: Status
    priority: Priority
    #: Key of the queue it came in by, with its product.
    queue: str
    product: str
    contact_id: int
    customer_email: str
    customer_name: str
    created_at: datetime
    updated_at: datetime
    source: str = "email"
    prior_status: Status | None = None
    priority_source: str = "default"
    category: str = ""
    type: str = ""
    #: Email of the agent, None while nobody's.
    assigned_to: str | None = None
    #: Key of the team, None for no team.
    assigned_team: str | None = None
    tags: tuple[str, ...] = ()
    custom: dict[str, str] = field(default_factory=dict)
    sla_policy: str = ""
    escalation_policy: str = ""
    escalation_level: int = 0
    #: Due of the resolution cycle; computed, never written by anybody.
    sla_due_at: datetime | None = None
    #: True once any cycle was breached; never false again.
    sla_breach: bool = False
    first_response_at: datetime | None = None
    last_customer_message_at: datetime | None = None
    last_agent_message_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_count: int = 0
    #: Changes that rules made since somebody of the desk last had a hand in it.
    rule_changes: int = 0
    snoozed_until: datetime | None = None
    #: Its customer wrote after it was done, and it is not clear whether anything is wanted; until then it is shown.
    flagged_until: datetime | None = None
    #: Ids of other tickets.
    follow_up_of: int | None = None
    merged_into: int | None = None
    csat_score: int | None = None
    #: When the customer is to be asked how it was; None: not, or no more.
    survey_due_at: datetime | None = None
    #: Since when nobody sees it any more; its rows stay.
    deleted_at: datetime | None = None
    #: Statuses that it may not get while somebody is asked for a yes.
    blocked: tuple[Status, ...] = ()
    #: 0 is a ticket that was never recorded.
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAuthor:
    type: AuthorType
    email: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A message on a ticket as recorded: a customer's or agent's words, a note, or one of our own mails."""

    id: int
    ticket_id: int
    kind: EntryKind
    author: EntryAuthor
    #: What is shown: the new words of a mail, or the text given by API.
    text: str
    html: str
    created_at: datetime
    #: The whole text body with its quotes; equal to ``text`` where nothing was folded.
    full_text: str = ""
    #: Of the mail, without angle brackets; empty for words that came by API.
    message_id: str = ""
    #: The dedupe key of the mail (``Message.key``); empty for all else.
    key: str = ""
    inbox_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryAttachment:
    """An attachment as recorded; its bytes are the blob of that hash."""

    id: int
    entry_id: int
    name: str
    type: str
    size: int
    sha256: str
    inline: bool
    content_id: str
