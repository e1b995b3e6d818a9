"""Where each workflow stands on each ticket."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

from mailgate.store.tables.columns import Json, RowId, instant, metadata, row_id, tenant, words

workflow_run = Table(
    "workflow_run",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, ForeignKey("ticket.id"), nullable=False),
    Column("workflow", Text, nullable=False),
    # The names of its steps as they were when it began.
    Column("steps", Json, nullable=False),
    words("started_by"),
    instant("started_at"),
    Column("step", Integer, nullable=False),
    Column("state", Text, nullable=False),
    # What it waits for, and what came.
    Column("awaits", Text, nullable=False),
    Column("heard", Text, nullable=False),
    # Message-IDs of the mails whose answers it waits for.
    Column("asked", Json, nullable=False),
    Column("approval", RowId, nullable=False),
    instant("due_at", nullable=True),
    Column("reason", Text, nullable=False),
    # How often code was asked to do the step, and what it said of each.
    Column("attempt", Integer, nullable=False),
    Column("claimed_by", Text, nullable=False),
    Column("results", Json, nullable=False),
    # A turn is recorded only over the version it was taken from.
    Column("version", Integer, nullable=False),
)
#: A statement that wants the index repeats the condition word for word.
RUN_DUE = text("due_at IS NOT NULL")
Index("ix_workflow_run_due", workflow_run.c.due_at, sqlite_where=RUN_DUE, postgresql_where=RUN_DUE)
Index("ix_workflow_run_ticket", workflow_run.c.ticket_id)
