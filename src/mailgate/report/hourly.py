"""What happened in each hour, kept for good: a ticket forgets when it was resolved once it is reopened."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from mailgate.model.report import DayFigures, HourFigures, Span
from mailgate.model.ticket import AuthorType, EntryKind
from mailgate.report.days import day_span
from mailgate.store.tables.jobs import hour_figures
from mailgate.store.tables.tickets import message, ticket

_FIGURES = ("created", "resolved", "customer_messages", "agent_messages")


def count_hour(conn: Connection, tenant: str, span: Span) -> HourFigures:
    """What happened in that span, as the tickets tell it now."""
    its = (ticket.c.tenant == tenant, ticket.c.deleted_at.is_(None))
    # Whatever happens to a ticket touches it: so the index of what changed lately leads to all of it.
    touched = (*its, ticket.c.updated_at >= span.since)
    created, resolved = conn.execute(
        select(
            func.count().filter(_within(ticket.c.created_at, span)),
            func.count().filter(_within(ticket.c.resolved_at, span)),
        ).where(*touched)
    ).one()
    said = conn.execute(
        select(message.c.author_type, func.count().label("number"))
        .select_from(message.join(ticket, ticket.c.id == message.c.ticket_id))
        .where(*touched, message.c.kind == EntryKind.PUBLIC.value, _within(message.c.created_at, span))
        .group_by(message.c.author_type)
    )
    by_author: dict[str, int] = {row.author_type: row.number for row in said}
    return HourFigures(
        hour=span.since,
        created=created,
        resolved=resolved,
        customer_messages=by_author.get(AuthorType.CUSTOMER.value, 0),
        agent_messages=by_author.get(AuthorType.AGENT.value, 0),
    )


def keep(conn: Connection, tenant: str, counted: Sequence[HourFigures]) -> None:
    """Write hours down, over what was written of them before."""
    hours = [each.hour for each in counted]
    if hours:
        its = (hour_figures.c.tenant == tenant, hour_figures.c.hour.in_(hours))
        conn.execute(delete(hour_figures).where(*its))
        conn.execute(insert(hour_figures), [{"tenant": tenant, **asdict(each)} for each in counted])


def kept_until(conn: Connection, tenant: str) -> datetime | None:
    """The beginning of the last hour that was written down."""
    return conn.execute(
        select(func.max(hour_figures.c.hour)).where(hour_figures.c.tenant == tenant)
    ).scalar_one_or_none()


def trend(conn: Connection, tenant: str, zone: ZoneInfo, first: date, last: date) -> tuple[DayFigures, ...]:
    """Every day from the first to the last, oldest first, as its hours were written down."""
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    return tuple(_day(conn, tenant, zone, day) for day in days)


def _day(conn: Connection, tenant: str, zone: ZoneInfo, day: date) -> DayFigures:
    span, c = day_span(zone, day), hour_figures.c
    sums: Iterable[Any] = conn.execute(
        select(func.sum(c.created), func.sum(c.resolved)).where(c.tenant == tenant, _within(c.hour, span))
    ).one()
    created, resolved = sums
    return DayFigures(day=day, created=int(created or 0), resolved=int(resolved or 0))


def _within(column: ColumnElement[Any], span: Span) -> ColumnElement[bool]:
    return (column >= span.since) & (column < span.until)
