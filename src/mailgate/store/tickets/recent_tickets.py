"""What customers opened in the last day and is still open, for a whole batch of mails in one statement."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, select

from mailgate.lifecycle.statuses import is_open
from mailgate.model.detection import RecentTicket
from mailgate.model.ticket import Status
from mailgate.store.tables.tickets import message, ticket
from mailgate.triage.clauses import READ_CHARACTERS

#: How old a ticket may be that a new one is compared with (spec/features.md B.8).
WINDOW = timedelta(hours=24)
#: Of a customer who opens many, as monitoring does, only the newest are read.
_OF_EACH = 10

_PLACED = (
    select(
        ticket.c.id,
        func.row_number()
        .over(partition_by=ticket.c.contact_id, order_by=(ticket.c.created_at.desc(), ticket.c.id.desc()))
        .label("place"),
    )
    .where(
        ticket.c.contact_id.in_(bindparam("contacts", expanding=True)),
        ticket.c.created_at > bindparam("since"),
    )
    .subquery("placed")
)
_FIRST_WORDS = (
    select(func.substr(message.c.text, 1, READ_CHARACTERS))
    .where(message.c.ticket_id == ticket.c.id)
    .order_by(message.c.id)
    .limit(1)
    .scalar_subquery()
)
_RECENT = (
    select(
        ticket.c.contact_id,
        ticket.c.status,
        ticket.c.number,
        ticket.c.subject,
        ticket.c.created_at,
        _FIRST_WORDS.label("words"),
    )
    .join(_PLACED, _PLACED.c.id == ticket.c.id)
    .where(_PLACED.c.place <= _OF_EACH, ticket.c.deleted_at.is_(None))
    .order_by(_PLACED.c.place)
)


def of_contacts(conn: Connection, contacts: Collection[int], now: datetime) -> dict[int, tuple[RecentTicket, ...]]:
    """By contact, newest first; whoever opened none is not there. Of each the ten newest are looked at."""
    found: dict[int, tuple[RecentTicket, ...]] = {}
    if not contacts:
        return found
    for row in conn.execute(_RECENT, {"contacts": sorted(set(contacts)), "since": now - WINDOW}):
        if is_open(Status(row.status)):
            recent = RecentTicket(
                number=row.number, subject=row.subject, text=row.words or "", created_at=row.created_at
            )
            found[row.contact_id] = (*found.get(row.contact_id, ()), recent)
    return found
