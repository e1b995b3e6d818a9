"""Why rules did or did not: the traces of the last 90 days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, func, insert, select

from mailgate.model.plan import RuleTrace
from mailgate.store.tables.rules import rule_trace

KEPT = timedelta(days=90)
#: Rows of one transaction, so that nobody waits for it.
_AT_ONCE = 1_000
#: Rules that did not match, of one occasion; ``mailgate rules explain`` tells of all.
_MISSED_KEPT = 100
_INSERT = insert(rule_trace)
_OLDEST = select(func.min(rule_trace.c.at))
_EXPIRED = (
    select(rule_trace.c.id).where(rule_trace.c.at <= bindparam("until")).order_by(rule_trace.c.at).limit(_AT_ONCE)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which rules were asked on one occasion, in the order in which they were, each as JSON values."""

    at: datetime
    revision: int
    rules: list[dict[str, Any]]
    ticket_id: int | None = None
    inbox_id: int | None = None


def kept(traces: Sequence[RuleTrace]) -> list[dict[str, Any]]:
    """All that matched and the first of those that did not; what is left out is counted."""
    missed = [trace for trace in traces if not trace.matched][_MISSED_KEPT:]
    left_out = {id(trace) for trace in missed}
    rows = [_compact(trace) for trace in traces if id(trace) not in left_out]
    return [*rows, {"rule": f"and {len(missed)} others", "matched": False}] if missed else rows


def _compact(trace: RuleTrace) -> dict[str, Any]:
    """What a trace says, without what it does not."""
    said: dict[str, Any] = {
        "failing": trace.failing,
        "failures": list(trace.failures),
        "changed": list(trace.changed),
        "depth": trace.depth,
    }
    return {"rule": trace.rule, "matched": trace.matched, **{name: value for name, value in said.items() if value}}


def add(conn: Connection, traces: Sequence[tuple[int, str, Asked]]) -> None:
    """Write them down, each with its row id and tenant."""
    rows = [
        {
            "id": row_id,
            "tenant": tenant,
            "ticket_id": asked.ticket_id,
            "inbox_id": asked.inbox_id,
            "at": asked.at,
            "revision": asked.revision,
            "asked": asked.rules,
        }
        for row_id, tenant, asked in traces
    ]
    if rows:
        conn.execute(_INSERT, rows)


def of_ticket(conn: Connection, tenant: str, ticket_id: int) -> list[Asked]:
    """All of one ticket, oldest first."""
    return _read(conn, tenant, rule_trace.c.ticket_id == ticket_id)


def of_mail(conn: Connection, tenant: str, inbox_id: int) -> list[Asked]:
    """What rules said to one mail."""
    return _read(conn, tenant, rule_trace.c.inbox_id == inbox_id)


def next_due(conn: Connection) -> datetime | None:
    """When the oldest trace is to go."""
    oldest: datetime | None = conn.execute(_OLDEST).scalar_one_or_none()
    # A day later, so that it is done once a day.
    return None if oldest is None else oldest + KEPT + timedelta(days=1)


def expire(conn: Connection, now: datetime) -> int:
    """Remove some of what is too old; how many were removed."""
    ids = list(conn.scalars(_EXPIRED, {"until": now - KEPT}))
    if ids:
        conn.execute(delete(rule_trace).where(rule_trace.c.id.in_(ids)))
    return len(ids)


def _read(conn: Connection, tenant: str, of_it: ColumnElement[bool]) -> list[Asked]:
    rows = conn.execute(select(rule_trace).where(rule_trace.c.tenant == tenant, of_it).order_by(rule_trace.c.id))
    return [
        Asked(at=row.at, revision=row.revision, rules=row.asked, ticket_id=row.ticket_id, inbox_id=row.inbox_id)
        for row in rows
    ]
