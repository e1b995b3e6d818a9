"""The arithmetic of one cycle: a goal in business time that stands still in pauses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from mailgate.calendar.business_time import add, between
from mailgate.model.calendar import Calendar
from mailgate.model.sla import Cycle, Pause
from mailgate.model.ticket import Status

ZERO = timedelta(0)
#: Left at least after a reopening, in business time, so that no promise is born broken.
REOPEN_GRACE = timedelta(minutes=30)
#: Causes of the pauses that a reopening ended.
_ENDS = frozenset({Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.MERGED, Status.SPAM})


def due_of(cycle: Cycle, calendar: Calendar) -> datetime | None:
    """When the goal is used up, from the start and the pauses alone; None while a pause lasts that came before."""
    return _reached(calendar, cycle.started_at, cycle.pauses, cycle.goal, REOPEN_GRACE)


def instant_of(cycle: Cycle, calendar: Calendar, elapsed: timedelta) -> datetime | None:
    """The first instant by which the clock ran for ``elapsed``; never before the start or the last reopening."""
    return _reached(calendar, cycle.started_at, cycle.pauses, max(elapsed, ZERO), ZERO)


def ran(cycle: Cycle, calendar: Calendar, until: datetime) -> timedelta:
    """How much business time the clock ran from the start to ``until``, pauses left out."""
    return sum((between(calendar, start, end) for start, end in stretches(cycle, until)), ZERO)


def stretches(cycle: Cycle, until: datetime) -> tuple[tuple[datetime, datetime], ...]:
    """The wall-time intervals from the start to ``until`` in which the clock was not paused; empty ones left out."""
    starts = [cycle.started_at, *(pause.until or until for pause in cycle.pauses)]
    ends = [*(pause.since for pause in cycle.pauses), until]
    pairs = zip(starts, ends, strict=True)
    return tuple((start, min(end, until)) for start, end in pairs if start < min(end, until))


def _reached(
    calendar: Calendar, start: datetime, pauses: Sequence[Pause], amount: timedelta, grace: timedelta
) -> datetime | None:
    for pause in pauses:
        passed = between(calendar, start, pause.since)
        if pause.cause in _ENDS:
            amount = max(amount - passed, grace)
        elif passed >= amount:
            break
        else:
            amount -= passed
        if pause.until is None:
            return None
        start = pause.until
    return add(calendar, start, amount)
