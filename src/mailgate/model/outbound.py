"""Mail that goes out: final bytes with one recipient each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OutboundKind(StrEnum):
    """What a mail is for; names its folder in ``templates/mail``."""

    ACKNOWLEDGEMENT = "acknowledgement"
    REPLY = "reply"
    NEW_TICKET_NOTICE = "new_ticket_notice"
    CUSTOMER_NOTICE = "customer_notice"
    NOTE_NOTICE = "note_notice"
    #: A ticket that was put off is back.
    WAKE_NOTICE = "wake_notice"
    #: A ticket has another agent, because the one who had it is away.
    HANDOVER_NOTICE = "handover_notice"
    #: To a lead: nobody of the team could be given the ticket.
    UNASSIGNED_NOTICE = "unassigned_notice"
    SLA_WARNING = "sla_warning"
    SLA_BREACH = "sla_breach"
    ESCALATION = "escalation"
    #: The preset ``simple`` pages on-call about a new urgent ticket, with the seven fields of that desk's habit.
    URGENT_PAGE = "urgent_page"
    #: Whoever was paged is told that somebody took it.
    PAGE_TAKEN = "page_taken"
    #: Whoever took a page is asked whether it goes on.
    PAGE_REMINDER = "page_reminder"
    #: To the operator: a step of an escalation reached nobody.
    NOBODY_ON_CALL = "nobody_on_call"
    #: Somebody's yes is asked for, or was given.
    APPROVAL_REQUEST = "approval_request"
    APPROVAL_RESULT = "approval_result"
    HELD_NOTICE = "held_notice"
    #: Several mails that wait for a decision, in one mail.
    HELD_DIGEST = "held_digest"
    #: The one answer to an agent's word on held mail.
    HELD_ANSWER = "held_answer"
    AGENT_HELP = "agent_help"
    #: What a rule has us say to a customer, a watcher or any other address.
    RULE_MAIL = "rule_mail"
    #: A customer's mail, sent on by a rule.
    FORWARD = "forward"
    #: Tells whoever runs the desk that rules were stopped.
    RULE_ALERT = "rule_alert"
    #: The one answer to an agent's mail with commands.
    TRANSCRIPT = "transcript"
    #: To the operator: a mailbox that is read needs a person.
    MAILBOX_TROUBLE = "mailbox_trouble"
    #: An agent's words did not reach somebody.
    UNDELIVERED = "undelivered"
    #: Tells a customer that a ticket will be closed, for nothing was heard.
    CLOSE_WARNING = "close_warning"
    #: To the customer of a resolved ticket: is it?
    SOLVED_QUESTION = "solved_question"
    #: Asks a customer how it was.
    SURVEY = "survey"
    #: Tells a customer that mail waits, for too much came at once.
    RATE_NOTICE = "rate_notice"
    #: What promises the desk kept yesterday, and what its agents did last week.
    SLA_REPORT = "sla_report"
    AGENT_SUMMARY = "agent_summary"
    #: Tells an agent of all customers who wait for an answer.
    PENDING_DIGEST = "pending_digest"
    #: Tells whoever runs the desk of promises that differ from their journal.
    SLA_AUDIT = "sla_audit"
    #: Tells an agent of many notices in one mail.
    NOTICE_DIGEST = "notice_digest"
    #: Tells whoever runs the desk that a limit stopped mail.
    OPERATOR_ALERT = "operator_alert"


#: Mails that call somebody: one that reaches nobody moves the escalation on.
PAGES = frozenset(
    (OutboundKind.SLA_WARNING, OutboundKind.SLA_BREACH, OutboundKind.ESCALATION, OutboundKind.URGENT_PAGE)
)


#: Mails that wait for an answer to just them, or are made to be read whole: never told in a digest.
WHOLE = frozenset(
    (
        OutboundKind.APPROVAL_REQUEST,
        OutboundKind.HELD_NOTICE,
        OutboundKind.HELD_DIGEST,
        OutboundKind.PENDING_DIGEST,
        OutboundKind.SLA_REPORT,
        OutboundKind.AGENT_SUMMARY,
    )
)


class OutboxState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    #: A 4yz answer or no connection: tried again at ``next_at``.
    DEFERRED = "deferred"
    #: The connection was lost after the final dot: the peer may have it.
    UNCERTAIN = "uncertain"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    HELD = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboundMail:
    """One mail to one recipient; a retry sends the same bytes."""

    id: int
    tenant: str
    ticket_id: int | None
    kind: OutboundKind
    #: With ``recipient`` unique in the tenant: ``inbox:81:acknowledgement``, ``deadline:7:step``.
    cause: str
    recipient: str
    #: Return path, empty for the null sender.
    envelope_from: str
    #: Without angle brackets.
    message_id: str
    raw: bytes
    created_at: datetime
    #: What a reply to it is for an agent: ``public``, ``internal``, ``page``, or empty (to customers).
    mirrors: str = ""
    #: Its words, for those who read the ticket; the bytes are what is sent.
    text: str = ""
    #: ``held`` or ``suppressed`` for a mail that does not go out, with the reason as ``answer``.
    state: OutboxState = OutboxState.PENDING
    answer: str = ""
    #: When what is held is told in a digest, or let go; None for all else.
    told_at: datetime | None = None
    #: The first word to somebody about a new ticket of the highest priority: no limit holds it.
    urgent: bool = False
    #: Addresses, lower-case, that get the same bytes in rows of their own.
    copies: tuple[str, ...] = ()
    #: Nothing but the author line of a mail says that its recipient wrote to us.
    unverified: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """A mail in the outbox that the sender holds the lease of."""

    id: int
    tenant: str
    ticket_id: int | None
    kind: OutboundKind
    recipient: str
    envelope_from: str
    message_id: str
    raw: bytes
    attempts: int
    lease: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """What one attempt came to."""

    state: OutboxState
    #: The peer's answer or our reason, ASCII.
    answer: str
    #: When to try again; None for a final state.
    next_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suppression:
    """An address that gets no mail for a while, for mail to it failed."""

    #: Lower-case.
    address: str
    #: How often in a row that was; the terms grow with it.
    times: int
    since: datetime
    until: datetime
    #: What the report or the relay said.
    reason: str
    #: Since when it gets mail again although the term is not over; then ``times`` is 0 and ``until`` the same instant.
    lifted_at: datetime | None = None
    #: The address itself, when a person wrote from there; else who lifted it by hand.
    lifted_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounced:
    """A mail of ours that came back, as the token in its own return path proves."""

    outbox_id: int
    #: What the report said, for the mail's row.
    answer: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at one mail, what it came to, and when."""

    item: OutboxItem
    delivery: Delivery
    at: datetime

    @property
    def failed(self) -> bool:
        """There will be no other."""
        return self.delivery.state is OutboxState.FAILED
