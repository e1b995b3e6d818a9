"""An absence begins: what its agent works on is kept, goes back to the team, or goes to the delegate; each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from mailgate.errors import Conflict
from mailgate.model.desk import Absence, Agent, Desk, TicketsOfAbsent
from mailgate.model.event import Cause
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.outbound.notices import tell_lead, tell_of_handover
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.people import absences
from mailgate.store.people.team_work import TeamWork
from mailgate.store.tickets import tickets
from mailgate.triage.strategies import MANUAL

_LOG = structlog.get_logger()


def begin_absences(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Look after the tickets of everybody who is away since now; the answer is how many absences began.

    Raises:
        StoreUnavailable: The database is away; what was not looked after is looked after later.
    """
    now = clock()
    away = [
        (desk, agent, absence)
        for desk in tools.desks.values()
        for agent in desk.agents
        if (absence := agent.absent(now)) is not None
    ]
    if not away:
        return 0
    known = tools.database.read(lambda conn: absences.begun(conn, {agent.email for _, agent, _ in away}))
    new = [each for each in away if (each[0].tenant, each[1].email, each[2].since) not in known]
    return sum(_begin(tools, *each, now) for each in new)


def _begin(tools: Tools, desk: Desk, agent: Agent, absence: Absence, now: datetime) -> bool:
    """False where others changed a ticket again and again: the next look goes on."""
    key = (desk.tenant, agent.email, absence.since)
    for ticket in tools.database.read(partial(absences.work_of, tenant=desk.tenant, agent=agent.email)):
        if not _moves(ticket, absence):
            continue
        try:
            moved = partial(_moved, tools=tools, desk=desk, key=(ticket.id, agent.email), now=now)
            decide_and_record(tools, moved, now=now)
        except Conflict as conflict:
            _LOG.info("absence.conflict", ticket=ticket.number, reason=str(conflict))
            return False
    tools.database.write(lambda conn: absences.note(conn, key, now))
    return True


def _moves(ticket: Ticket, absence: Absence) -> bool:
    if absence.tickets is TicketsOfAbsent.REASSIGN_UNANSWERED:
        asked, answered = ticket.last_customer_message_at, ticket.last_agent_message_at
        return asked is not None and (answered is None or asked > answered)
    return absence.tickets is not TicketsOfAbsent.KEEP


def _moved(conn: Connection, tools: Tools, desk: Desk, key: tuple[int, str], now: datetime) -> Recording:
    """Nothing where a person was faster."""
    ticket = tickets.by_id(conn, desk.tenant, key[0])
    if ticket is None or ticket.assigned_to != key[1]:
        return Recording(tenant=desk.tenant, revision=0)
    cause = Cause(kind="absence", ref=key[1])
    delegate, team = _stands_in(desk, key[1], now), desk.team(ticket.assigned_team or "")
    moment = Moment(
        desk=desk,
        now=now,
        actor="system",
        ids=tools.rows(rows_for_clock(desk)),
        cause=cause,
        work=TeamWork(conn),
        strategy=team.assign if team is not None and team.assign != MANUAL else "",
    )
    clockwork = clockworks.of_ticket(conn, ticket.id)
    settled = settle(ticket, (Change(field="assigned_to", value=delegate, cause=cause),), clockwork, moment)
    queue = desk.queue(ticket.queue) or desk.queues[0]
    post = Post(tools=tools, desk=desk, queue=queue, ticket=settled.ticket, now=now)
    told_as = f"absence:{ticket.id}:{tools.rows(1)[0]}"
    mails = (*tell_of_handover(post, cause=told_as), *tell_lead(post, settled, cause=told_as))
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=ticket,
        after=settled.ticket,
        references=own_ids(mails),
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        turns=settled.turns,
        events=settled.events,
        event_ids=tuple(tools.rows(len(settled.events))),
        mails=mails,
    )


def _stands_in(desk: Desk, email: str, now: datetime) -> str | None:
    """The delegate, or the delegate's own where that one is away too; None: the team is to find somebody."""
    seen: set[str] = set()
    while email not in seen:
        seen.add(email)
        agent = desk.agent(email)
        absence = agent.absent(now) if agent else None
        if absence is None:
            return email
        if absence.tickets is not TicketsOfAbsent.DELEGATE:
            return None
        email = absence.delegate
    return None
