"""The nodes that work on this database, and when each was last seen."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.store.tables.desk import node

_POSTGRESQL = postgresql.insert(node)
_SQLITE = sqlite.insert(node)
_SEEN = {
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=[node.c.id], set_={"seen_at": _POSTGRESQL.excluded.seen_at}
    ),
    "sqlite": _SQLITE.on_conflict_do_update(index_elements=[node.c.id], set_={"seen_at": _SQLITE.excluded.seen_at}),
}


def seen(conn: Connection, node_id: str, now: datetime) -> None:
    """Note that a node is alive; the first time is kept as its start."""
    conn.execute(_SEEN[conn.dialect.name], {"id": node_id, "started_at": now, "seen_at": now})
