"""Values to try the templates of reports with: one report with everything and one with as little as there can be."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mailgate.model.desk import Desk, Queue
from mailgate.model.outbound import OutboundKind
from mailgate.model.report import (
    AgentFigures,
    AgentSummary,
    Contentment,
    DayFigures,
    Kept,
    Overdue,
    Pending,
    SlaReport,
    Standing,
)
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.audit import Drift, sla_audit
from mailgate.notify.kinds.report import LISTED, ReportPage, agent_summary, pending_digest, sla_report
from mailgate.notify.kinds.shared import frame

_CHART = "chart@desk.example"
_HOUR = timedelta(hours=1)


def report_samples(
    desk: Desk, queue: Queue, full: Addressing, bare: Addressing
) -> dict[OutboundKind, tuple[dict[str, object], ...]]:
    """Contexts of every kind of report, the fuller first."""
    pages = (_sla_reports(desk, full), _agent_summaries(desk, full), _pending_digests(desk, full), _audits(desk))
    return {
        much.kind: ({**frame(queue, full), **much.values}, {**frame(queue, bare), **little.values})
        for much, little in pages
    }


def _sla_reports(desk: Desk, at: Addressing) -> tuple[ReportPage, ReportPage]:
    day, now = at.date.date(), at.date
    overdue = Overdue(
        number="2026-11-00042",
        subject="Printer on fire",
        metric="resolution",
        due_at=now - 5 * _HOUR,
        reason="4 h from Fri 20 Nov 2026, 08:30",
        assigned_to="ann@desk.example",
    )
    much = SlaReport(
        day=day,
        kept=(Kept(metric="first_response", met=3, breached=1),),
        standing=Standing(open=4, unassigned=1, at_risk=1, overdue=1),
        worst=(overdue, replace(overdue, subject="", reason="", assigned_to=None)),
        trend=(DayFigures(day=day, created=5, resolved=3), DayFigures(day=day)),
    )
    nothing = Standing(open=0, unassigned=0, at_risk=0, overdue=0)
    little = SlaReport(day=day, kept=(), standing=nothing, worst=(), trend=(DayFigures(day=day),))
    return (
        sla_report(much, desk, content_id=_CHART, now=now),
        sla_report(little, desk, content_id=_CHART, now=now),
    )


def _agent_summaries(desk: Desk, at: Addressing) -> tuple[ReportPage, ReportPage]:
    day = at.date.date()
    ann = AgentFigures(
        email="ann@desk.example",
        name="Ann",
        resolved=7,
        replies=9,
        open=2,
        first_response=timedelta(minutes=35),
        rating=4.5,
        rated=2,
    )
    much = AgentSummary(
        first=day - timedelta(days=6),
        last=day,
        agents=(ann, AgentFigures(email="bob@desk.example", name="Bob", resolved=2)),
        contentment=Contentment(asked=5, answered=2, mean=4.5, good=1.0),
        trend=(DayFigures(day=day, created=5, resolved=3),),
    )
    silence = Contentment(asked=0, answered=0, mean=None, good=None)
    little = replace(much, agents=(), contentment=silence, trend=(DayFigures(day=day),))
    return agent_summary(much, desk, content_id=_CHART), agent_summary(little, desk, content_id=_CHART)


def _audits(desk: Desk) -> tuple[ReportPage, ReportPage]:
    drift = Drift(number="2026-11-00042", what=("resolution 1: due_at", "status became open without a word"))
    return sla_audit((drift,) * (LISTED + 1), desk, looked_at=90), sla_audit((drift,), desk, looked_at=1)


def _pending_digests(desk: Desk, at: Addressing) -> tuple[ReportPage, ReportPage]:
    waiting = Pending(
        ticket_id=1,
        number="2026-11-00042",
        subject="Printer on fire",
        customer="A Customer",
        priority="high",
        since=at.date - 5 * _HOUR,
        due_at=at.date - _HOUR,
    )
    bare = replace(waiting, subject="", due_at=None)
    return (
        pending_digest((waiting,) * (LISTED + 1), (waiting,), desk, at.date),
        pending_digest((), (bare,) * (LISTED + 1), desk, at.date),
    )
