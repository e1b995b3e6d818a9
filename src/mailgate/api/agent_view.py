"""Tickets and messages as agents see them, over HTTP and on the command line alike."""

from __future__ import annotations

from collections.abc import Sequence

from mailgate.api.shapes import Shape, message_shape, ticket_shape
from mailgate.model.ticket import Entry, EntryKind, Ticket
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox_rows
from mailgate.store.tickets import entries, tickets


def tickets_for_agent(conn: Connection, tenant: str, found: Sequence[Ticket]) -> list[Shape]:
    """The tickets, in their order."""
    watching = tickets.watchers(conn, [ticket.id for ticket in found])
    linked = {row for ticket in found for row in (ticket.follow_up_of, ticket.merged_into) if row is not None}
    numbers = {row: ticket.number for row, ticket in tickets.by_ids(conn, tenant, linked).items()}
    return [ticket_shape(ticket, watching[ticket.id], numbers) for ticket in found]


def messages_for_agent(conn: Connection, tenant: str, found: Sequence[Entry]) -> list[Shape]:
    """The messages, in their order, each with what was attached."""
    attached = entries.attachments_of(conn, tenant, [entry.id for entry in found])
    return [message_shape(entry, attached[entry.id]) for entry in found]


def not_sent(conn: Connection, tenant: str, said: Entry) -> list[Shape]:
    """Whom the words of an agent do not reach, or not now, and why."""
    if said.kind is EntryKind.INTERNAL:
        return []
    rows = outbox_rows.not_sent(conn, tenant=tenant, ticket_id=said.ticket_id, at=said.created_at)
    return [{"to": row.recipient, "state": row.state.value, "reason": row.answer} for row in rows]
