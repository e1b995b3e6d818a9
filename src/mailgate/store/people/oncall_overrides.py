"""Exceptions to rotations that people made since the desk file was written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select

from mailgate.model.oncall import Override
from mailgate.store.tables.people import oncall_override as table

_STILL = (
    select(table)
    .where(table.c.tenant == bindparam("its_tenant"), table.c.until > bindparam("since"))
    .order_by(table.c.id)
)
_REMOVE = delete(table).where(table.c.tenant == bindparam("its_tenant"), table.c.id == bindparam("row_id"))


def still(conn: Connection, tenant: str, *, since: datetime) -> dict[str, tuple[Override, ...]]:
    """By rotation those that end after ``since``, oldest first."""
    found: dict[str, list[Override]] = {}
    for row in conn.execute(_STILL, {"its_tenant": tenant, "since": since}):
        override = Override(id=row.id, since=row.since, until=row.until, person=row.person, instead_of=row.instead_of)
        found.setdefault(row.rotation, []).append(override)
    return {rotation: tuple(its) for rotation, its in found.items()}


def add(conn: Connection, tenant: str, rotation: str, override: Override, *, by: str, now: datetime) -> None:
    row = {
        "id": override.id,
        "tenant": tenant,
        "rotation": rotation,
        "since": override.since,
        "until": override.until,
        "person": override.person,
        "instead_of": override.instead_of,
        "made_by": by,
        "made_at": now,
    }
    conn.execute(insert(table), [row])


def remove(conn: Connection, tenant: str, row: int) -> bool:
    """False: there is none of that id."""
    return conn.execute(_REMOVE, {"its_tenant": tenant, "row_id": row}).rowcount == 1
