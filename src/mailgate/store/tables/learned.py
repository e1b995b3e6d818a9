"""What desks learned from tickets that people closed: counts of words, and each ticket's share in them."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from mailgate.store.tables.columns import Json, RowId, instant, metadata, tenant, words

learned_count = Table(
    "learned_count",
    metadata,
    Column("tenant", Text, primary_key=True),
    # A word; empty: tickets of the label; ``*``: their words; ``#3``: guesses of level 3, by ``right`` and ``wrong``.
    Column("word", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("label", Text, primary_key=True),
    Column("tickets", Integer, nullable=False),
)

#: Without it no count could be taken back exactly.
learned_ticket = Table(
    "learned_ticket",
    metadata,
    Column("ticket_id", RowId, primary_key=True, autoincrement=False),
    tenant(),
    Column("number", Text, nullable=False),
    words("words"),
    Column("lesson", Json, nullable=False),
    instant("learned_at"),
)
Index("ix_learned_ticket_newest", learned_ticket.c.tenant, learned_ticket.c.learned_at)
