"""What rules did on a ticket before, for ``once``."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import BindParameter, Connection, bindparam, select
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.plan import RuleMark
from mailgate.store.tables.rules import rule_mark

_IDS: BindParameter[list[int]] = bindparam("ticket_ids", expanding=True)
_OF_TICKETS = select(rule_mark).where(rule_mark.c.ticket_id.in_(_IDS))
_KEY = [rule_mark.c.ticket_id, rule_mark.c.rule]
_SQLITE, _POSTGRESQL = sqlite.insert(rule_mark), postgresql.insert(rule_mark)
_SET = {
    "sqlite": _SQLITE.on_conflict_do_update(
        index_elements=_KEY, set_={"holds": _SQLITE.excluded.holds, "fired_at": _SQLITE.excluded.fired_at}
    ),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=_KEY, set_={"holds": _POSTGRESQL.excluded.holds, "fired_at": _POSTGRESQL.excluded.fired_at}
    ),
}


def of_tickets(conn: Connection, ticket_ids: Collection[int]) -> dict[int, dict[str, RuleMark]]:
    """By ticket and rule."""
    found: dict[int, dict[str, RuleMark]] = {ticket_id: {} for ticket_id in ticket_ids}
    if ticket_ids:
        for row in conn.execute(_OF_TICKETS, {"ticket_ids": list(ticket_ids)}):
            found[row.ticket_id][row.rule] = RuleMark(rule=row.rule, holds=row.holds, fired_at=row.fired_at)
    return found


def save(conn: Connection, marks: Sequence[tuple[str, int, RuleMark]]) -> None:
    """Write marks, each with its tenant and ticket, over those that there are."""
    rows = [
        {"tenant": tenant, "ticket_id": ticket_id, "rule": mark.rule, "holds": mark.holds, "fired_at": mark.fired_at}
        for tenant, ticket_id, mark in marks
    ]
    if rows:
        conn.execute(_SET[conn.dialect.name], rows)
