"""Links between tickets, and messages that move from one ticket to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.link import Link, LinkKind, Removal
from mailgate.store.keys import id_hash
from mailgate.store.tables.tickets import message, reference, ticket_link

_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_OF = select(ticket_link.c.ticket_id, ticket_link.c.kind, ticket_link.c.other_id).where(
    or_(ticket_link.c.ticket_id.in_(_IDS), ticket_link.c.other_id.in_(_IDS))
)
_ADD = {
    "sqlite": sqlite.insert(ticket_link).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(ticket_link).on_conflict_do_nothing(),
}
_REMOVE = delete(ticket_link).where(
    ticket_link.c.ticket_id == bindparam("one"),
    ticket_link.c.kind == bindparam("of_kind"),
    ticket_link.c.other_id == bindparam("other"),
)
_MOVE = (
    update(message)
    .where(message.c.id.in_(_IDS), message.c.ticket_id == bindparam("origin"))
    .values(ticket_id=bindparam("target"))
)
_IDS_OF = select(message.c.tenant, message.c.message_id).where(message.c.id.in_(_IDS), message.c.message_id != "")
_LEAD = (
    update(reference)
    .where(
        reference.c.tenant == bindparam("of_tenant"),
        reference.c.id_hash == bindparam("hash"),
        reference.c.ticket_id == bindparam("origin"),
    )
    .values(ticket_id=bindparam("target"))
)


def of(conn: Connection, ticket_ids: Iterable[int]) -> tuple[Link, ...]:
    """The links from and to these tickets, in no order."""
    ids = list(ticket_ids)
    if not ids:
        return ()
    rows = conn.execute(_OF, {"ids": ids})
    return tuple(Link(ticket_id=row.ticket_id, kind=LinkKind(row.kind), other_id=row.other_id) for row in rows)


def write(conn: Connection, links: Iterable[tuple[str, Link]], now: datetime) -> None:
    """Add links, each under its tenant, or take them away."""
    for tenant, link in links:
        if link.holds:
            row = {"ticket_id": link.ticket_id, "kind": link.kind.value, "other_id": link.other_id}
            conn.execute(_ADD[conn.dialect.name], row | {"tenant": tenant, "since": now})
        else:
            key = {"one": link.ticket_id, "of_kind": link.kind.value, "other": link.other_id}
            conn.execute(_REMOVE, key)


def move(conn: Connection, removal: Removal) -> None:
    """Messages belong to another ticket; an answer to one of them leads there."""
    ids = {"ids": list(removal.entry_ids)}
    ends = {"origin": removal.origin, "target": removal.target}
    conn.execute(_MOVE, ids | ends)
    for row in conn.execute(_IDS_OF, ids).all():
        conn.execute(_LEAD, ends | {"of_tenant": row.tenant, "hash": id_hash(row.message_id)})
