"""The instants at which the scheduler acts for the running cycles: warnings and breaches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.sla import Cycle, CycleState, Deadline, DeadlineState, Metric, Trigger
from mailgate.model.ticket import Ticket
from mailgate.sla.opening import latest_of
from mailgate.sla.policies import calendar_of
from mailgate.sla.thresholds import most_warnings, thresholds_of, warnings
from mailgate.sla.turns import is_over

#: What tells the deadlines of cycles apart: cycle, trigger, place of the threshold, how often it came before.
Key = tuple[int, Trigger, int, int]
#: What follows the promises; all else is escalation's.
_OURS = frozenset({Trigger.WARNING, Trigger.BREACH})


def ids_needed(cycles: int, desk: Desk) -> int:
    """How many row ids the deadlines of that many cycles can take at most."""
    return cycles * (1 + most_warnings(desk))


def deadlines(cycles: Sequence[Cycle], ticket: Ticket, desk: Desk, *, ids: Sequence[int]) -> tuple[Deadline, ...]:
    """One breach and the warnings for each running cycle, all pending, in the order of the cycles.

    A warning is never before the start of its cycle or its last reopening.

    Raises:
        ValueError: fewer ``ids`` than deadlines; ``ids_needed`` are always enough.
    """
    return reconcile(Clockwork(cycles=tuple(cycles)), ticket, desk, ids=ids)


def reconcile(
    clockwork: Clockwork, ticket: Ticket, desk: Desk, *, ids: Sequence[int], now: datetime | None = None
) -> tuple[Deadline, ...]:
    """The full set after cycles changed: the old ones in their order, kept, moved or cancelled, then the new ones.

    A deadline keeps its row for ever, so that what may fire once has one key: cancelled ones come back in their row,
    fired ones only when they moved later; with ``now``, a warning comes back only if it is still to come. What
    escalation waits for passes untouched.

    Args:
        clockwork: The new cycles, with all of the ticket's old deadlines in any state; one that is left out counts
            as never having been.

    Raises:
        ValueError: fewer ``ids`` than new deadlines.
    """
    old = clockwork.deadlines
    wanted = {key: due for cycle in clockwork.cycles for key, due in _instants(cycle, desk, clockwork.past)}
    known = {_key(deadline) for deadline in old if deadline.trigger in _OURS}
    new = [(key, due) for key, due in wanted.items() if key not in known]
    if len(new) > len(ids):
        raise ValueError(f"{len(new)} row ids are needed for deadlines, {len(ids)} were handed in")
    return (
        *(_reconciled(deadline, wanted, now) for deadline in old),
        *(_pending(row, ticket, key, due) for row, (key, due) in zip(ids, new, strict=False)),
    )


def sla_due_at(cycles: Sequence[Cycle]) -> datetime | None:
    """The due of the latest resolution cycle; None while it is paused, cancelled, or when there is none."""
    latest = latest_of(cycles, Metric.RESOLUTION)
    return None if latest is None or latest.state is CycleState.CANCELLED else latest.due_at


def next_due_at(cycles: Sequence[Cycle]) -> datetime | None:
    """The earliest due of all running cycles."""
    dues = (cycle.due_at for cycle in cycles if cycle.state is CycleState.RUNNING)
    return min(filter(None, dues), default=None)


def _reconciled(deadline: Deadline, wanted: dict[Key, datetime], now: datetime | None) -> Deadline:
    if deadline.trigger not in _OURS:
        return deadline
    due = wanted.get(_key(deadline))
    if due is None:
        pending = deadline.state is DeadlineState.PENDING
        return replace(deadline, state=DeadlineState.CANCELLED) if pending else deadline
    if deadline.state is DeadlineState.PENDING and due == deadline.due_at:
        return deadline
    is_past = now is not None and due <= now
    if deadline.state is DeadlineState.FIRED and (due <= deadline.due_at or is_past):
        return deadline
    if deadline.state is DeadlineState.CANCELLED and deadline.trigger is Trigger.WARNING and is_past:
        return deadline
    return replace(deadline, state=DeadlineState.PENDING, due_at=due)


def _instants(cycle: Cycle, desk: Desk, past: Mapping[int, Desk]) -> Iterator[tuple[Key, datetime]]:
    if cycle.due_at is None or is_over(cycle):
        return
    for place, repeat, instant in warnings(cycle, calendar_of(cycle, desk, past), thresholds_of(cycle, desk)):
        yield (cycle.id, Trigger.WARNING, place, repeat), instant
    if cycle.state is CycleState.RUNNING:
        yield (cycle.id, Trigger.BREACH, 0, 0), cycle.due_at


def _key(deadline: Deadline) -> Key:
    return deadline.cycle_id, deadline.trigger, deadline.step, deadline.repeat


def _pending(row: int, ticket: Ticket, key: Key, due: datetime) -> Deadline:
    cycle_id, trigger, place, repeat = key
    return Deadline(
        id=row,
        tenant=ticket.tenant,
        ticket_id=ticket.id,
        cycle_id=cycle_id,
        trigger=trigger,
        due_at=due,
        step=place,
        repeat=repeat,
    )
