"""The journal: what happened, by whom, and what caused it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class EventKind(StrEnum):
    """Names as in spec/features.md A.2.12."""

    CREATED = "ticket.created"
    TRIAGED = "ticket.triaged"
    UPDATED = "ticket.updated"
    ASSIGNED = "ticket.assigned"
    UNASSIGNED = "ticket.unassigned"
    STATUS_CHANGED = "ticket.status_changed"
    PRIORITY_CHANGED = "ticket.priority_changed"
    MESSAGE_ADDED = "ticket.message.added"
    NOTE_ADDED = "ticket.note.added"
    ESCALATED = "ticket.escalated"
    ESCALATION_ACKNOWLEDGED = "ticket.escalation.acknowledged"
    RESOLVED = "ticket.resolved"
    CLOSED = "ticket.closed"
    CLOSE_WARNING = "ticket.close_warning"
    REOPENED = "ticket.reopened"
    CANCELLED = "ticket.cancelled"
    MERGED = "ticket.merged"
    SPLIT = "ticket.split"
    LINKED = "ticket.linked"
    RATED = "ticket.rated"
    SLA_URGENT_ESCALATION = "sla.urgent_escalation"
    APPROVAL_REQUESTED = "ticket.approval.requested"
    APPROVAL_APPROVED = "ticket.approval.approved"
    APPROVAL_REJECTED = "ticket.approval.rejected"
    APPROVAL_EXPIRED = "ticket.approval.expired"
    SLA_WARNING = "ticket.sla.warning"
    SLA_BREACHED = "ticket.sla.breached"
    SLA_MET = "ticket.sla.met"
    MAIL_RECEIVED = "mail.received"
    MAIL_HELD = "mail.held"
    #: A person's word on a held mail.
    MAIL_RELEASED = "mail.released"
    MAIL_BOUNCED = "mail.bounced"
    #: A notice waits until its reader's quiet hours are over.
    MAIL_DELAYED = "mail.delayed"
    MAIL_LOOP_SUPPRESSED = "mail.loop_suppressed"
    MAIL_FAILED = "mail.failed"
    RULE_FAILED = "rule.failed"
    JOB_FAILED = "job.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """What made it happen, most telling first."""

    #: ``mail``, ``command``, ``undo``, ``rule``, ``detection``, ``screen``, ``lifecycle``, ``api``, ``cli``,
    #: ``schedule``, ``outbox``, ``workflow``.
    kind: str
    #: Inbox id, rule name, token prefix, deadline id, ...
    ref: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One journal entry; never changed, never removed but by retention."""

    kind: EventKind
    at: datetime
    #: Email of a person, or ``system``.
    actor: str
    cause: Cause
    #: Small JSON values: ``{"field": "status", "from": "open", "to": "closed"}`` and the like.
    details: dict[str, object] = field(default_factory=dict)

    @property
    def of_workflow(self) -> bool:
        """It says where a workflow stands, which rules are not asked about: one that starts it would go on for ever."""
        return self.kind is EventKind.UPDATED and "workflow" in self.details


@dataclass(frozen=True, slots=True, kw_only=True)
class Journaled:
    """An event as it stands in the journal; those of one decision have row ids that follow each other."""

    id: int
    #: Of the desk that decided; 0 where none did.
    revision: int
    event: Event
