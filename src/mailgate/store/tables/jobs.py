"""What happens at fixed times: when each job is next, and what became of every slot."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from mailgate.store.tables.columns import Instant, instant, metadata, words

scheduled_job = Table(
    "scheduled_job",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("cron", Text, nullable=False),
    Column("timezone", Text, nullable=False),
    instant("next_at"),
)
Index("ix_scheduled_job_next", scheduled_job.c.next_at)

#: A slot happens once: its row is written with what it brought about.
job_slot = Table(
    "job_slot",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("job", Text, primary_key=True),
    Column("slot", Instant, primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),
    instant("ran_at"),
    words("detail"),
)

#: What happened from one full hour, by the desk's clocks, to the next.
hour_figures = Table(
    "hour_figures",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("hour", Instant, primary_key=True, autoincrement=False),
    Column("created", Integer, nullable=False),
    Column("resolved", Integer, nullable=False),
    Column("customer_messages", Integer, nullable=False),
    Column("agent_messages", Integer, nullable=False),
)
