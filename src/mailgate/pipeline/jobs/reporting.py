"""Reports as mails: what promises were kept, what agents did, who waits for an answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from mailgate.model.desk import Agent, Desk
from mailgate.model.outbound import OutboundMail
from mailgate.model.report import AgentSummary, Pending, SlaReport
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.report import ReportPage, agent_summary, pending_digest, sla_report
from mailgate.notify.recipients import agents_to_tell
from mailgate.pipeline.jobs.slot import Ran, Slot, cause_of
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.report import agents, hourly, pending, promises
from mailgate.report.days import day_span, days_span
from mailgate.store.database import Connection

_DAY = timedelta(days=1)
_WEEK = 7
#: Days of the chart.
_TREND = 14
_WORST = 10
#: Who wrote just now is not told of as waiting.
_PATIENCE = timedelta(hours=1)
#: A page for the chart of that Content-ID.
_Page = Callable[[str], ReportPage]


def report_promises(slot: Slot) -> Ran:
    """Yesterday's promises, and how the desk stands, to whoever runs it."""
    yesterday = slot.at.astimezone(slot.zone).date() - _DAY
    report = slot.tools.database.read(lambda conn: _promises(conn, slot, yesterday))
    if not report.kept and not report.standing.open and not any(day.created for day in report.trend):
        return Ran(told="nothing to tell of")
    return _to_managers(slot, lambda chart: sla_report(report, slot.desk, content_id=chart, now=slot.now))


def report_agents(slot: Slot) -> Ran:
    """The seven days before the slot's, with the agents' league table, to whoever runs the desk."""
    last = slot.at.astimezone(slot.zone).date() - _DAY
    summary = slot.tools.database.read(lambda conn: _summary(conn, slot, last))
    return _to_managers(slot, lambda chart: agent_summary(summary, slot.desk, content_id=chart))


def report_pending(slot: Slot) -> Ran:
    """Each agent is told of the own tickets whose customers wait, and of the team's that nobody looks after."""
    before = slot.now - _PATIENCE
    waiting = slot.tools.database.read(lambda conn: pending.pending(conn, slot.desk.tenant, before=before))
    mine, teams = _by_agent(waiting, slot.desk)
    told = [agent for agent in slot.desk.agents if agent.email in mine or agent.email in teams]
    mails = []
    for agent in told:
        page = pending_digest(mine.get(agent.email, ()), teams.get(agent.email, ()), slot.desk, slot.now)
        mails.append(_mail(slot, agent, lambda chart, page=page: page))  # type: ignore[misc]
    return Ran(told=f"{len(waiting)} waiting, {len(mails)} told", mails=tuple(mails))


def managers(slot: Slot) -> tuple[Agent | str, ...]:
    """Whom the job names, else the desk's leads and admins."""
    return slot.named or tuple(agent for agent in slot.desk.agents if agent.role in ("lead", "admin"))


def _promises(conn: Connection, slot: Slot, day: date) -> SlaReport:
    tenant = slot.desk.tenant
    return SlaReport(
        day=day,
        kept=promises.kept(conn, tenant, day_span(slot.zone, day)),
        standing=promises.standing(conn, tenant),
        worst=promises.worst(conn, tenant, most=_WORST),
        trend=hourly.trend(conn, tenant, slot.zone, day - (_TREND - 1) * _DAY, day),
    )


def _summary(conn: Connection, slot: Slot, last: date) -> AgentSummary:
    tenant, first = slot.desk.tenant, last - (_WEEK - 1) * _DAY
    span = days_span(slot.zone, first, last)
    return AgentSummary(
        first=first,
        last=last,
        agents=agents.agent_figures(conn, tenant, slot.desk.agents, span),
        contentment=agents.contentment(conn, tenant, span),
        trend=hourly.trend(conn, tenant, slot.zone, last - (_TREND - 1) * _DAY, last),
    )


def _by_agent(
    waiting: Sequence[Ticket], desk: Desk
) -> tuple[dict[str, tuple[Pending, ...]], dict[str, tuple[Pending, ...]]]:
    """By each agent's address the own tickets, and those of the team's that are nobody's."""
    mine: dict[str, tuple[Pending, ...]] = {}
    teams: dict[str, tuple[Pending, ...]] = {}
    for ticket in waiting:
        assigned = ticket.assigned_to is not None and desk.agent(ticket.assigned_to) is not None
        for agent in agents_to_tell(ticket, desk):
            whose = mine if assigned else teams
            whose[agent.email] = (*whose.get(agent.email, ()), _pending(ticket))
    return mine, teams


def _pending(ticket: Ticket) -> Pending:
    return Pending(
        ticket_id=ticket.id,
        number=ticket.number,
        subject=ticket.subject,
        customer=ticket.customer_name or ticket.customer_email,
        priority=ticket.priority.value,
        since=ticket.last_customer_message_at or ticket.created_at,
        due_at=ticket.sla_due_at,
    )


def _to_managers(slot: Slot, page: _Page) -> Ran:
    told = managers(slot)
    if not told:
        return Ran(told="nobody to tell: name somebody in `to`, or make an agent lead or admin")
    return Ran(told=f"{len(told)} told", mails=tuple(_mail(slot, each, page) for each in told))


def _mail(slot: Slot, recipient: Agent | str, page: _Page) -> OutboundMail:
    tools, queue = slot.tools, slot.desk.queues[0]
    post = QueuePost(tools=tools, desk=slot.desk, queue=queue, now=slot.now)
    message_id = tools.new_message_id()
    addressing = Addressing(
        message_id=message_id, loop_id=tools.loop_id, date=slot.now, public_url=tools.server.public_url
    )
    letter = post.letters.report(recipient, queue, page(f"chart.{message_id}"), addressing)
    return post.sealed(letter, cause=cause_of(slot), row=tools.rows(1)[0])
