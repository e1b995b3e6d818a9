"""Desk revisions, access tokens, nodes, and the counters that numbers come from."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, Table, Text, UniqueConstraint

from mailgate.store.tables.columns import instant, metadata, row_id, tenant, words

desk_revision = Table(
    "desk_revision",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("source_hash", Text, nullable=False),
    words("source"),
    # The validated desk with its holidays expanded, as JSON: what a replay sees.
    words("document"),
    instant("installed_at"),
    UniqueConstraint("tenant", "source_hash"),
)

api_token = Table(
    "api_token",
    metadata,
    row_id(),
    tenant(),
    # First characters, shown in lists.
    Column("prefix", Text, nullable=False),
    # SHA-256 of the whole token, in hex.
    Column("hash", Text, nullable=False, unique=True),
    Column("role", Text, nullable=False),
    words("email"),
    instant("created_at"),
    instant("last_used_at", nullable=True),
    instant("revoked_at", nullable=True),
)

block = Table(
    "block",
    metadata,
    # What is numbered: "row", "number:TENANT:2026-11".
    Column("name", Text, primary_key=True),
    Column("next", BigInteger, nullable=False),
)

node = Table(
    "node",
    metadata,
    Column("id", Text, primary_key=True),
    instant("started_at"),
    instant("seen_at"),
)
