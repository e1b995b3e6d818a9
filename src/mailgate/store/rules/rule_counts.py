"""Counts for rules that ask for them, each by an index."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select

from mailgate.lifecycle.statuses import is_open
from mailgate.model.ticket import AuthorType, Status, Ticket
from mailgate.store.tables.tickets import message, ticket

_OTHERS = (
    ticket.c.contact_id == bindparam("contact"),
    ticket.c.id != bindparam("itself"),
    ticket.c.deleted_at.is_(None),
)
_OPEN = select(func.count()).where(
    *_OTHERS, ticket.c.status.in_([status.value for status in Status if is_open(status)])
)
_SINCE = select(func.count()).where(*_OTHERS, ticket.c.created_at > bindparam("since"))
_WORDS = select(func.count()).where(
    message.c.ticket_id == bindparam("itself"),
    message.c.author_type == AuthorType.CUSTOMER.value,
    message.c.created_at > bindparam("since"),
)


def open_tickets(conn: Connection, of: Ticket) -> int:
    """Other tickets of the same customer that are not settled."""
    return conn.execute(_OPEN, {"contact": of.contact_id, "itself": of.id}).scalar_one()


def tickets_since(conn: Connection, of: Ticket, since: datetime) -> int:
    """Other tickets that the same customer opened since."""
    return conn.execute(_SINCE, {"contact": of.contact_id, "itself": of.id, "since": since}).scalar_one()


def words_since(conn: Connection, of: Ticket, since: datetime) -> int:
    """What the customer said on the ticket since."""
    return conn.execute(_WORDS, {"itself": of.id, "since": since}).scalar_one()
