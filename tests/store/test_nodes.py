"""Nodes and when they were last seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from mailgate.store.database import Database
from mailgate.store.desks import nodes
from mailgate.store.tables.desk import node

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_node_keeps_its_first_instant_and_its_last(database: Database):
    later = NOW + timedelta(minutes=5)
    for node_id, now in (("n1", NOW), ("n2", NOW), ("n1", later)):
        database.write(lambda conn, node_id=node_id, now=now: nodes.seen(conn, node_id, now))
    rows = database.read(lambda conn: conn.execute(select(node).order_by(node.c.id)).all())
    assert [tuple(row) for row in rows] == [("n1", NOW, later), ("n2", NOW, NOW)]
