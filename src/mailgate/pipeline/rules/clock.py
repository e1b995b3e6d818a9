"""Time rules: what is awaited after each change of a ticket, and what is done when the instant has come."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog

from mailgate.errors import Conflict
from mailgate.lifecycle.statuses import is_open
from mailgate.model.clockwork import Clockwork
from mailgate.model.event import Cause
from mailgate.model.plan import RuleTimes
from mailgate.model.recording import Recording
from mailgate.model.rule import TIME_EVENT
from mailgate.model.ticket import Ticket
from mailgate.pipeline.completing import complete
from mailgate.pipeline.rules.following import Happening, carried
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.record import record
from mailgate.store.rules import rule_dues, rule_marks, rule_plans
from mailgate.store.rules.rule_dues import RuleDue
from mailgate.store.tickets import tickets
from mailgate.triage.compile import CompiledRule
from mailgate.triage.instants import times
from mailgate.triage.occasion import Occasion

_LOG = structlog.get_logger()
_BATCH = 64
#: Tickets looked at in one write, when a desk has new time rules.
_PLANNED_AT_ONCE = 200


def fire_rules(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Carry out every time rule whose instant has come, each once; rules that a desk got new are awaited from now on.

    Raises:
        StoreUnavailable: The database is away; what did not commit is still due.
    """
    plan_all(tools, clock())
    total = 0
    while True:
        now = clock()
        waiting = tools.database.read(partial(rule_dues.due, now=now, limit=_BATCH))
        done = sum(_fire(tools, due, now) for due in waiting)
        total += done
        if not done:
            return total


def plan_all(tools: Tools, now: datetime) -> None:
    """Look at every ticket of a desk whose time rules changed: on open ones they are due as soon as they hold."""
    for tenant, desk in tools.desks.items():
        timed = tools.rules[tenant].timed
        digest = _digest(timed)
        state = tools.database.read(partial(rule_plans.state, tenant=tenant))
        if state.digest != digest:
            state = rule_plans.Planned(digest=digest, after_id=0, finished=not timed)
            tools.database.write(partial(rule_plans.begin, tenant=tenant, state=state, now=now))
        while not state.finished:
            state = tools.database.write(partial(_plan_some, tools=tools, tenant=tenant, state=state, now=now))
        del desk


def _plan_some(
    conn: Connection, tools: Tools, tenant: str, state: rule_plans.Planned, now: datetime
) -> rule_plans.Planned:
    ids = rule_plans.ids_after(conn, tenant, state.after_id, limit=_PLANNED_AT_ONCE)
    found = tickets.by_ids(conn, tenant, ids)
    clocks = clockworks.of_tickets(conn, ids)
    planned = [
        (tenant, ticket.id, awaited)
        for ticket in found.values()
        if is_open(ticket.status)
        for compiled in tools.rules[tenant].timed
        if (awaited := times(compiled, None, _occasion(tools, tenant, ticket, clocks[ticket.id], now))) is not None
    ]
    rule_dues.save(conn, planned, now=now)
    last = len(ids) < _PLANNED_AT_ONCE
    following = replace(state, after_id=ids[-1] if ids else state.after_id, finished=last)
    rule_plans.keep(conn, tenant, following)
    return following


def _digest(timed: Sequence[CompiledRule]) -> str:
    told = "\n".join(repr(each.rule) for each in timed)
    return hashlib.sha256(told.encode()).hexdigest() if timed else ""


def _fire(tools: Tools, due: RuleDue, now: datetime) -> bool:
    recording = tools.database.read(partial(_decided, tools=tools, due=due, now=now))
    try:
        tools.database.write(partial(_write, due=due, recording=recording, now=now))
    except Conflict as conflict:
        _LOG.info("rule.conflict", rule=due.rule, ticket=due.ticket_id, reason=str(conflict))
        return False
    return True


def _write(conn: Connection, due: RuleDue, recording: Recording | None, now: datetime) -> None:
    rule_dues.end(conn, due, state="cancelled" if recording is None else "fired", now=now)
    if recording is not None:
        record(conn, (recording,), now=now)


def _decided(conn: Connection, tools: Tools, due: RuleDue, now: datetime) -> Recording | None:
    """None where rule or ticket are gone, or the condition does not hold any more."""
    ticket = tickets.by_id(conn, due.tenant, due.ticket_id)
    rules = tools.rules.get(due.tenant)
    compiled = next((each for each in rules.timed if each.rule.name == due.rule), None) if rules else None
    if ticket is None or rules is None or compiled is None:
        return None
    clockwork = clockworks.of_ticket(conn, ticket.id)
    occasion = replace(
        _occasion(tools, due.tenant, ticket, clockwork, now), marks=rule_marks.of_tickets(conn, (ticket.id,))[ticket.id]
    )
    happening = Happening(
        tools=tools,
        desk=tools.desks[due.tenant],
        before=ticket,
        clockwork=clockwork,
        # The instant is part of it: what the rule has us send it sends once for each epoch.
        cause=Cause(kind="schedule", ref=f"rule:{ticket.id}:{due.rule}:{int(due.due_at.timestamp())}"),
        now=now,
    )
    recording = carried(conn, happening, occasion, only=due.rule)
    if recording is None:
        return None
    after = replace(occasion, ticket=recording.after or ticket, cycles=recording.clockwork.cycles)
    following = _later(compiled, after)
    (finished,) = complete(conn, tools, (recording,), now)
    rest = tuple(each for each in finished.rule_times if each.rule != due.rule)
    return replace(finished, rule_times=(*rest, following))


def _later(compiled: CompiledRule, occasion: Occasion) -> RuleTimes:
    """It fired; the next time is when the condition was false and is true again."""
    from mailgate.triage.instants import outlook

    again = outlook(compiled, occasion).becomes_true
    return RuleTimes(rule=compiled.rule.name, due=(again,) if again else (), keep_until=occasion.now)


def _occasion(tools: Tools, tenant: str, ticket: Ticket, clockwork: Clockwork, now: datetime) -> Occasion:
    return Occasion(
        events=(TIME_EVENT,),
        desk=tools.desks[tenant],
        ticket=ticket,
        before=None,
        now=now,
        channel="schedule",
        cycles=clockwork.cycles,
    )
