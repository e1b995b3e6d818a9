"""What is remembered of rules: what they did on a ticket, when they are due, why they did or did not."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text, text

from mailgate.store.tables.columns import Json, RowId, instant, metadata, row_id, tenant
from mailgate.store.tables.queues import partial_index

#: For ``once``: one row a ticket and rule.
rule_mark = Table(
    "rule_mark",
    metadata,
    Column("ticket_id", RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("rule", Text, primary_key=True),
    tenant(),
    # The condition held when the rule was last asked.
    Column("holds", Boolean, nullable=False),
    instant("fired_at", nullable=True),
)

#: When the condition of a time rule becomes true: what may fire once is a row with a unique key.
rule_due = Table(
    "rule_due",
    metadata,
    Column("ticket_id", RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("rule", Text, primary_key=True),
    # The instant is also the epoch: until the condition was false again there is no other row.
    Column("due_at", instant("due_at").type, primary_key=True, autoincrement=False),
    tenant(),
    # pending, fired, cancelled
    Column("state", Text, nullable=False),
    instant("done_at", nullable=True),
)
RULE_PENDING = text("state = 'pending'")
partial_index("ix_rule_due_pending", rule_due.c.due_at, where=RULE_PENDING)

#: For which time rules of a tenant all tickets were looked at, and how far that came.
rule_plan = Table(
    "rule_plan",
    metadata,
    Column("tenant", Text, primary_key=True),
    # SHA-256 of the rules; empty: there are none.
    Column("digest", Text, nullable=False),
    Column("after_id", RowId, nullable=False),
    Column("finished", Boolean, nullable=False),
)

#: Which rules were asked on one occasion and what each said; kept for 90 days.
rule_trace = Table(
    "rule_trace",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, nullable=True),
    Column("inbox_id", RowId, nullable=True),
    instant("at"),
    Column("revision", Integer, nullable=False),
    Column("asked", Json, nullable=False),
)
Index("ix_rule_trace_ticket", rule_trace.c.ticket_id, rule_trace.c.id)
Index("ix_rule_trace_inbox", rule_trace.c.inbox_id)
Index("ix_rule_trace_at", rule_trace.c.at)
