"""Where merged tickets lead: a row each names the living end, over however many merges; no chain is followed."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, bindparam, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.ticket import Ticket
from mailgate.store.tables.tickets import merge_end, ticket

_ENDS = select(merge_end.c.ticket_id, merge_end.c.end_id).where(
    merge_end.c.ticket_id.in_(bindparam("ids", expanding=True))
)
_MEMBERS = (
    select(ticket.c.id, ticket.c.contact_id)
    .join(merge_end, merge_end.c.ticket_id == ticket.c.id)
    .where(merge_end.c.end_id == bindparam("end"), ticket.c.deleted_at.is_(None))
    .order_by(ticket.c.id)
)
_SQLITE, _POSTGRESQL = sqlite.insert(merge_end), postgresql.insert(merge_end)
_LEAD = {
    "sqlite": _SQLITE.on_conflict_do_update(index_elements=["ticket_id"], set_={"end_id": _SQLITE.excluded.end_id}),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=["ticket_id"], set_={"end_id": _POSTGRESQL.excluded.end_id}
    ),
}
_FOLLOW = update(merge_end).where(merge_end.c.end_id == bindparam("old")).values(end_id=bindparam("new"))
_below = select(ticket.c.id).where(ticket.c.merged_into == bindparam("top")).cte("below", recursive=True)
_BELOW = _below.union(select(ticket.c.id).where(ticket.c.merged_into == _below.c.id))
_FREE = delete(merge_end).where(merge_end.c.ticket_id == bindparam("top"))
_KEEP = update(merge_end).where(merge_end.c.ticket_id.in_(select(_BELOW.c.id))).values(end_id=bindparam("end"))


def ends(conn: Connection, ticket_ids: Collection[int]) -> dict[int, int]:
    """The living end of each of these tickets that was merged into another."""
    if not ticket_ids:
        return {}
    return {row.ticket_id: row.end_id for row in conn.execute(_ENDS, {"ids": list(ticket_ids)})}


def shown_in(conn: Connection, of: Ticket, *, to_customer: bool) -> tuple[int, ...]:
    """The tickets whose messages are shown in this one: itself, and those that lead here; to a customer never
    another's."""
    rows = conn.execute(_MEMBERS, {"end": of.id})
    return (of.id, *(row.id for row in rows if not to_customer or row.contact_id == of.contact_id))


def said_in(conn: Connection, of: Ticket) -> tuple[int, ...]:
    """The tickets in one of which words on this one are kept: itself, and the living one that it leads to."""
    return (of.id, *ends(conn, [of.id]).values())


def write(conn: Connection, merges: Iterable[tuple[int, int | None]]) -> None:
    """Note that a ticket leads to another one from now on, with all that led to it; None: it leads nowhere any more,
    and takes along what was merged into it."""
    for ticket_id, end in merges:
        if end is None:
            conn.execute(_FREE, {"top": ticket_id})
            conn.execute(_KEEP, {"top": ticket_id, "end": ticket_id})
        else:
            conn.execute(_LEAD[conn.dialect.name], {"ticket_id": ticket_id, "end_id": end})
            conn.execute(_FOLLOW, {"old": ticket_id, "new": end})
