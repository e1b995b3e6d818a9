"""Tickets that were put off, by the instant at which they come back."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from mailgate.model.ticket import Ticket
from mailgate.store.tables.tickets import TICKET_SNOOZED, ticket
from mailgate.store.tickets import tickets

_NEXT = select(func.min(ticket.c.snoozed_until)).where(TICKET_SNOOZED)
_DUE = (
    select(*tickets.COLUMNS)
    .where(TICKET_SNOOZED, ticket.c.snoozed_until <= bindparam("now"))
    .order_by(ticket.c.snoozed_until, ticket.c.id)
    .limit(1)
)


def next_due(conn: Connection) -> datetime | None:
    """When the next ticket comes back."""
    return conn.execute(_NEXT).scalar_one_or_none()


def due(conn: Connection, *, now: datetime) -> Ticket | None:
    """The ticket that has been due for longest."""
    row = conn.execute(_DUE, {"now": now}).first()
    return None if row is None else tickets.from_row(row)
