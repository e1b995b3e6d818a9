"""What happened to tickets since an instant, with the mails it came by, for rules to be tried on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, select

from mailgate.model.event import Event
from mailgate.store.outbound import outbox_rows
from mailgate.store.outbound.outbox_rows import OutboxRow
from mailgate.store.tables.journal import event
from mailgate.store.tables.queues import raw_mail
from mailgate.store.tickets import events

#: Journal entries read at once.
_AT_ONCE = 500
_EVENTS = (
    select(event)
    .where(event.c.tenant == bindparam("its_tenant"), event.c.at >= bindparam("since"), event.c.id > bindparam("after"))
    .order_by(event.c.id)
    .limit(_AT_ONCE)
)
_COUNT = select(func.count()).where(event.c.tenant == bindparam("its_tenant"), event.c.at >= bindparam("since"))
_RAW = select(raw_mail.c.raw).where(raw_mail.c.inbox_id == bindparam("its_mail"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """What one act brought about on one ticket, oldest first."""

    ticket_id: int | None
    inbox_id: int | None
    events: tuple[Event, ...]


def count(conn: Connection, tenant: str, since: datetime) -> int:
    """Journal entries since then."""
    return conn.execute(_COUNT, {"its_tenant": tenant, "since": since}).scalar_one()


def happened(conn: Connection, tenant: str, since: datetime) -> Iterator[Happened]:
    """All acts since then, oldest first; what one mail brought about is one act."""
    rows = _rows(conn, tenant, since)
    for (ticket_id, inbox_id, _), its in groupby(
        rows, key=lambda row: (row.ticket_id, row.inbox_id, row.inbox_id or row.id)
    ):
        yield Happened(ticket_id=ticket_id, inbox_id=inbox_id, events=tuple(events.from_row(row) for row in its))


def sent(conn: Connection, tenant: str, since: datetime) -> Iterator[OutboxRow]:
    """All mails about tickets since then, in the order in which they were made."""
    after = 0
    while True:
        found = outbox_rows.made_after(conn, tenant=tenant, row_id=after, most=_AT_ONCE)
        yield from (row for row in found if row.ticket_id is not None and row.created_at >= since)
        if len(found) < _AT_ONCE:
            return
        after = found[-1].id


def raw(conn: Connection, inbox_id: int) -> bytes:
    """The mail as it came; empty where it is kept no more."""
    return conn.execute(_RAW, {"its_mail": inbox_id}).scalar_one_or_none() or b""


def _rows(conn: Connection, tenant: str, since: datetime) -> Iterator[Row[Any]]:
    after = 0
    while True:
        found = conn.execute(_EVENTS, {"its_tenant": tenant, "since": since, "after": after}).all()
        yield from found
        if len(found) < _AT_ONCE:
            return
        after = found[-1].id
