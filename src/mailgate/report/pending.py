"""Tickets whose customers wait for us."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, or_, select

from mailgate.lifecycle.statuses import CATEGORY, Category
from mailgate.model.ticket import Status, Ticket
from mailgate.store.tables.tickets import ticket
from mailgate.store.tickets import tickets

_OURS = tuple(status.value for status in Status if CATEGORY[status] in (Category.NEW, Category.ACTIVE))


def pending(conn: Connection, tenant: str, *, before: datetime) -> list[Ticket]:
    """Open tickets that wait for nobody else, whose last word is the customer's and older; longest waiting first."""
    c = ticket.c
    unanswered = or_(c.last_agent_message_at.is_(None), c.last_agent_message_at < c.last_customer_message_at)
    rows = conn.execute(
        select(*tickets.COLUMNS)
        .where(c.tenant == tenant, c.status.in_(_OURS), c.deleted_at.is_(None), c.snoozed_until.is_(None))
        .where(unanswered, c.last_customer_message_at <= before)
        .order_by(c.last_customer_message_at, c.id)
    )
    return [tickets.from_row(row) for row in rows]
