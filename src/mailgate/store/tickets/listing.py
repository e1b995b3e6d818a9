"""Pages of tickets, of a ticket's messages and of its journal; what a statement reads is bounded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, FromClause, Select, func, select

from mailgate.model.event import Event
from mailgate.model.ticket import Entry, EntryKind, Ticket
from mailgate.store.tables.journal import event
from mailgate.store.tables.tickets import message, ticket
from mailgate.store.tickets import contacts, entries, events, tickets
from mailgate.store.tickets.ticket_filters import TicketFilter, indexed, looked_at, narrows

T = TypeVar("T")

#: Totals are exact up to here.
COUNTED = 10_000
#: Conditions without an index of their own are asked of this many tickets, the newest (or oldest) first.
EXAMINED = 50_000
#: What lists can be sorted by; ``-`` puts the greatest first.
SORTS = ("-created_at", "created_at", "-updated_at", "updated_at")


_LOOKED_AT = tuple(
    ticket.c[name]
    for name in (
        "id",
        "number",
        "refid",
        "subject",
        "status",
        "priority",
        "queue",
        "product",
        "category",
        "contact_id",
        "assigned_to",
        "assigned_team",
        "tags",
        "sla_breach",
        "flagged_until",
        "escalation_level",
        "created_at",
        "updated_at",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRequest:
    """Which part of a list is wanted."""

    #: From 1.
    page: int = 1
    limit: int = 100

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """A part of a list; empty past its end."""

    items: list[T]
    total: int
    #: True when there may be more than ``total``.
    total_is_minimum: bool = False


def list_tickets(
    conn: Connection, tenant: str, wanted: TicketFilter, part: PageRequest, *, sort: str = "-created_at"
) -> Page[Ticket]:
    """Tickets that meet every condition.

    Conditions beyond customer, agent, one status and creation time are asked of the first ``EXAMINED`` tickets only,
    as is a sort by ``updated_at`` together with one of these; where that leaves some out, the total is a minimum.

    Args:
        sort: One of ``SORTS``; ties by id in the same direction.
    """
    contact = contacts.by_email(conn, tenant, wanted.customer_email) if wanted.customer_email else None
    if wanted.statuses == () or (wanted.customer_email and contact is None):
        return Page(items=[], total=0)
    contact_id = contact.id if contact else None
    there = (ticket.c.tenant == tenant, ticket.c.deleted_at.is_(None))
    scope = select(ticket.c.id).where(*there, *indexed(wanted, contact_id))
    walked = sort if sort.endswith("created_at") or not narrows(wanted, contact_id) else "-created_at"
    scope = scope.order_by(*_order(ticket, walked))
    rows = scope.with_only_columns(*_LOOKED_AT).limit(EXAMINED).subquery("examined")
    conditions = looked_at(wanted, contact_id, rows)
    if not conditions and sort == walked:
        ids = conn.execute(scope.limit(part.limit).offset(part.offset)).scalars().all()
        return _page(_tickets(conn, tenant, ids), _count(conn, scope))
    # One pass gives page and total: what is looked at row by row is looked at once.
    found = select(rows.c.id).where(*conditions).order_by(*_order(rows, sort))
    ids = conn.execute(found.limit(max(COUNTED + 1, part.offset + part.limit))).scalars().all()
    some = _tickets(conn, tenant, ids[part.offset : part.offset + part.limit])
    return _page(some, len(ids), partial=_exceeds(conn, scope, EXAMINED))


def list_messages(
    conn: Connection, tenant: str, ticket_ids: Sequence[int], part: PageRequest, *, public_only: bool
) -> Page[Entry]:
    """The messages of tickets, oldest first."""
    found = select(message).where(message.c.tenant == tenant, message.c.ticket_id.in_(ticket_ids))
    if public_only:
        found = found.where(message.c.kind == EntryKind.PUBLIC.value)
    total = _count(conn, found.with_only_columns(message.c.id))
    rows = conn.execute(found.order_by(message.c.created_at, message.c.id).limit(part.limit).offset(part.offset))
    return _page([entries.from_row(row) for row in rows], total)


def list_events(conn: Connection, tenant: str, ticket_id: int, part: PageRequest) -> Page[Event]:
    """The journal of a ticket, latest first."""
    found = select(event).where(event.c.tenant == tenant, event.c.ticket_id == ticket_id)
    total = _count(conn, found.with_only_columns(event.c.id))
    rows = conn.execute(found.order_by(event.c.at.desc(), event.c.id.desc()).limit(part.limit).offset(part.offset))
    return _page([events.from_row(row) for row in rows], total)


def message_of(conn: Connection, tenant: str, ticket_ids: Sequence[int], entry_id: int) -> Entry | None:
    """One message of those tickets."""
    found = select(message).where(
        message.c.tenant == tenant, message.c.ticket_id.in_(ticket_ids), message.c.id == entry_id
    )
    row = conn.execute(found).first()
    return None if row is None else entries.from_row(row)


def message_of_key(conn: Connection, tenant: str, key: str) -> Entry | None:
    """The message that was recorded under that key."""
    row = conn.execute(select(message).where(message.c.tenant == tenant, message.c.key == key)).first()
    return None if row is None else entries.from_row(row)


def _page(items: list[T], counted: int, *, partial: bool = False) -> Page[T]:
    return Page(items=items, total=min(counted, COUNTED), total_is_minimum=partial or counted > COUNTED)


def _tickets(conn: Connection, tenant: str, ids: Sequence[int]) -> list[Ticket]:
    """The tickets in the order of ``ids``."""
    if not ids:
        return []
    # Without the tenant: SQLite would take that for the better index and read all of it.
    statement = select(*tickets.COLUMNS).where(ticket.c.id.in_(ids))
    by_id = {row.id: tickets.from_row(row) for row in conn.execute(statement) if row.tenant == tenant}
    return [by_id[row] for row in ids]


def _count(conn: Connection, found: Select[Any]) -> int:
    bounded = found.order_by(None).limit(COUNTED + 1).subquery()
    return conn.execute(select(func.count()).select_from(bounded)).scalar_one()


def _exceeds(conn: Connection, found: Select[Any], count: int) -> bool:
    return conn.execute(found.limit(1).offset(count)).first() is not None


def _order(rows: FromClause, sort: str) -> tuple[Any, ...]:
    column, row_id = rows.c[sort.removeprefix("-")], rows.c.id
    return (column.desc(), row_id.desc()) if sort.startswith("-") else (column, row_id)
