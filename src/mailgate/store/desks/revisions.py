"""Desk revisions: every desk that was ever in force, numbered from 1 in each tenant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select

from mailgate.store.engine.locks import Lock, take_lock
from mailgate.store.hints import Work, note
from mailgate.store.tables.desk import desk_revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """A desk as it was installed; the highest number of a tenant is in force."""

    tenant: str
    number: int
    #: Of the desk file's bytes; a file is installed only once.
    source_hash: str
    #: The desk file as it was written.
    source: str
    #: The validated desk as JSON, with its holidays expanded.
    document: str
    installed_at: datetime


_SELECT = select(*(desk_revision.c[name] for name in Revision.__dataclass_fields__))
_GET = _SELECT.where(desk_revision.c.tenant == bindparam("tenant"), desk_revision.c.number == bindparam("number"))
_CURRENT = _SELECT.where(desk_revision.c.tenant == bindparam("tenant")).order_by(desk_revision.c.number.desc()).limit(1)
_latest = (
    select(desk_revision.c.tenant, func.max(desk_revision.c.number).label("number"))
    .group_by(desk_revision.c.tenant)
    .subquery()
)
_CURRENT_ALL = _SELECT.join(
    _latest, (_latest.c.tenant == desk_revision.c.tenant) & (_latest.c.number == desk_revision.c.number)
).order_by(desk_revision.c.tenant)
_KNOWN = select(desk_revision.c.number).where(
    desk_revision.c.tenant == bindparam("tenant"), desk_revision.c.source_hash == bindparam("source_hash")
)
_HIGHEST = select(func.max(desk_revision.c.number)).where(desk_revision.c.tenant == bindparam("tenant"))
_INSERT = insert(desk_revision)


def install(
    conn: Connection, *, tenant: str, source_hash: str, source: str, document: str, now: datetime
) -> int | None:
    """Put a desk in force and answer its number; None when this source was installed before, and nothing changes.

    Nodes that start at once with the same file take turns, so exactly one of them installs it.
    """
    take_lock(conn, Lock.INSTALL_DESK)
    if known_hash(conn, tenant, source_hash):
        return None
    number: int = (conn.scalar(_HIGHEST, {"tenant": tenant}) or 0) + 1
    row = {
        "tenant": tenant,
        "number": number,
        "source_hash": source_hash,
        "source": source,
        "document": document,
        "installed_at": now,
    }
    conn.execute(_INSERT, row)
    note(conn, Work.DESKS)
    return number


def known_hash(conn: Connection, tenant: str, source_hash: str) -> bool:
    """Whether this source was ever installed for the tenant."""
    return conn.scalar(_KNOWN, {"tenant": tenant, "source_hash": source_hash}) is not None


def current(conn: Connection, tenant: str) -> Revision | None:
    """The desk in force."""
    row = conn.execute(_CURRENT, {"tenant": tenant}).first()
    return None if row is None else _revision(row)


def current_all(conn: Connection) -> list[Revision]:
    """The desk in force of every tenant, by tenant."""
    return [_revision(row) for row in conn.execute(_CURRENT_ALL)]


def get(conn: Connection, tenant: str, number: int) -> Revision | None:
    row = conn.execute(_GET, {"tenant": tenant, "number": number}).first()
    return None if row is None else _revision(row)


def _revision(row: Row[Any]) -> Revision:
    return Revision(**row._asdict())
