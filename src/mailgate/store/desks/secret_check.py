"""Which secret key the nodes of this database share, as a value that tells nothing of the key."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, inspect, select
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.store.tables.schema import secret_check

_ONLY = 1
_KNOWN = select(secret_check.c.value).where(secret_check.c.id == _ONLY)
_SETTLE = {
    "postgresql": postgresql.insert(secret_check).on_conflict_do_nothing(),
    "sqlite": sqlite.insert(secret_check).on_conflict_do_nothing(),
}


def known(conn: Connection) -> str | None:
    """The check value of the key; None before the first start."""
    if not inspect(conn).has_table(secret_check.name):
        return None
    return conn.scalar(_KNOWN)


def settle(conn: Connection, value: str, now: datetime) -> None:
    """Keep this check value, unless another came first."""
    conn.execute(_SETTLE[conn.dialect.name], {"id": _ONLY, "value": value, "noted_at": now})
