"""The database about itself."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table, Text

from mailgate.store.tables.columns import instant, metadata

#: One row, kept by the migrations.
schema = Table(
    "schema",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # The oldest code that may work on these tables, named by the newest migration that code knows: 1 for 0001.
    Column("oldest_code", Integer, nullable=False),
)

#: One row once a node has started: which secret key its nodes share.
secret_check = Table(
    "secret_check",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("value", Text, nullable=False),
    instant("noted_at"),
)
