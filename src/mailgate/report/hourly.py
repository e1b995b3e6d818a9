"""What happened in each hour, kept for good: a ticket forgets when it was resolved once it is reopened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, delete, func, insert, select

from mailgate.model.report import DayFigures, HourFigures, Span
from mailgate.model.ticket import AuthorType, EntryKind
from mailgate.report.days import day_span
from mailgate.store.tables.jobs import hour_figures
from mailgate.store.tables.tickets import message, ticket

_SINCE: BindParameter[Any] = bindparam("since")
_UNTIL: BindParameter[Any] = bindparam("until")
_TENANT: BindParameter[Any] = bindparam("of_tenant")


def _within(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return (column >= _SINCE) & (column < _UNTIL)


#: Whatever happens to a ticket touches it: so the index of what changed lately leads to all of it.
_TOUCHED = (ticket.c.tenant == _TENANT, ticket.c.deleted_at.is_(None), ticket.c.updated_at >= _SINCE)
_TICKETS = select(
    func.count().filter(_within(ticket.c.created_at)).label("created"),
    func.count().filter(_within(ticket.c.resolved_at)).label("resolved"),
).where(*_TOUCHED)
_SAID = (
    select(message.c.author_type, func.count().label("number"))
    .select_from(message.join(ticket, ticket.c.id == message.c.ticket_id))
    .where(*_TOUCHED, message.c.kind == EntryKind.PUBLIC.value, _within(message.c.created_at))
    .group_by(message.c.author_type)
)
_DAY = select(
    func.coalesce(func.sum(hour_figures.c.created), 0).label("created"),
    func.coalesce(func.sum(hour_figures.c.resolved), 0).label("resolved"),
).where(hour_figures.c.tenant == _TENANT, _within(hour_figures.c.hour))
_LAST = select(func.max(hour_figures.c.hour)).where(hour_figures.c.tenant == _TENANT)


def count_hour(conn: Connection, tenant: str, span: Span) -> HourFigures:
    """What happened in that span, as the tickets tell it now."""
    asked = {"of_tenant": tenant, "since": span.since, "until": span.until}
    counted = conn.execute(_TICKETS, asked).one()
    said: dict[str, int] = {row.author_type: row.number for row in conn.execute(_SAID, asked)}
    return HourFigures(
        hour=span.since,
        created=counted.created,
        resolved=counted.resolved,
        customer_messages=said.get(AuthorType.CUSTOMER.value, 0),
        agent_messages=said.get(AuthorType.AGENT.value, 0),
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
    return conn.execute(_LAST, {"of_tenant": tenant}).scalar_one_or_none()


def trend(conn: Connection, tenant: str, zone: ZoneInfo, first: date, last: date) -> tuple[DayFigures, ...]:
    """Every day from the first to the last, oldest first, as its hours were written down."""
    days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
    return tuple(_day(conn, tenant, zone, day) for day in days)


def _day(conn: Connection, tenant: str, zone: ZoneInfo, day: date) -> DayFigures:
    span = day_span(zone, day)
    sums = conn.execute(_DAY, {"of_tenant": tenant, "since": span.since, "until": span.until}).one()
    return DayFigures(day=day, created=int(sums.created), resolved=int(sums.resolved))
