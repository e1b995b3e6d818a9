"""The journal as rows; entries are added and read, never changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from mailgate.model.event import Cause, Event, EventKind, Journaled
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.tables.journal import event

_ROWS = ManyRows(event)
# Each process has row ids of its own to give, so that only those of one decision tell an order.
_OF_TICKET = (
    select(event)
    .where(event.c.tenant == bindparam("tenant"), event.c.ticket_id == bindparam("ticket_id"))
    .order_by(event.c.at, event.c.id)
)
_OF_MAIL = select(event).where(event.c.inbox_id == bindparam("inbox_id")).order_by(event.c.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """Events of one decision, each with its row id, and what they are about."""

    tenant: str
    events: Sequence[tuple[int, Event]]
    ticket_id: int | None
    inbox_id: int | None
    #: Number of the desk revision that decided; 0 where none did.
    revision: int


def add(conn: Connection, happened: Iterable[Happened]) -> None:
    """Write down what happened."""
    rows = [
        {
            "id": row_id,
            "tenant": decided.tenant,
            "ticket_id": decided.ticket_id,
            "inbox_id": decided.inbox_id,
            "kind": value.kind.value,
            "at": value.at,
            "actor": value.actor,
            "cause_kind": value.cause.kind,
            "cause_ref": value.cause.ref,
            "revision": decided.revision,
            "details": value.details,
        }
        for decided in happened
        for row_id, value in decided.events
    ]
    _ROWS.insert(conn, rows)


def of_ticket(conn: Connection, tenant: str, ticket_id: int) -> list[Event]:
    """The ticket's journal, oldest first."""
    return [from_row(row) for row in conn.execute(_OF_TICKET, {"tenant": tenant, "ticket_id": ticket_id})]


def journal_of(conn: Connection, tenant: str, ticket_id: int) -> list[Journaled]:
    """The same with the revision that decided each."""
    rows = conn.execute(_OF_TICKET, {"tenant": tenant, "ticket_id": ticket_id})
    return [Journaled(id=row.id, revision=row.revision, event=from_row(row)) for row in rows]


def of_mail(conn: Connection, inbox_id: int) -> list[Event]:
    """What one mail caused, oldest first."""
    return [from_row(row) for row in conn.execute(_OF_MAIL, {"inbox_id": inbox_id})]


def from_row(row: Row[Any]) -> Event:
    return Event(
        kind=EventKind(row.kind),
        at=row.at,
        actor=row.actor,
        cause=Cause(kind=row.cause_kind, ref=row.cause_ref),
        details=row.details,
    )
