"""Tickets that fell quiet, with what auto-close has to know of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select

from mailgate.lifecycle.closing import Quiet, Warned
from mailgate.model.event import EventKind
from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.model.ticket import Status, Ticket
from mailgate.store.tables.journal import event
from mailgate.store.tables.queues import outbox
from mailgate.store.tables.tickets import ticket
from mailgate.store.tickets import tickets

_LOST = {OutboxState.FAILED.value, OutboxState.HELD.value, OutboxState.SUPPRESSED.value}
_MOVED = (
    select(func.max(event.c.at))
    .where(event.c.ticket_id == ticket.c.id, event.c.kind == EventKind.STATUS_CHANGED.value)
    .scalar_subquery()
)
_QUIET: Select[Any] = select(*tickets.COLUMNS, _MOVED.label("moved_at")).where(ticket.c.deleted_at.is_(None))
_ONE = _QUIET.where(ticket.c.id == bindparam("row_id"))
_PAGE = (
    _QUIET.where(
        ticket.c.tenant == bindparam("of_tenant"),
        ticket.c.status.in_((Status.RESOLVED.value, Status.WAITING_FOR_CUSTOMER.value)),
        ticket.c.snoozed_until.is_(None),
        func.coalesce(ticket.c.last_agent_message_at, ticket.c.created_at) <= bindparam("before"),
        ticket.c.id > bindparam("after_id"),
    )
    # "+ 0": or SQLite would rather walk all tickets than sort the few in these states.
    .order_by(ticket.c.id + 0)
    .limit(bindparam("most"))
)
_WARNINGS = select(outbox.c.ticket_id, outbox.c.cause, outbox.c.state, outbox.c.created_at).where(
    outbox.c.ticket_id.in_(bindparam("ids", expanding=True)), outbox.c.kind == OutboundKind.CLOSE_WARNING.value
)


def page(conn: Connection, tenant: str, *, before: datetime, after_id: int, most: int) -> list[Quiet]:
    """Tickets that are resolved or wait for their customer, and to which we said nothing since, by id."""
    asked = {"of_tenant": tenant, "before": before, "after_id": after_id, "most": most}
    return _with_warnings(conn, conn.execute(_PAGE, asked).all())


def one(conn: Connection, ticket_id: int) -> Quiet | None:
    """The ticket as it stands now."""
    found = _with_warnings(conn, conn.execute(_ONE, {"row_id": ticket_id}).all())
    return found[0] if found else None


def warning_cause(quiet: Quiet) -> str:
    """One for each period of waiting: of its warnings the outbox takes only the first."""
    return f"auto_close:{quiet.ticket.id}:{int(quiet.since.timestamp())}"


def _with_warnings(conn: Connection, rows: Sequence[Row[Any]]) -> list[Quiet]:
    found = [Quiet(ticket=_ticket(row), moved_at=row.moved_at or row.created_at) for row in rows]
    ids = [each.ticket.id for each in found]
    rows_sent = conn.execute(_WARNINGS, {"ids": ids}) if ids else ()
    sent = {row.cause: Warned(at=row.created_at, lost=row.state in _LOST) for row in rows_sent}
    return [
        replace(quiet, warned=sent.get(f"{warning_cause(quiet)}:{OutboundKind.CLOSE_WARNING.value}")) for quiet in found
    ]


def _ticket(row: Row[Any]) -> Ticket:
    values = dict(row._mapping)
    del values["moved_at"]
    return tickets.from_values(values)
