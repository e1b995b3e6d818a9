"""The instants at which conditions of time rules become true; each fires by one compare-and-set, so once in all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.errors import Conflict
from mailgate.model.plan import RuleTimes
from mailgate.store.hints import Work, note
from mailgate.store.tables.rules import RULE_PENDING, rule_due

_NEXT = select(func.min(rule_due.c.due_at)).where(RULE_PENDING)
_DUE = (
    select(rule_due.c.tenant, rule_due.c.ticket_id, rule_due.c.rule, rule_due.c.due_at)
    .where(RULE_PENDING, rule_due.c.due_at <= bindparam("now"))
    .order_by(rule_due.c.due_at, rule_due.c.ticket_id, rule_due.c.rule)
    .limit(bindparam("limit"))
)
_OF_RULE = (rule_due.c.ticket_id == bindparam("its_ticket"), rule_due.c.rule == bindparam("its_rule"))
_END = (
    update(rule_due)
    .where(*_OF_RULE, rule_due.c.due_at == bindparam("its_due"), RULE_PENDING)
    .values(state=bindparam("new_state"), done_at=bindparam("now"))
)
_GIVE_UP = (
    update(rule_due)
    .where(*_OF_RULE, rule_due.c.due_at > bindparam("since"), RULE_PENDING)
    .values(state="cancelled", done_at=bindparam("now"))
)
_KEY = [rule_due.c.ticket_id, rule_due.c.rule, rule_due.c.due_at]
_AGAIN = {"state": "pending", "done_at": None}
_PLAN = {
    "sqlite": sqlite.insert(rule_due).on_conflict_do_update(
        index_elements=_KEY, set_=_AGAIN, where=rule_due.c.state == "cancelled"
    ),
    "postgresql": postgresql.insert(rule_due).on_conflict_do_update(
        index_elements=_KEY, set_=_AGAIN, where=rule_due.c.state == "cancelled"
    ),
}
_EVER = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleDue:
    """One rule that is due on one ticket."""

    tenant: str
    ticket_id: int
    rule: str
    due_at: datetime


def next_due(conn: Connection) -> datetime | None:
    """When the next rule is due."""
    return conn.execute(_NEXT).scalar_one_or_none()


def due(conn: Connection, *, now: datetime, limit: int) -> list[RuleDue]:
    """Rules that are due, earliest first."""
    return [
        RuleDue(tenant=row.tenant, ticket_id=row.ticket_id, rule=row.rule, due_at=row.due_at)
        for row in conn.execute(_DUE, {"now": now, "limit": limit})
    ]


def end(conn: Connection, what: RuleDue, *, state: str, now: datetime) -> None:
    """``fired`` or ``cancelled``.

    Raises:
        Conflict: It is not pending any more: somebody else ended it.
    """
    row = {"its_ticket": what.ticket_id, "its_rule": what.rule, "its_due": what.due_at, "new_state": state, "now": now}
    if conn.execute(_END, row).rowcount != 1:
        raise Conflict(f"rule {what.rule!r} is not due on ticket {what.ticket_id} any more")


def save(conn: Connection, planned: Sequence[tuple[str, int, RuleTimes]], *, now: datetime) -> None:
    """Give up what is not expected any more, and await what is; what fired once stays fired."""
    if not planned:
        return
    conn.execute(
        _GIVE_UP,
        [
            {"its_ticket": ticket_id, "its_rule": times.rule, "since": times.keep_until or _EVER, "now": now}
            for _, ticket_id, times in planned
        ],
    )
    rows = [
        {"tenant": tenant, "ticket_id": ticket_id, "rule": times.rule, "due_at": instant, "state": "pending"}
        for tenant, ticket_id, times in planned
        for instant in times.due
    ]
    if rows:
        conn.execute(_PLAN[conn.dialect.name], rows)
        note(conn, Work.CLOCK)
