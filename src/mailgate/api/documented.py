"""The answers as ``/openapi.json`` describes them; tests hold them against what ``shapes`` really makes."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from pydantic import BaseModel, Field

from mailgate.model.approval import ApprovalMode, ApprovalState
from mailgate.model.envelope import InboxState
from mailgate.model.event import EventKind
from mailgate.model.outbound import OutboxState
from mailgate.model.ticket import AuthorType, EntryKind, Priority, Status

T = TypeVar("T")
Documented = dict[int | str, dict[str, Any]]


class Ticket(BaseModel):
    """A ticket. Fields that are not required are missing where a customer asks."""

    id: UUID
    number: str = Field(examples=["2026-11-00042"])
    refid: str
    subject: str
    status: Status
    priority: Priority
    product: str
    queue: str
    category: str
    customer_email: str
    customer_name: str
    created_at: datetime
    updated_at: datetime
    first_response_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    reopened_count: int
    csat_score: int | None
    type: str = ""
    source: str = ""
    assigned_to: str | None = Field(default=None, description="An agent's address.")
    assigned_team: str | None = None
    watchers: list[str] = []
    cc: list[str] = Field(default=[], description="Addresses that were only proposed as watchers.")
    tags: list[str] = []
    custom: dict[str, str] = {}
    sla_due_at: datetime | None = None
    sla_breach: bool = Field(default=False, description="True once any promise was broken.")
    escalation_level: int = 0
    snoozed_until: datetime | None = Field(default=None, description="Put off until then.")
    flagged_until: datetime | None = Field(
        default=None, description="Its customer wrote after it was done; unclear until then whether anything is wanted."
    )
    follow_up_of: str | None = Field(default=None, description="Number of the ticket that it may go on from.")
    merged_into: str | None = Field(default=None, description="Number of the ticket that it was merged into.")
    version: int = 0


class Author(BaseModel):
    type: AuthorType
    email: str
    name: str


class Attachment(BaseModel):
    id: int
    name: str
    type: str
    size: int
    inline: bool
    content_id: str
    sha256: str


class Message(BaseModel):
    """Something said on a ticket."""

    id: int
    kind: EntryKind
    author: Author
    text: str
    html: str
    attachments: list[Attachment]
    message_id: str
    created_at: datetime


class NotSent(BaseModel):
    """A mail with an agent's words that does not go out, or not now."""

    to: str
    state: OutboxState = Field(description="suppressed, or held until a person or the clock lets it go.")
    reason: str = Field(examples=["suppressed until 2026-11-22 12:00 UTC: 5.1.1 no such user"])


class Said(Message):
    """What was said just now."""

    not_sent: list[NotSent] = Field(default=[], description="Not in answers to customers.")


class EventCause(BaseModel):
    kind: str
    ref: str


class Event(BaseModel):
    """An entry of the journal."""

    kind: EventKind
    at: datetime
    actor: str
    cause: EventCause
    details: dict[str, Any]


class HeldMail(BaseModel):
    """A mail that waits for a person's yes, or did."""

    id: int
    state: InboxState
    reason: str = Field(description="Stable code of why it was held.", examples=["held.failed_sender"])
    author: str = Field(description="The address that its From line gives; nothing proves it.")
    subject: str
    queue: str
    ticket: str | None = Field(description="Number of the ticket that it is about, where it points to one.")
    mail_from: str
    recipients: list[str]
    size: int
    received_at: datetime
    released_at: datetime | None = Field(description="When the clock lets it through; null: it waits for a person.")
    word: str | None = Field(description="What a person said of it: accept, new, spam, discard, undo.")
    word_by: str | None = None


class Voice(BaseModel):
    """One answer to an approval."""

    approver: str
    approves: bool
    reason: str
    at: datetime
    way: str = Field(description="mail, link, api or cli.")


class Approval(BaseModel):
    """A yes that was asked for."""

    id: int
    state: ApprovalState
    what: str
    approvers: list[str]
    mode: ApprovalMode
    quorum: int | None
    requested_by: str
    requested_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    reason: str
    voices: list[Voice]


class Approvals(BaseModel):
    items: list[Approval]
    total: int


class ApprovalOfTicket(Approval):
    ticket: str = Field(description="Its number.")


class ApprovalsOfTickets(BaseModel):
    items: list[ApprovalOfTicket]
    total: int


class OnDuty(BaseModel):
    """Who is on call in one rotation; null: nobody."""

    rotation: str
    on_call: str | None


class Rotations(BaseModel):
    items: list[OnDuty]


class Linked(BaseModel):
    """What one ticket has to do with another; both by number."""

    ticket: str
    kind: str = Field(description="parent, blocks, duplicates, related or follow_up: of the ticket, the other one is.")
    of: str


class Links(BaseModel):
    items: list[Linked]


class PageOf(BaseModel, Generic[T]):
    """A part of a list."""

    items: list[T]
    total: int
    page: int
    limit: int
    total_is_minimum: bool = Field(default=False, description="There only when there may be more than total.")


class Problem(BaseModel):
    """RFC 9457, with extensions of ours."""

    type: str
    title: str
    status: int
    detail: str
    code: str = Field(description="Stable, for programs.")
    error: str
    allowed: list[str] = []
    origin: str = Field(default="", alias="from")
    to: str = ""
    retry_after: int = Field(default=0, description="Seconds.")
    invalid: list[dict[str, str]] = []
    incident: str = ""


def _problem(description: str) -> dict[str, Any]:
    content = {"application/problem+json": {"schema": Problem.model_json_schema()}}
    return {"description": description, "content": content}


#: What every route under ``/api/v1`` may answer.
PROBLEMS: Documented = {
    401: _problem("No valid bearer token"),
    403: _problem("The token does not permit it"),
    404: _problem("Not there, or not to be known of"),
    409: _problem("Against the ticket's state"),
    413: _problem("Larger than 1 MiB"),
    422: _problem("Not as described"),
    429: _problem("Too many requests"),
    503: _problem("The store is away"),
}
TICKET: Documented = {200: {"model": Ticket}}
OPENED: Documented = {201: {"model": Ticket}}
TICKETS: Documented = {200: {"model": PageOf[Ticket]}}
MESSAGES: Documented = {200: {"model": PageOf[Message]}}
SAID: Documented = {201: {"model": Said}}
LINKS: Documented = {200: {"model": Links}}
EVENTS: Documented = {200: {"model": PageOf[Event]}}
HELD: Documented = {200: {"model": PageOf[HeldMail]}}
RELEASED: Documented = {200: {"model": HeldMail}}
APPROVAL: Documented = {200: {"model": Approval}, 201: {"model": Approval}}
APPROVALS: Documented = {200: {"model": Approvals}}
APPROVALS_OF_TICKETS: Documented = {200: {"model": ApprovalsOfTickets}}
ON_CALL: Documented = {200: {"model": Rotations}}
