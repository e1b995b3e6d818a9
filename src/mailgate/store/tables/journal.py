"""What happened and why, never changed."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from mailgate.store.tables.columns import Json, RowId, instant, metadata, row_id, tenant, words

event = Table(
    "event",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, nullable=True),
    Column("inbox_id", RowId, nullable=True),
    Column("kind", Text, nullable=False),
    instant("at"),
    words("actor"),
    Column("cause_kind", Text, nullable=False),
    words("cause_ref"),
    # The desk revision that decided.
    Column("revision", Integer, nullable=False),
    Column("details", Json, nullable=False),
)
Index("ix_event_ticket", event.c.ticket_id, event.c.id)
Index("ix_event_inbox", event.c.inbox_id)
