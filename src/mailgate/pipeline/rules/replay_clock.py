"""Time rules while the past happens again: what each awaits after every change, and what it does at its instant."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mailgate.model.rule import TIME_EVENT
from mailgate.model.ticket import Ticket
from mailgate.pipeline.rules.replay_state import State
from mailgate.pipeline.rules.replay_views import Side
from mailgate.triage.compile import CompiledRule, whole_condition
from mailgate.triage.conditions import leaves
from mailgate.triage.instants import outlook, times
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage

#: What nobody keeps the history of in a form that a replay could read.
_UNKNOWN = ("sla.", "count.", "sla_due_at", "sla_breach", "escalation_level", "csat_score", "first_response_at")


def awaits(side: Side, state: State, before: Ticket | None, now: datetime) -> None:
    """Note when time rules are due from now on, as far as a change moves that; ``before`` is None for a new ticket."""
    if state.ticket is None:
        state.due.clear()
        return
    for compiled in _replayed(side):
        was = _occasion(side, before, now) if before is not None else None
        found = times(compiled, was, _occasion(side, state.ticket, now))
        if found is not None:
            kept = {at for at in state.due.get(found.rule, ()) if found.keep_until and at <= found.keep_until}
            state.due[found.rule] = kept | set(found.due)


def fire_before(side: Side, state: State, until: datetime) -> None:
    """Carry out every time rule whose instant lies before ``until``, each at its own instant."""
    while due := [(at, rule) for rule, ats in state.due.items() for at in ats if at < until]:
        at, rule = min(due)
        state.due[rule].discard(at)
        compiled = next(each for each in side.plain.timed if each.rule.name == rule)
        if state.ticket is not None:
            _fire(side, state, compiled, at)


def left_out(side: Side) -> Iterator[str]:
    """The time rules that are not replayed, each with the reason."""
    for compiled in side.plain.timed:
        unknown = _unknown(compiled)
        if unknown:
            yield f'the time rule "{compiled.rule.name}" reads {unknown}, which no journal keeps'


def _fire(side: Side, state: State, compiled: CompiledRule, at: datetime) -> None:
    before, name = state.ticket, compiled.rule.name
    assert before is not None
    occasion = _occasion(side, before, at, state)
    plan = triage(occasion, side.rules, only=name)
    if not any(trace.matched for trace in plan.trace):
        return
    state.took(plan, at, side)
    state.fired.append(f"{name} {at:%Y-%m-%d %H:%M}")
    awaits(side, state, before, at)
    again = outlook(compiled, _occasion(side, state.ticket or before, at)).becomes_true
    state.due[name] = {each for each in state.due.get(name, ()) if each <= at} | ({again} if again else set())


def _replayed(side: Side) -> Iterator[CompiledRule]:
    return (compiled for compiled in side.plain.timed if not _unknown(compiled))


def _unknown(compiled: CompiledRule) -> str:
    fields = (leaf.field for leaf in leaves(whole_condition(compiled.rule)))
    return ", ".join(dict.fromkeys(name for name in fields if name.startswith(_UNKNOWN)))


def _occasion(side: Side, ticket: Ticket, now: datetime, state: State | None = None) -> Occasion:
    return Occasion(
        events=(TIME_EVENT,),
        desk=side.desk,
        ticket=ticket,
        before=None,
        now=now,
        channel="schedule",
        marks=state.marks if state else {},
    )
