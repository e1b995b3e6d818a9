"""Values for the mails with figures: what promises were kept, what agents did, who waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mailgate.model.desk import Desk
from mailgate.model.message import Attachment
from mailgate.model.outbound import OutboundKind
from mailgate.model.report import AgentFigures, AgentSummary, DayFigures, Kept, Overdue, Pending, SlaReport
from mailgate.notify.chart import HEIGHT, WIDTH, as_attachment, bars
from mailgate.notify.kinds.shared import local_time, person, spoken, spoken_duration
from mailgate.notify.subjects import clean_subject, ticket_tag

#: Of customers' answers fewer than this tell little.
_FEW = 10
#: Letters of the longest bar in plain text.
_LETTERS = 30
_MEDALS = ("1st", "2nd", "3rd")
#: Named in one digest; more are counted.
LISTED = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPage:
    """One report but for whom it goes to."""

    kind: OutboundKind
    values: dict[str, object]
    charts: tuple[Attachment, ...] = ()


def sla_report(report: SlaReport, desk: Desk, *, content_id: str, now: datetime) -> ReportPage:
    """``content_id`` is that of the chart, without angle brackets."""
    met, breached = sum(each.met for each in report.kept), sum(each.breached for each in report.kept)
    total = Kept(metric="all", met=met, breached=breached)
    values: dict[str, object] = {
        "desk_name": desk.name,
        "day": spoken_day(report.day),
        "rate": _percent(total.rate),
        "met": met,
        "breached": breached,
        "kept": [_kept(each) for each in report.kept],
        "open": report.standing.open,
        "unassigned": report.standing.unassigned,
        "at_risk": report.standing.at_risk,
        "overdue": report.standing.overdue,
        "worst": [_overdue(each, desk, now) for each in report.worst],
        **_trend(report.trend, content_id),
    }
    return ReportPage(kind=OutboundKind.SLA_REPORT, values=values, charts=_charts(report.trend, content_id))


def agent_summary(summary: AgentSummary, desk: Desk, *, content_id: str) -> ReportPage:
    """The league table, who resolved most first."""
    said = summary.contentment
    top = max((agent.resolved for agent in summary.agents), default=0)
    values: dict[str, object] = {
        "desk_name": desk.name,
        "first": spoken_day(summary.first),
        "last": spoken_day(summary.last),
        "span": f"{summary.first.day} {summary.first:%b} to {summary.last.day} {summary.last:%b}",
        "agents": [_agent(place, agent, top) for place, agent in enumerate(summary.agents)],
        "resolved": sum(agent.resolved for agent in summary.agents),
        "replies": sum(agent.replies for agent in summary.agents),
        "asked": said.asked,
        "answered": said.answered,
        "mean": f"{said.mean:.1f}" if said.mean is not None else "",
        "good": _percent(said.good),
        "few": 0 < said.answered < _FEW,
        **_trend(summary.trend, content_id),
    }
    return ReportPage(kind=OutboundKind.AGENT_SUMMARY, values=values, charts=_charts(summary.trend, content_id))


def pending_digest(mine: Sequence[Pending], teams: Sequence[Pending], desk: Desk, now: datetime) -> ReportPage:
    """Tickets of the agent's own, and those of their teams that nobody looks after; longest waiting first."""
    values: dict[str, object] = {
        "desk_name": desk.name,
        "mine": [_pending(each, desk, now) for each in mine[:LISTED]],
        "more_mine": max(len(mine) - LISTED, 0),
        "teams": [_pending(each, desk, now) for each in teams[:LISTED]],
        "more_teams": max(len(teams) - LISTED, 0),
        "total": len(mine) + len(teams),
        "longest": spoken_duration(now - min(each.since for each in (*mine, *teams))),
    }
    return ReportPage(kind=OutboundKind.PENDING_DIGEST, values=values)


def spoken_day(day: date) -> str:
    """``Monday, 23 November 2026``."""
    return f"{day:%A}, {day.day} {day:%B %Y}"


def _percent(share: float | None) -> str:
    """Whole per cent; 100 only where it is all of them, 0 only where it is none."""
    if share is None:
        return ""
    return f"{min(max(round(100 * share), 1), 99) if 0 < share < 1 else round(100 * share)} %"


def _kept(kept: Kept) -> dict[str, object]:
    share = kept.rate or 0.0
    return {
        "promise": spoken(kept.metric),
        "met": kept.met,
        "breached": kept.breached,
        "rate": _percent(kept.rate),
        "width": round(100 * share),
        "rest": 100 - round(100 * share),
        "bar": "#" * round(_LETTERS * share),
    }


def _overdue(late: Overdue, desk: Desk, now: datetime) -> dict[str, object]:
    return {
        "tag": ticket_tag(late.number),
        "subject": clean_subject(late.subject),
        "promise": spoken(late.metric),
        "due": local_time(late.due_at, desk),
        "overdue": spoken_duration(now - late.due_at),
        "assignee": person(late.assigned_to or "", desk),
        "reason": late.reason,
    }


def _agent(place: int, agent: AgentFigures, top: int) -> dict[str, object]:
    width = round(100 * agent.resolved / top) if top else 0
    return {
        "place": _MEDALS[place] if place < len(_MEDALS) and agent.resolved else "",
        "name": agent.name,
        "resolved": agent.resolved,
        "replies": agent.replies,
        "open": agent.open,
        "first_response": _length(agent.first_response),
        "rating": f"{agent.rating:.1f}" if agent.rating is not None else "",
        "rated": agent.rated,
        "width": width,
        "rest": 100 - width,
        "bar": "#" * (_LETTERS * width // 100),
    }


def _pending(waiting: Pending, desk: Desk, now: datetime) -> dict[str, object]:
    return {
        "tag": ticket_tag(waiting.number),
        "subject": clean_subject(waiting.subject),
        "customer": waiting.customer,
        "priority": waiting.priority,
        "waiting": spoken_duration(now - waiting.since),
        "due": local_time(waiting.due_at, desk) if waiting.due_at else "",
        "overdue": waiting.due_at is not None and waiting.due_at < now,
    }


def _length(length: timedelta | None) -> str:
    return spoken_duration(length) if length is not None else ""


def _trend(trend: Sequence[DayFigures], content_id: str) -> dict[str, object]:
    top = max((max(day.created, day.resolved) for day in trend), default=0)
    return {
        "chart": content_id if top else "",
        "chart_width": WIDTH,
        "chart_height": HEIGHT,
        "top": top,
        "days": [
            {
                "day": f"{day.day:%a} {day.day.day}",
                "created": day.created,
                "resolved": day.resolved,
                "bar": "+" * (_LETTERS * day.created // top if top else 0),
            }
            for day in trend
        ],
    }


def _charts(trend: Sequence[DayFigures], content_id: str) -> tuple[Attachment, ...]:
    if not any(day.created or day.resolved for day in trend):
        return ()
    image = bars([(day.created, day.resolved) for day in trend])
    return (as_attachment(image, "trend.png", content_id),)
