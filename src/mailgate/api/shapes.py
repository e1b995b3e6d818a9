"""Tickets, messages and events as JSON objects; what a customer may not see is not in theirs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from mailgate.model.approval import Approval
from mailgate.model.event import Event
from mailgate.model.ticket import Entry, EntryAttachment, EntryKind, Status, Ticket
from mailgate.notify.public_entry import PublicEntry

Shape = dict[str, object]

#: Our inner steps are none of the customer's business.
_SHOWN_AS = {
    Status.TRIAGED: Status.OPEN,
    Status.ESCALATED: Status.IN_PROGRESS,
    Status.WAITING_FOR_VENDOR: Status.IN_PROGRESS,
    Status.CANCELLED: Status.CLOSED,
    Status.MERGED: Status.CLOSED,
    Status.SPAM: Status.CLOSED,
}


def ticket_shape(ticket: Ticket, watchers: Mapping[str, str], numbers: Mapping[int, str]) -> Shape:
    """A ticket as agents see it.

    Args:
        watchers: Addresses with their state; ``active`` ones are watchers, ``proposed`` ones are the ``cc``.
        numbers: Of the tickets that it is linked with, by row id.
    """
    return {
        **_known_to_all(ticket),
        "status": ticket.status.value,
        "updated_at": instant(ticket.updated_at),
        "type": ticket.type,
        "source": ticket.source,
        "assigned_to": ticket.assigned_to,
        "assigned_team": ticket.assigned_team,
        "watchers": sorted(email for email, state in watchers.items() if state == "active"),
        "cc": sorted(email for email, state in watchers.items() if state == "proposed"),
        "tags": list(ticket.tags),
        "custom": dict(ticket.custom),
        "sla_due_at": instant(ticket.sla_due_at),
        "sla_breach": ticket.sla_breach,
        "escalation_level": ticket.escalation_level,
        "flagged_until": instant(ticket.flagged_until),
        "snoozed_until": instant(ticket.snoozed_until),
        "csat_score": ticket.csat_score,
        "follow_up_of": numbers.get(ticket.follow_up_of or 0),
        "merged_into": numbers.get(ticket.merged_into or 0),
        "version": ticket.version,
    }


def ticket_for_customer(ticket: Ticket) -> Shape:
    """A ticket as its customer sees it: ``updated_at`` moves with what the customer could read, never with a note."""
    seen = (ticket.last_customer_message_at, ticket.last_agent_message_at, ticket.resolved_at, ticket.closed_at)
    updated_at = max((ticket.created_at, *(value for value in seen if value is not None)))
    return {
        **_known_to_all(ticket),
        "status": status_for_customer(ticket.status).value,
        "updated_at": instant(updated_at),
        "csat_score": ticket.csat_score,
    }


def status_for_customer(status: Status) -> Status:
    """The status that its customer is told."""
    return _SHOWN_AS.get(status, status)


def message_shape(entry: Entry, attachments: Sequence[EntryAttachment]) -> Shape:
    """A message as agents see it."""
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "author": {"type": entry.author.type.value, "email": entry.author.email, "name": entry.author.name},
        "text": entry.text,
        "html": entry.html,
        "attachments": [attachment_shape(part) for part in attachments],
        "message_id": entry.message_id,
        "created_at": instant(entry.created_at),
    }


def message_for_customer(entry: PublicEntry, attachments: Sequence[EntryAttachment]) -> Shape:
    """A message as the customer sees it."""
    return {
        "id": entry.id,
        "kind": EntryKind.PUBLIC.value,
        "author": {"type": entry.author_type.value, "email": entry.author_email, "name": entry.author_name},
        "text": entry.text,
        "html": entry.html,
        "attachments": [attachment_shape(part) for part in attachments],
        "message_id": entry.message_id,
        "created_at": instant(entry.created_at),
    }


def attachment_shape(part: EntryAttachment) -> Shape:
    """What is known of an attachment; ``size`` is in decoded bytes."""
    return {
        "id": part.id,
        "name": part.name,
        "type": part.type,
        "size": part.size,
        "inline": part.inline,
        "content_id": part.content_id,
        "sha256": part.sha256,
    }


def event_shape(event: Event) -> Shape:
    """A journal entry; only agents ever see one."""
    return {
        "kind": event.kind.value,
        "at": instant(event.at),
        "actor": event.actor,
        "cause": {"kind": event.cause.kind, "ref": event.cause.ref},
        "details": event.details,
    }


def instant(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with ``Z``."""
    return None if value is None else value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _known_to_all(ticket: Ticket) -> Shape:
    return {
        "id": str(ticket.uuid),
        "number": ticket.number,
        "refid": ticket.refid,
        "subject": ticket.subject,
        "priority": ticket.priority.value,
        "product": ticket.product,
        "queue": ticket.queue,
        "category": ticket.category,
        "customer_email": ticket.customer_email,
        "customer_name": ticket.customer_name,
        "created_at": instant(ticket.created_at),
        "first_response_at": instant(ticket.first_response_at),
        "resolved_at": instant(ticket.resolved_at),
        "closed_at": instant(ticket.closed_at),
        "reopened_count": ticket.reopened_count,
    }


def approval_shape(approval: Approval) -> Shape:
    """A yes that was asked for."""
    terms = approval.terms
    return {
        "id": approval.id,
        "state": approval.state.value,
        "what": terms.what,
        "approvers": list(terms.approvers),
        "mode": terms.mode.value,
        "quorum": terms.quorum or None,
        "requested_by": approval.requested_by,
        "requested_at": instant(approval.requested_at),
        "expires_at": instant(approval.expires_at),
        "decided_at": instant(approval.decided_at),
        "reason": approval.reason,
        "voices": [
            {
                "approver": voice.approver,
                "approves": voice.approves,
                "reason": voice.reason,
                "at": instant(voice.at),
                "way": voice.way,
            }
            for voice in approval.voices
        ],
    }
