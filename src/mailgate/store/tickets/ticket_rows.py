"""Tickets for a shell: the newest, bounded."""

from __future__ import annotations

from sqlalchemy import Connection, select

from mailgate.model.ticket import Status, Ticket
from mailgate.store.tables.tickets import ticket
from mailgate.store.tickets.tickets import COLUMNS, from_row


def newest(conn: Connection, tenant: str, *, status: Status | None, limit: int) -> list[Ticket]:
    """The tenant's tickets, newest first, all or of one status."""
    statement = select(*COLUMNS).where(ticket.c.tenant == tenant, ticket.c.deleted_at.is_(None))
    if status is not None:
        statement = statement.where(ticket.c.status == status.value)
    ordered = statement.order_by(ticket.c.created_at.desc(), ticket.c.id.desc()).limit(limit)
    return [from_row(row) for row in conn.execute(ordered)]
