"""Absences whose tickets were looked after, and the tickets of those who are away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.ticket import Ticket
from mailgate.store.tables.tickets import TICKET_WORK, absence_begun, ticket
from mailgate.store.tickets import tickets

#: Tenant, agent's address and beginning of an absence.
Key = tuple[str, str, datetime]

_BEGUN = select(absence_begun.c.tenant, absence_begun.c.agent, absence_begun.c.since).where(
    absence_begun.c.agent.in_(bindparam("agents", expanding=True))
)
_NOTE = {
    "sqlite": sqlite.insert(absence_begun).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(absence_begun).on_conflict_do_nothing(),
}
_WORK = (
    select(*tickets.COLUMNS)
    .where(ticket.c.tenant == bindparam("tenant"), ticket.c.assigned_to == bindparam("agent"), TICKET_WORK)
    .order_by(ticket.c.id)
)


def begun(conn: Connection, agents: Iterable[str]) -> set[Key]:
    """The absences of these agents that were looked after already."""
    rows = conn.execute(_BEGUN, {"agents": list(agents)})
    return {(row.tenant, row.agent, row.since) for row in rows}


def note(conn: Connection, key: Key, now: datetime) -> None:
    """That an absence was looked after."""
    row = {"tenant": key[0], "agent": key[1], "since": key[2], "begun_at": now}
    conn.execute(_NOTE[conn.dialect.name], row)


def work_of(conn: Connection, tenant: str, agent: str) -> list[Ticket]:
    """What an agent has to do, the oldest first."""
    return [tickets.from_row(row) for row in conn.execute(_WORK, {"tenant": tenant, "agent": agent})]
