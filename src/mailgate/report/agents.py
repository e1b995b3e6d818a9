"""What agents did, and what their customers said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, func, select, type_coerce

from mailgate.lifecycle.statuses import is_open
from mailgate.model.desk import Agent
from mailgate.model.report import AgentFigures, Contentment, Span
from mailgate.model.ticket import AuthorType, EntryKind, Status
from mailgate.store.tables.surveys import survey
from mailgate.store.tables.tickets import message, ticket

_OPEN = tuple(status.value for status in Status if is_open(status))
_MICROSECOND = timedelta(microseconds=1)


def agent_figures(conn: Connection, tenant: str, people: Sequence[Agent], span: Span) -> tuple[AgentFigures, ...]:
    """Every agent of the desk, and whoever else did something; who resolved most comes first, then by name."""
    found = {agent.email: AgentFigures(email=agent.email, name=agent.name or agent.email) for agent in people}
    for email, values in _counted(conn, tenant, span).items():
        known = found.get(email, AgentFigures(email=email, name=email))
        found[email] = replace(known, **values)
    return tuple(sorted(found.values(), key=lambda its: (-its.resolved, -its.replies, its.name.casefold())))


def contentment(conn: Connection, tenant: str, span: Span) -> Contentment:
    """What was said to the surveys that were sent in a span."""
    sent = (survey.c.tenant == tenant, survey.c.sent_at >= span.since, survey.c.sent_at < span.until)
    asked, answered, mean, good = conn.execute(
        select(
            func.count(),
            func.count(survey.c.score),
            func.avg(survey.c.score),
            func.count().filter(survey.c.score >= 4),
        ).where(*sent)
    ).one()
    return Contentment(
        asked=asked,
        answered=answered,
        mean=float(mean) if mean is not None else None,
        good=good / answered if answered else None,
    )


def _counted(conn: Connection, tenant: str, span: Span) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    counts = (
        _settled(conn, tenant, span),
        _said(conn, tenant, span),
        _holding(conn, tenant),
        _rated(conn, tenant, span),
    )
    for rows in counts:
        for email, values in rows.items():
            found.setdefault(email, {}).update(values)
    return found


def _settled(conn: Connection, tenant: str, span: Span) -> Mapping[str, dict[str, Any]]:
    c = ticket.c
    answered = (c.first_response_at >= span.since) & (c.first_response_at < span.until)
    took = func.avg(length(c.created_at, c.first_response_at)).filter(answered)
    resolved = func.count().filter((c.resolved_at >= span.since) & (c.resolved_at < span.until))
    rows = conn.execute(
        select(c.assigned_to, resolved.label("resolved"), took.label("took"))
        .where(c.tenant == tenant, c.updated_at >= span.since, c.deleted_at.is_(None), c.assigned_to.is_not(None))
        .group_by(c.assigned_to)
    )
    return {row.assigned_to: {"resolved": row.resolved, "first_response": mean_length(row.took)} for row in rows}


def _said(conn: Connection, tenant: str, span: Span) -> Mapping[str, dict[str, Any]]:
    rows = conn.execute(
        select(message.c.author_email, func.count().label("replies"))
        .select_from(message.join(ticket, ticket.c.id == message.c.ticket_id))
        .where(
            ticket.c.tenant == tenant,
            ticket.c.updated_at >= span.since,
            message.c.author_type == AuthorType.AGENT.value,
            message.c.kind == EntryKind.PUBLIC.value,
            message.c.created_at >= span.since,
            message.c.created_at < span.until,
        )
        .group_by(message.c.author_email)
    )
    return {row.author_email: {"replies": row.replies} for row in rows}


def _holding(conn: Connection, tenant: str) -> Mapping[str, dict[str, Any]]:
    c = ticket.c
    rows = conn.execute(
        select(c.assigned_to, func.count().label("open"))
        .where(c.tenant == tenant, c.status.in_(_OPEN), c.deleted_at.is_(None), c.assigned_to.is_not(None))
        .group_by(c.assigned_to)
    )
    return {row.assigned_to: {"open": row.open} for row in rows}


def _rated(conn: Connection, tenant: str, span: Span) -> Mapping[str, dict[str, Any]]:
    rows = conn.execute(
        select(ticket.c.assigned_to, func.avg(survey.c.score).label("mean"), func.count().label("rated"))
        .select_from(survey.join(ticket, ticket.c.id == survey.c.ticket_id))
        .where(
            survey.c.tenant == tenant,
            survey.c.sent_at >= span.since,
            survey.c.sent_at < span.until,
            survey.c.score.is_not(None),
            ticket.c.assigned_to.is_not(None),
        )
        .group_by(ticket.c.assigned_to)
    )
    return {row.assigned_to: {"rating": float(row.mean), "rated": row.rated} for row in rows}


def length(since: ColumnElement[Any], until: ColumnElement[Any]) -> ColumnElement[int]:
    """Microseconds between two instants."""
    return type_coerce(until, BigInteger) - type_coerce(since, BigInteger)


def mean_length(mean: Any) -> timedelta | None:
    """A mean of ``length``, which each database gives in another type."""
    return None if mean is None else int(mean) * _MICROSECOND
