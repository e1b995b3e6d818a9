"""A deadline falls due: warn, note the breach, or take the next escalation step; each exactly once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cache

import structlog

from mailgate.errors import Conflict, StoreUnavailable
from mailgate.escalation.lapse import dropped
from mailgate.escalation.runs import IDS_NEEDED, cancelled_by_breach, run_begun, steps_of
from mailgate.model.clockwork import Clockwork
from mailgate.model.event import EventKind
from mailgate.model.recording import Recording
from mailgate.model.sla import Deadline, DeadlineState, Trigger
from mailgate.model.ticket import Ticket
from mailgate.notify.recipients import OnDuty
from mailgate.pipeline.completing import complete
from mailgate.pipeline.escalations.alarm import Alarm
from mailgate.pipeline.escalations.alarms import URGENT, description, trigger_mails
from mailgate.pipeline.escalations.fired import Fired
from mailgate.pipeline.escalations.late_alarms import told_together
from mailgate.pipeline.escalations.on_duty import on_duty
from mailgate.pipeline.escalations.stepping import begin_run, remind, resume, take_step, waits_for_yes
from mailgate.pipeline.outbound.mailing import own_ids
from mailgate.pipeline.tickets.settling import merged
from mailgate.pipeline.tools import Tools
from mailgate.sla.turns import breach
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.record import record
from mailgate.store.tickets import approvals, tickets

_LOG = structlog.get_logger()
#: Deadlines taken at once, at most one of a ticket, and committed together.
_BATCH = 128


def fire_due(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Fire everything that is due, earliest first, until nothing is.

    Returns:
        How many deadlines fired.

    Raises:
        StoreUnavailable: The database is away; what did not commit is still due.
    """
    total = 0
    late: set[str] = set()
    while True:
        now = clock()
        waiting = tools.database.read(lambda conn, now=now: clockworks.due(conn, now=now, limit=_BATCH))  # type: ignore[misc]
        if not waiting:
            return total
        # Two of one ticket would decide on the same snapshot.
        batch = list({deadline.ticket_id: deadline for deadline in reversed(waiting)}.values())
        fired = _fire(tools, batch, now, late) or sum(_fire(tools, [deadline], now, late) for deadline in batch)
        total += fired
        if not fired:
            return total


def _fire(tools: Tools, batch: Sequence[Deadline], now: datetime, late: set[str]) -> int:
    """Do them all or none: where one changed meanwhile, or cannot be done at all, all are still due.

    Args:
        late: Whoever was told of something late in this sweep; added to.

    Raises:
        StoreUnavailable: The database is away.
    """
    try:
        _decide_and_write(tools, batch, now, late)
    except Conflict as conflict:
        _LOG.info("deadline.conflict", deadlines=len(batch), reason=str(conflict))
        return 0
    except StoreUnavailable:
        raise
    except Exception:
        # One ticket that cannot be read must not keep on-call from hearing of all the others.
        _LOG.exception("deadline.failed", deadlines=[deadline.id for deadline in batch])
        return 0
    return len(batch)


def _decide_and_write(tools: Tools, batch: Sequence[Deadline], now: datetime, late: set[str]) -> None:
    """Decide on a snapshot, then write; Conflict where one changed meanwhile."""
    alarms = tools.database.read(lambda conn: _gathered(conn, tools, batch, now))
    decided = [(alarm, decide(alarm)) for alarm in alarms]
    planned = told_together([(alarm, _recording(alarm, fired)) for alarm, fired in decided], late)
    states = {alarm.deadline.id: fired.state for alarm, fired in decided}
    recordings = tools.database.read(lambda conn: complete(conn, tools, planned, now))
    tools.database.write(lambda conn: _write(conn, batch, states, recordings, now))


def decide(alarm: Alarm) -> Fired:
    """What one due deadline comes to."""
    return _DECISIONS[alarm.deadline.trigger](alarm)


def _warning(alarm: Alarm) -> Fired:
    """A warning that its breach has overtaken, or its next reminder, is noted and not told: that one is.

    A reminder, and a warning for people of its own, begins no escalation.
    """
    overtaken = _overtaken(alarm)
    run = () if overtaken or alarm.reminds or alarm.tells else _run(alarm)
    event = alarm.event(EventKind.SLA_WARNING, _promise(alarm))
    return Fired(
        state=DeadlineState.FIRED,
        ticket=alarm.ticket,
        clockwork=replace(alarm.clockwork, deadlines=merged(alarm.clockwork.deadlines, run)),
        events=(event,),
        mails=() if overtaken else trigger_mails(alarm, run),
    )


def _overtaken(alarm: Alarm) -> bool:
    deadline, cycle = alarm.deadline, alarm.cycle
    if alarm.reminds:
        return any(
            (row.cycle_id, row.trigger, row.state) == (deadline.cycle_id, Trigger.WARNING, DeadlineState.PENDING)
            and deadline.due_at < row.due_at <= alarm.now
            for row in alarm.clockwork.deadlines
        )
    return cycle is not None and cycle.due_at is not None and cycle.due_at < alarm.now


def _breach(alarm: Alarm) -> Fired:
    """A breach ends the run that the warning of the same cycle began."""
    run = _run(alarm)
    ended = cancelled_by_breach(alarm.clockwork.deadlines, alarm.deadline.cycle_id)
    lapses = dropped(alarm.clockwork.deadlines, alarm.deadline.cycle_id) if run else ()
    deadlines = merged(alarm.clockwork.deadlines, (*ended, *lapses, *run))
    broken = alarm.deadline.cycle_id
    cycles = tuple(breach(it, alarm.now) if it.id == broken else it for it in alarm.clockwork.cycles)
    event = alarm.event(EventKind.SLA_BREACHED, _promise(alarm))
    return Fired(
        state=DeadlineState.FIRED,
        ticket=replace(alarm.ticket, sla_breach=True, updated_at=alarm.now),
        clockwork=Clockwork(cycles=cycles, deadlines=deadlines),
        events=(event,),
        mails=trigger_mails(alarm, run),
    )


def _run(alarm: Alarm) -> tuple[Deadline, ...]:
    ids = alarm.tools.rows(IDS_NEEDED)
    known = alarm.clockwork.deadlines
    run = run_begun(alarm.deadline, alarm.ticket, alarm.desk, now=alarm.now)
    if run is None:
        return ()
    calendar = alarm.cycle.calendar if alarm.cycle else ""
    return steps_of(replace(run, sla_calendar=calendar), alarm.ticket, ids=ids, existing=known)


def _promise(alarm: Alarm) -> dict[str, object]:
    cycle = alarm.cycle
    if cycle is None:
        return {}
    due = cycle.due_at.isoformat() if cycle.due_at else None
    return {"metric": cycle.metric.value, "policy": cycle.policy, "due_at": due, "reason": cycle.reason}


def _gathered(conn: Connection, tools: Tools, batch: Sequence[Deadline], now: datetime) -> list[Alarm]:
    """What is known of each; nothing of one whose ticket or desk is gone."""
    its = {deadline.ticket_id: deadline.tenant for deadline in batch}
    found = {
        ticket.id: ticket
        for tenant in set(its.values())
        for ticket in tickets.by_ids(conn, tenant, [row for row, name in its.items() if name == tenant]).values()
    }
    works = clockworks.of_tickets(conn, its)
    # Asked once for all of a tenant's: of many promises that break at one instant every step would ask the same.
    duty = cache(lambda tenant: on_duty(conn, tools.desks[tenant], now))
    return [
        _gather(conn, tools, deadline, (found[deadline.ticket_id], works[deadline.ticket_id]), duty, now)
        for deadline in batch
        if deadline.ticket_id in found and deadline.tenant in tools.desks
    ]


def _gather(
    conn: Connection,
    tools: Tools,
    deadline: Deadline,
    its: tuple[Ticket, Clockwork],
    duty: Callable[[str], OnDuty],
    now: datetime,
) -> Alarm:
    (ticket, clockwork), desk = its, tools.desks[deadline.tenant]
    alarm = Alarm(deadline=deadline, ticket=ticket, clockwork=clockwork, desk=desk, tools=tools, now=now)
    if deadline.trigger is Trigger.WARNING and alarm.tells:
        watching = tickets.watchers(conn, (ticket.id,))[ticket.id] if "watchers" in alarm.tells else {}
        active = frozenset(email for email, state in watching.items() if state == "active")
        return replace(alarm, on_duty=on_duty(conn, desk, now), watching=active)
    if deadline.trigger is not Trigger.STEP:
        return alarm
    described = description(conn, ticket) if deadline.run == URGENT else ""
    asked = approvals.of_ticket(conn, desk.tenant, ticket.id) if waits_for_yes(alarm) else []
    return replace(alarm, on_duty=duty(desk.tenant), description=described, approvals=tuple(asked))


def _recording(alarm: Alarm, fired: Fired) -> Recording:
    return Recording(
        tenant=alarm.desk.tenant,
        revision=alarm.desk.revision,
        before=alarm.ticket,
        after=fired.ticket,
        references=own_ids(fired.mails),
        clockwork_before=alarm.clockwork,
        clockwork=fired.clockwork,
        events=fired.events,
        event_ids=tuple(alarm.tools.rows(len(fired.events))),
        mails=fired.mails,
        entries=fired.entries,
        watchers=fired.watchers,
        approvals=fired.approvals,
        runs=fired.runs,
        links=fired.links,
    )


_DECISIONS: dict[Trigger, Callable[[Alarm], Fired]] = {
    Trigger.WARNING: _warning,
    Trigger.BREACH: _breach,
    Trigger.BEGIN: begin_run,
    Trigger.STEP: take_step,
    Trigger.REMIND: remind,
    Trigger.RESUME: resume,
}


def _write(
    conn: Connection,
    batch: Sequence[Deadline],
    states: Mapping[int, DeadlineState],
    recordings: Sequence[Recording],
    now: datetime,
) -> None:
    # What is still pending was moved: its row is written with the clockwork.
    for state in (DeadlineState.FIRED, DeadlineState.CANCELLED):
        its = [row.id for row in batch if states.get(row.id, DeadlineState.CANCELLED) is state]
        clockworks.fire_all(conn, its, now=now, state=state)
    record(conn, recordings, now=now)
