"""Promises and the instants at which the scheduler acts."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, UniqueConstraint, text

from mailgate.store.tables.columns import Duration, Json, RowId, instant, metadata, row_id, tenant, words

cycle = Table(
    "cycle",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, ForeignKey("ticket.id"), nullable=False),
    Column("metric", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("policy", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("calendar", Text, nullable=False),
    Column("goal", Duration, nullable=False),
    instant("started_at"),
    Column("state", Text, nullable=False),
    instant("due_at", nullable=True),
    Column("pauses", Json, nullable=False),
    instant("stopped_at", nullable=True),
    instant("breached_at", nullable=True),
    instant("detected_at", nullable=True),
    # Business time and real time that the clock ran until the stop.
    Column("elapsed", Duration, nullable=True),
    Column("elapsed_wall", Duration, nullable=True),
    words("reason"),
    UniqueConstraint("ticket_id", "metric", "number"),
)

deadline = Table(
    "deadline",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, ForeignKey("ticket.id"), nullable=False),
    Column("cycle_id", RowId, nullable=False),
    Column("trigger", Text, nullable=False),
    Column("run", Text, nullable=False),
    Column("policy", Text, nullable=False),
    Column("step", Integer, nullable=False),
    Column("repeat", Integer, nullable=False),
    instant("due_at"),
    instant("run_started_at", nullable=True),
    Column("state", Text, nullable=False),
    instant("fired_at", nullable=True),
    # Of a step that was taken: when, and by whom.
    instant("acked_at", nullable=True),
    words("acked_by"),
    # What may fire once is a row with a unique key.
    UniqueConstraint("ticket_id", "cycle_id", "trigger", "run", "policy", "step", "repeat"),
)
_pending = text("state = 'pending'")
Index("ix_deadline_pending", deadline.c.due_at, deadline.c.id, sqlite_where=_pending, postgresql_where=_pending)
