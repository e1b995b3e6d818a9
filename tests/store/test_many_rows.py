"""Rows that are inserted together are the same rows, however many there are, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from importlib import import_module
from pkgutil import walk_packages
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import psycopg as psycopg_dialect
from sqlalchemy.exc import IntegrityError

from mailgate import store
from mailgate.store.database import Database
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.tables.queues import inbox

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ROWS = ManyRows(inbox)


def row(number: int) -> dict[str, Any]:
    return {
        "id": number,
        "tenant": "acme",
        "state": "pending",
        "received_at": NOW if number % 3 else NOW.replace(second=number),
        "channel": "imap",
        "peer": "tab\there, slash\\n, ünïcode \N{PARTY POPPER}",
        "helo": "\\N",
        "trusted_peer": number % 2 == 0,
        "mail_from": "nul\x00 and half a pair \ud800",
        "recipients": ["support@acme.test", 'quote"d'] if number % 2 else [],
        "size_bytes": (0, 200, 40_000, 2**40)[number % 4],
        "contact_key": "",
        "message_id_key": "",
        "refer_keys": [],
        "ticket_id": None if number % 2 else 2**33,
        "due_at": NOW,
    }


def kept(conn: Connection) -> list[dict[str, Any]]:
    return [one._asdict() for one in conn.execute(select(inbox).order_by(inbox.c.id))]


@pytest.mark.parametrize("number", [1, 3, 4, 16, 35])
def test_rows_together_are_what_rows_alone_are(database: Database, number: int) -> None:
    rows = [row(one) for one in range(1, number + 1)]
    together = database.write(lambda conn: (ROWS.insert(conn, rows), kept(conn), conn.execute(inbox.delete()))[1])
    alone = database.write(lambda conn: ([ROWS.insert(conn, [one]) for one in rows], kept(conn))[1])
    assert together == alone
    assert together[0]["peer"] == rows[0]["peer"]
    assert [one["received_at"] for one in together] == [one["received_at"] for one in rows]


@pytest.mark.parametrize("number", [1, 4, 16, 35])
def test_a_row_that_is_there_already_fails_like_any_statement_and_nothing_is_kept(
    database: Database, number: int
) -> None:
    database.write(lambda conn: ROWS.insert(conn, [row(number)]))
    with pytest.raises(IntegrityError):
        database.write(lambda conn: ROWS.insert(conn, [row(one) for one in range(1, number + 1)]))
    assert [one["id"] for one in database.read(kept)] == [number]


def test_the_driver_knows_every_type_of_the_tables_by_its_name() -> None:
    modules = [import_module(one.name) for one in walk_packages(store.__path__, "mailgate.store.")]
    tables = {one._table for module in modules for one in vars(module).values() if isinstance(one, ManyRows)}
    dialect = psycopg_dialect.dialect()
    names = {column.type.compile(dialect).lower() for table in tables for column in table.c}
    assert len(tables) > 10
    assert [name for name in names if psycopg.adapters.types.get(name) is None] == []
