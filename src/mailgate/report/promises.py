"""Promises kept and broken."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from mailgate.lifecycle.statuses import is_open
from mailgate.model.report import Kept, Overdue, Span, Standing
from mailgate.model.sla import CycleState, Metric
from mailgate.model.ticket import Status
from mailgate.store.tables.clock import cycle
from mailgate.store.tables.tickets import ticket
from mailgate.store.tickets.ticket_filters import at_risk

_OPEN = tuple(status.value for status in Status if is_open(status))
_JOINED = cycle.join(ticket, ticket.c.id == cycle.c.ticket_id)


def kept(conn: Connection, tenant: str, span: Span) -> tuple[Kept, ...]:
    """Promises that were met or broken in a span, by kind; kinds without any are left out.

    A broken one counts when it breaks, whether or not it is owed still; cancelled ones do not count.
    """
    # Whatever happens to a promise touches its ticket: so the index of what changed lately leads to all of them.
    touched = (ticket.c.tenant == tenant, ticket.c.updated_at >= span.since, ticket.c.deleted_at.is_(None))
    met = and_(cycle.c.state == CycleState.MET.value, cycle.c.stopped_at >= span.since, cycle.c.stopped_at < span.until)
    broken = and_(cycle.c.breached_at >= span.since, cycle.c.breached_at < span.until)
    counted = (
        select(cycle.c.metric, cycle.c.breached_at.is_not(None).label("broken"), func.count().label("count"))
        .select_from(_JOINED)
        .where(*touched, or_(met, and_(broken, cycle.c.state != CycleState.CANCELLED.value)))
        .group_by(cycle.c.metric, cycle.c.breached_at.is_not(None))
    )
    found: Counter[tuple[str, bool]] = Counter()
    for row in conn.execute(counted):
        found[row.metric, bool(row.broken)] += row[2]
    return tuple(
        Kept(metric=metric, met=found[metric, False], breached=found[metric, True])
        for metric in dict.fromkeys((*Metric, *(name for name, _ in found)))
        if found[metric, False] or found[metric, True]
    )


def standing(conn: Connection, tenant: str) -> Standing:
    """How the desk stands."""
    late = (
        select(cycle.c.id)
        .where(cycle.c.ticket_id == ticket.c.id, cycle.c.breached_at.is_not(None), cycle.c.stopped_at.is_(None))
        .exists()
    )
    counted = select(
        func.count(),
        func.count().filter(ticket.c.assigned_to.is_(None)),
        func.count().filter(at_risk(ticket.c)),
        func.count().filter(late),
    ).where(*_open(tenant))
    total, unassigned, risky, overdue = conn.execute(counted).one()
    return Standing(open=total, unassigned=unassigned, at_risk=risky, overdue=overdue)


def worst(conn: Connection, tenant: str, *, most: int) -> tuple[Overdue, ...]:
    """Promises that are broken and still owed, longest overdue first; of each ticket the oldest one."""
    owed = (
        select(
            ticket.c.id,
            ticket.c.number,
            ticket.c.subject,
            ticket.c.assigned_to,
            cycle.c.metric,
            cycle.c.due_at,
            cycle.c.breached_at,
            cycle.c.reason,
        )
        .select_from(_JOINED)
        .where(*_open(tenant), cycle.c.breached_at.is_not(None), cycle.c.stopped_at.is_(None))
        .order_by(cycle.c.breached_at, cycle.c.id)
        # No ticket has more promises than there are kinds of them.
        .limit(most * len(Metric))
    )
    by_ticket: dict[int, Overdue] = {}
    for row in conn.execute(owed):
        if row.id not in by_ticket and len(by_ticket) < most:
            by_ticket[row.id] = Overdue(
                number=row.number,
                subject=row.subject,
                metric=row.metric,
                due_at=row.due_at or row.breached_at,
                reason=row.reason,
                assigned_to=row.assigned_to,
            )
    return tuple(by_ticket.values())


def _open(tenant: str) -> tuple[ColumnElement[bool], ...]:
    return ticket.c.tenant == tenant, ticket.c.status.in_(_OPEN), ticket.c.deleted_at.is_(None)
