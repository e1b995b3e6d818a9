"""The schema about itself."""

from __future__ import annotations

from sqlalchemy import Column, Integer, Table

from mailgate.store.tables.columns import metadata

#: One row, kept by the migrations.
schema = Table(
    "schema",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    # The oldest code that may work on these tables, named by the newest migration that code knows: 1 for 0001.
    Column("oldest_code", Integer, nullable=False),
)
