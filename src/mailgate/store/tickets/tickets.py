"""Tickets as rows: insert, compare-and-set update, and look-ups by each of their names, which find no deleted one."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, bindparam, select, update
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict, NotFound, NumberTaken
from mailgate.lifecycle.statuses import is_open
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.hints import Work, note
from mailgate.store.tables.tickets import ticket, watcher
from mailgate.store.tickets import merges

COLUMNS = tuple(ticket.c[field.name] for field in fields(Ticket))

_SELECT = select(*COLUMNS).where(ticket.c.deleted_at.is_(None))
# Asked for the tenant as well, SQLite would read all of the tenant's tickets for a few ids.
_BY_IDS = _SELECT.where(ticket.c.id.in_(bindparam("ids", expanding=True)))
_OPEN_LATELY = (
    select(ticket.c.id)
    .where(
        ticket.c.tenant == bindparam("tenant"),
        ticket.c.status.in_([status.value for status in Status if is_open(status)]),
        ticket.c.deleted_at.is_(None),
    )
    .order_by(ticket.c.updated_at.desc(), ticket.c.id.desc())
    .limit(bindparam("limit"))
)
_IDS_AFTER = (
    select(ticket.c.id)
    .where(ticket.c.tenant == bindparam("tenant"), ticket.c.id > bindparam("after"), ticket.c.deleted_at.is_(None))
    .order_by(ticket.c.id)
    .limit(bindparam("limit"))
)
_ROWS = ManyRows(ticket)
_FIXED = ("id", "uuid", "tenant", "number", "refid", "created_at", "contact_id")
_UPDATE = (
    update(ticket)
    .where(ticket.c.id == bindparam("row_id"), ticket.c.version == bindparam("version_read"))
    .values({column: bindparam(column.name) for column in ticket.c if column.name not in _FIXED})
)
_WATCHERS = select(watcher.c.ticket_id, watcher.c.email, watcher.c.state).where(
    watcher.c.ticket_id.in_(bindparam("ids", expanding=True))
)


def by_id(conn: Connection, tenant: str, ticket_id: int) -> Ticket | None:
    return by_ids(conn, tenant, (ticket_id,)).get(ticket_id)


def by_ids(conn: Connection, tenant: str, ticket_ids: Collection[int]) -> dict[int, Ticket]:
    """The tickets of these ids, by id."""
    if not ticket_ids:
        return {}
    rows = conn.execute(_BY_IDS, {"ids": list(ticket_ids)})
    return {row.id: from_row(row) for row in rows if row.tenant == tenant}


def ids_after(conn: Connection, tenant: str, after: int, limit: int) -> list[int]:
    """Ids of the tenant's tickets above ``after``, ascending."""
    return list(conn.scalars(_IDS_AFTER, {"tenant": tenant, "after": after, "limit": limit}))


def open_lately(conn: Connection, tenant: str, limit: int) -> list[int]:
    """Ids of the tenant's tickets that something is left to do on, those that changed last."""
    return list(conn.scalars(_OPEN_LATELY, {"tenant": tenant, "limit": limit}))


def by_ref(conn: Connection, tenant: str, ref: str) -> Ticket | None:
    """A ticket by id (UUID), number or refid."""
    row = conn.execute(_SELECT.where(ticket.c.tenant == tenant, _named(ref))).first()
    return None if row is None else from_row(row)


def required(conn: Connection, tenant: str, ref: str) -> Ticket:
    """The same, for somebody who named it.

    Raises:
        NotFound: There is none.
    """
    found = by_ref(conn, tenant, ref)
    if found is None:
        raise NotFound(f"no ticket {ref}")
    return found


def living(conn: Connection, tenant: str, ticket_ids: Collection[int]) -> dict[int, Ticket]:
    """By each id the ticket, or the one it was merged into (spec/mail.md B8)."""
    return led_on(conn, tenant, by_ids(conn, tenant, ticket_ids))


def led_on(conn: Connection, tenant: str, found: Mapping[int, Ticket]) -> dict[int, Ticket]:
    """The same, each that was merged replaced by the one that it leads to."""
    ends = merges.ends(conn, [asked for asked, value in found.items() if value.merged_into is not None])
    into = by_ids(conn, tenant, set(ends.values()))
    return {**found, **{asked: into[end] for asked, end in ends.items() if end in into}}


def watchers(conn: Connection, ticket_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """For each ticket its watchers' addresses with their state, ``proposed``, ``active`` or ``removed``."""
    found: dict[int, dict[str, str]] = {ticket_id: {} for ticket_id in ticket_ids}
    if ticket_ids:
        for row in conn.execute(_WATCHERS, {"ids": list(ticket_ids)}):
            found[row.ticket_id][row.email] = row.state
    return found


def add(conn: Connection, new: Sequence[Ticket]) -> None:
    """Insert tickets with version 1.

    Raises:
        NumberTaken: A uuid, number or refid exists already; draw again.
    """
    if not new:
        return
    try:
        _ROWS.insert(conn, [_as_row(value) | {"version": 1} for value in new])
    except IntegrityError as error:
        raise NumberTaken(", ".join(f"ticket {value.number} {value.refid}" for value in new)) from error


def change(conn: Connection, changes: Sequence[tuple[Ticket, Ticket]]) -> None:
    """Write each second ticket over the first one and raise the version by one.

    Raises:
        Conflict: One of them is no longer as it was read.
    """
    if not changes:
        return
    # All nodes lock tickets in one order.
    if any(
        _sooner(after.snoozed_until, before.snoozed_until) or _sooner(after.survey_due_at, before.survey_due_at)
        for before, after in changes
    ):
        note(conn, Work.CLOCK)
    rows = [_changed_row(before, after) for before, after in sorted(changes, key=lambda change: change[0].id)]
    if conn.execute(_UPDATE, rows).rowcount != len(rows):
        read = ", ".join(f"{before.number} version {before.version}" for before, _ in changes)
        raise Conflict(f"no longer as read: {read}")


def _sooner(after: datetime | None, before: datetime | None) -> bool:
    """The clock has to look at it at another time."""
    return after is not None and after != before


def from_row(row: Row[Any]) -> Ticket:
    return from_values(dict(row._mapping))


def from_values(values: dict[str, Any]) -> Ticket:
    """A ticket from the values of its columns."""
    values["status"] = Status(values["status"])
    values["priority"] = Priority(values["priority"])
    values["prior_status"] = Status(values["prior_status"]) if values["prior_status"] else None
    values["tags"] = tuple(values["tags"])
    values["blocked"] = tuple(map(Status, values["blocked"]))
    return Ticket(**values)


def _changed_row(before: Ticket, after: Ticket) -> dict[str, Any]:
    row = {name: value for name, value in _as_row(after).items() if name not in _FIXED}
    return row | {"version": before.version + 1, "row_id": before.id, "version_read": before.version}


def _as_row(value: Ticket) -> dict[str, Any]:
    row = {column.name: getattr(value, column.name) for column in COLUMNS}
    row["customer_domain"] = value.customer_email.rpartition("@")[2]
    return row


def _named(ref: str) -> ColumnElement[bool]:
    try:
        return ticket.c.uuid == UUID(ref)
    except ValueError:
        return ticket.c.refid == ref if ref.startswith("sup_") else ticket.c.number == ref.removeprefix("#")
