"""A span at a glance."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from mailgate.lifecycle.rating import SETTLED
from mailgate.model.report import Dashboard, Span
from mailgate.report.agents import contentment, length, mean_length
from mailgate.report.promises import kept, standing
from mailgate.store.tables.tickets import ticket


def dashboard(conn: Connection, tenant: str, span: Span) -> Dashboard:
    """What happened in the span, and how the desk stands."""
    c = ticket.c
    resolved = (c.resolved_at >= span.since) & (c.resolved_at < span.until)
    answered = (c.first_response_at >= span.since) & (c.first_response_at < span.until)
    new = (c.created_at >= span.since) & (c.created_at < span.until)
    settled = c.status.in_([status.value for status in SETTLED]) & (c.reopened_count == 0)
    counted = conn.execute(
        select(
            func.count().filter(resolved).label("resolved"),
            func.avg(length(c.created_at, c.first_response_at)).filter(answered).label("took"),
            func.count().filter(new).label("new"),
            func.count().filter(new & settled).label("settled"),
        ).where(c.tenant == tenant, c.updated_at >= span.since, c.deleted_at.is_(None))
    ).one()
    promises = kept(conn, tenant, span)
    met, breached = sum(each.met for each in promises), sum(each.breached for each in promises)
    stands = standing(conn, tenant)
    return Dashboard(
        total_open=stands.open,
        total_resolved=counted.resolved,
        avg_first_response=mean_length(counted.took),
        success_rate=counted.settled / counted.new if counted.new else None,
        breached=breached,
        compliance_rate=met / (met + breached) if met + breached else None,
        at_risk=stands.at_risk,
        contentment=contentment(conn, tenant, span),
    )
