"""Rows that point at what is not there, and how each kind is put right."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, delete, func, or_, select

from mailgate.model.ticket import Ticket
from mailgate.store.tables.clock import cycle, deadline
from mailgate.store.tables.surveys import survey
from mailgate.store.tables.tickets import attachment, blob, message, reference, ticket, watcher
from mailgate.store.tickets import tickets

_OF_TICKET: tuple[tuple[str, Table], ...] = (
    ("message without a ticket", message),
    ("deadline without a ticket", deadline),
    ("promise without a ticket", cycle),
    ("watcher without a ticket", watcher),
    ("reference without a ticket", reference),
    ("survey without a ticket", survey),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """What a desk has, for tickets to point at."""

    agents: Collection[str]
    teams: Collection[str]
    queues: Collection[str]


def orphans(conn: Connection, tenant: str) -> dict[str, int]:
    """How many rows of each kind belong to nothing; kinds without any are left out."""
    found = {}
    for name, table, condition in _belonging(tenant):
        if count := conn.execute(select(func.count()).select_from(table).where(condition)).scalar_one():
            found[name] = count
    return found


def delete_orphans(conn: Connection, tenant: str) -> None:
    """Take away every row that belongs to nothing."""
    for _, table, condition in _belonging(tenant):
        conn.execute(delete(table).where(condition))


def files_without_content(conn: Connection, tenant: str) -> Sequence[tuple[str, str]]:
    """Number of the ticket and name of each attached file whose bytes are gone; nothing can bring them back."""
    content = select(blob.c.sha256).where(blob.c.tenant == attachment.c.tenant, blob.c.sha256 == attachment.c.sha256)
    rows = conn.execute(
        select(ticket.c.number, attachment.c.name)
        .select_from(attachment)
        .join(message, message.c.id == attachment.c.message_row)
        .join(ticket, ticket.c.id == message.c.ticket_id)
        .where(attachment.c.tenant == tenant, ~content.exists())
        .order_by(ticket.c.id, attachment.c.id)
    )
    return [(row.number, row.name) for row in rows]


def misdirected(conn: Connection, tenant: str, people: People) -> list[Ticket]:
    """Tickets that name an agent, a team, a queue or another ticket that is not there."""
    other, c = ticket.alias("other"), ticket.c
    its = select(*tickets.COLUMNS).where(c.tenant == tenant, c.deleted_at.is_(None))
    gone = [
        c.assigned_to.is_not(None) & c.assigned_to.not_in(sorted(people.agents)),
        c.assigned_team.is_not(None) & c.assigned_team.not_in(sorted(people.teams)),
        c.queue.not_in(sorted(people.queues)),
        *(
            pointer.is_not(None) & (~_there(pointer, other.c.id) | (pointer == c.id))
            for pointer in (c.merged_into, c.follow_up_of)
        ),
    ]
    return [tickets.from_row(row) for row in conn.execute(its.where(or_(*gone)).order_by(c.id))]


def existing(conn: Connection, tenant: str, ids: Collection[int]) -> set[int]:
    """Those ids that are tickets, deleted ones too."""
    return set(conn.scalars(select(ticket.c.id).where(ticket.c.tenant == tenant, ticket.c.id.in_(sorted(ids)))))


def _belonging(tenant: str) -> Iterator[tuple[str, Table, ColumnElement[bool]]]:
    """Each kind of row that is nothing alone, and when it is; what belongs to another of them comes before it."""
    said = select(message.c.id).join(ticket, ticket.c.id == message.c.ticket_id)
    alone = ~said.where(message.c.id == attachment.c.message_row).exists()
    yield "attachment without a message", attachment, (attachment.c.tenant == tenant) & alone
    for name, table in _OF_TICKET:
        yield name, table, (table.c.tenant == tenant) & ~_there(table.c.ticket_id, ticket.c.id)


def _there(pointer: Column[Any], target: Column[Any]) -> ColumnElement[bool]:
    return select(target).where(target == pointer).exists()
