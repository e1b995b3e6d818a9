"""What can happen to one cycle: pause, resumption, stop, cancellation, breach, another goal."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.model.calendar import ALWAYS, Calendar
from mailgate.model.sla import Cycle, CycleState, Pause, RetargetMode
from mailgate.sla.clock import due_of, ran
from mailgate.sla.policies import Target
from mailgate.sla.wording import promise


def is_over(cycle: Cycle) -> bool:
    """True when nothing can happen to it any more; a breached cycle goes on until it is stopped."""
    return cycle.stopped_at is not None or cycle.state in {CycleState.MET, CycleState.CANCELLED}


def is_late(cycle: Cycle, now: datetime) -> bool:
    """True when it is overdue and nobody noticed yet. On time is up to and with ``due_at``."""
    return cycle.state is CycleState.RUNNING and cycle.due_at is not None and cycle.due_at < now


def breach(cycle: Cycle, now: datetime) -> Cycle:
    """Broken at its due, whenever that was noticed; it goes on, for the figures, until it is stopped."""
    return replace(cycle, state=CycleState.BREACHED, breached_at=cycle.due_at, detected_at=now)


def paused(cycle: Cycle, now: datetime, cause: str) -> Cycle:
    """Let the clock stand; one that stands already does so for its first cause.

    A cycle that is late stays due, so that its breach is still found; its pause is noted for the figures.
    """
    if is_standing(cycle):
        return cycle
    noted = replace(cycle, pauses=(*cycle.pauses, Pause(since=_after_all(cycle, now), cause=cause)))
    if cycle.state is CycleState.RUNNING and not is_late(cycle, now):
        return replace(noted, state=CycleState.PAUSED, due_at=None)
    return noted


def resumed(cycle: Cycle, calendar: Calendar, now: datetime) -> Cycle:
    """Let the clock go on; the due moves by the pause as the calendar measures it."""
    if not is_standing(cycle):
        return cycle
    last = replace(cycle.pauses[-1], until=_after_all(cycle, now))
    ended = replace(cycle, pauses=(*cycle.pauses[:-1], last))
    if cycle.state is not CycleState.PAUSED:
        return ended
    return replace(ended, state=CycleState.RUNNING, due_at=due_of(ended, calendar))


def stopped(cycle: Cycle, calendar: Calendar, now: datetime) -> Cycle:
    """What was promised has been done: met when ``now <= due_at``, breached after; never un-breached."""
    ended = _ended(cycle, calendar, now)
    if ended.state is CycleState.BREACHED:
        return ended
    return breach(ended, now) if is_late(ended, now) else replace(ended, state=CycleState.MET)


def given_up(cycle: Cycle, calendar: Calendar, now: datetime) -> Cycle:
    """Nothing is owed any more though nothing was done: cancelled, or breached when it was late already."""
    ended = stopped(cycle, calendar, now)
    return ended if ended.state is CycleState.BREACHED else replace(ended, state=CycleState.CANCELLED)


def cancelled(cycle: Cycle, calendar: Calendar, now: datetime) -> Cycle:
    """The ticket is void: left out of all figures, save for a breach that was recorded before."""
    ended = _ended(cycle, calendar, now)
    return ended if ended.state is CycleState.BREACHED else replace(ended, state=CycleState.CANCELLED)


def retargeted(cycle: Cycle, calendar: Calendar, target: Target, now: datetime) -> Cycle:
    """Measure by another goal from the same start and with the same pauses, as the new policy's mode says.

    A breach, recorded or about to be, stays what it was under the old goal.

    Args:
        calendar: The cycle's own until now; ``target`` has the new one.
    """
    if cycle.state is CycleState.BREACHED or is_late(cycle, now):
        return cycle
    mode = target.policy.retarget
    fresh = replace(
        cycle,
        goal=target.goal + ran(cycle, target.calendar, now) if mode is RetargetMode.FROM_NOW else target.goal,
        policy=target.policy.key,
        calendar=target.calendar_key,
        revision=target.revision,
        reason=promise(target),
    )
    if cycle.state is CycleState.RUNNING:
        fresh = replace(fresh, due_at=due_of(fresh, target.calendar))
    if mode is RetargetMode.TIGHTEN_ONLY and not _is_tighter(fresh, target.calendar, cycle, calendar, now):
        return cycle
    return fresh


def _is_tighter(fresh: Cycle, fresh_calendar: Calendar, cycle: Cycle, calendar: Calendar, now: datetime) -> bool:
    after = resumed(fresh, fresh_calendar, now).due_at
    before = resumed(cycle, calendar, now).due_at
    return after is not None and before is not None and after < before


def is_standing(cycle: Cycle) -> bool:
    """True when its last pause still lasts."""
    return bool(cycle.pauses) and cycle.pauses[-1].until is None


def _ended(cycle: Cycle, calendar: Calendar, now: datetime) -> Cycle:
    """Stopped, with the time that the clock ran as the calendar and as the wall clock measure it."""
    ended = replace(resumed(cycle, calendar, now), stopped_at=now)
    return replace(ended, elapsed=ran(ended, calendar, now), elapsed_wall=ran(ended, ALWAYS, now))


def _after_all(cycle: Cycle, now: datetime) -> datetime:
    """Now, or the last thing that happened to the cycle: a clock that was put back takes nothing back."""
    last = cycle.pauses[-1] if cycle.pauses else None
    return max(now, cycle.started_at if last is None else last.until or last.since)
