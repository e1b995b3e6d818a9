"""Why a promise falls due when it does: every counted window, every pause, and one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from mailgate.calendar.business_time import Segment, between, segments
from mailgate.calendar.days import windows_of
from mailgate.calendar.edges import shifts
from mailgate.model.calendar import ALWAYS, Calendar, Window
from mailgate.model.sla import Cycle, CycleState, Deadline, DeadlineState, Pause, Threshold, Trigger
from mailgate.sla.clock import REOPEN_GRACE, ZERO, ran, stretches
from mailgate.sla.turns import is_over
from mailgate.sla.wording import duration, instant, name, warned_at


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPause:
    """A pause with the business time that it took from the clock; zero for one at night."""

    pause: Pause
    counted: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOff:
    """A local day on which the calendar makes an exception of the week; no windows: it is closed."""

    day: date
    windows: tuple[Window, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChange:
    """An instant at which the clocks of the calendar's zone were changed, and by how much."""

    at: datetime
    by: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """When the scheduler warns, or notes the breach, and what became of that."""

    trigger: Trigger
    #: As it stands; of one that is cancelled: when it would have been.
    at: datetime
    state: DeadlineState
    #: What a warning is about: ``80% of the goal``, ``15 min before it is due``; empty for all else.
    threshold: str = ""
    #: Whom the policy names for it; empty: whom the escalation tells, else assignee or team.
    notify: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One cycle taken apart."""

    cycle: Cycle
    timezone: str
    #: What was counted from the start: until the stop, else until the due, or while paused until now. Ascending.
    segments: tuple[Segment, ...]
    pauses: tuple[CountedPause, ...]
    #: Exceptions of the week and changed clocks between start and due.
    exceptions: tuple[DayOff, ...]
    clock_changes: tuple[ClockChange, ...]
    alarms: tuple[Alarm, ...]
    #: Business time that the clock ran until now, or until the stop; and the real time of the same stretches.
    elapsed: timedelta
    elapsed_wall: timedelta
    #: Of the goal, negative when overdue.
    remaining: timedelta
    sentence: str


def explain_cycle(
    cycle: Cycle,
    calendar: Calendar,
    now: datetime,
    deadlines: Sequence[Deadline] = (),
    thresholds: Sequence[Threshold] = (),
) -> Explanation:
    """Take a cycle apart as it stands at ``now``, measured by ``calendar``, which must be the cycle's own.

    Args:
        deadlines: The ticket's, for the instants at which something is said.
        thresholds: Of the cycle's policy as it is now.
    """
    end = cycle.stopped_at or now
    until = cycle.stopped_at or cycle.due_at or now
    elapsed = ran(cycle, calendar, end)
    pauses = tuple(
        CountedPause(pause=pause, counted=between(calendar, pause.since, pause.until or end)) for pause in cycle.pauses
    )
    return Explanation(
        cycle=cycle,
        timezone=calendar.timezone,
        segments=tuple(
            segment for start, stop in stretches(cycle, until) for segment in segments(calendar, start, stop)
        ),
        pauses=pauses,
        exceptions=tuple(_exceptions(calendar, cycle.started_at, until)),
        clock_changes=tuple(_clock_changes(calendar, cycle.started_at, until)),
        alarms=tuple(_alarms(cycle, deadlines, thresholds)),
        elapsed=elapsed,
        elapsed_wall=ran(cycle, ALWAYS, end),
        remaining=_goal(cycle, calendar) - elapsed,
        sentence=_sentence(cycle, calendar, now, elapsed, sum((pause.counted for pause in pauses), ZERO)),
    )


def _goal(cycle: Cycle, calendar: Calendar) -> timedelta:
    # The grace of a reopening lets the clock run for longer than the goal.
    return cycle.goal if cycle.due_at is None else max(cycle.goal, ran(cycle, calendar, cycle.due_at))


def _exceptions(calendar: Calendar, start: datetime, until: datetime) -> Iterator[DayOff]:
    if calendar.always:
        return
    zone = ZoneInfo(calendar.timezone)
    first, last = start.astimezone(zone).date(), until.astimezone(zone).date()
    for count in range((last - first).days + 1):
        day = first + timedelta(days=count)
        closed = day in calendar.holidays or (day.month, day.day) in calendar.yearly_holidays
        if closed or day in calendar.special:
            yield DayOff(day=day, windows=windows_of(calendar, day))


def _clock_changes(calendar: Calendar, start: datetime, until: datetime) -> Iterator[ClockChange]:
    if not calendar.always:
        for at, by in shifts(ZoneInfo(calendar.timezone), start, until):
            yield ClockChange(at=at, by=by)


def _alarms(cycle: Cycle, deadlines: Sequence[Deadline], thresholds: Sequence[Threshold]) -> Iterator[Alarm]:
    its = (row for row in deadlines if row.cycle_id == cycle.id and _counts(row, cycle))
    for row in sorted(its, key=lambda row: (row.due_at, row.id)):
        alarm = Alarm(trigger=row.trigger, at=row.due_at, state=row.state)
        if row.trigger is Trigger.WARNING and row.step < len(thresholds):
            about = thresholds[row.step]
            alarm = replace(alarm, threshold=warned_at(thresholds, row.step, row.repeat), notify=about.notify)
        yield alarm


def _counts(row: Deadline, cycle: Cycle) -> bool:
    """Left out are the steps of escalation, and what was cancelled while the promise goes on: another policy or
    priority, or the breach, took its place, and it would have been at an instant that means nothing any more."""
    if row.trigger not in {Trigger.WARNING, Trigger.BREACH}:
        return False
    return row.state is not DeadlineState.CANCELLED or is_over(cycle) or cycle.state is CycleState.PAUSED


def _sentence(cycle: Cycle, calendar: Calendar, now: datetime, elapsed: timedelta, waited: timedelta) -> str:
    what, goal = name(cycle.metric), f"{duration(cycle.goal)} of calendar {calendar.key}"
    held = f", not counting {duration(waited)} on hold" if waited else ""
    since = f"{instant(cycle.started_at, calendar.timezone)}{held}"
    if cycle.state is CycleState.CANCELLED:
        return f"{what} is no longer owed."
    if cycle.state is CycleState.PAUSED:
        cause = cycle.pauses[-1].cause.replace("_", " ")
        return f"{what} is paused ({cause}): {duration(cycle.goal - elapsed)} left of {goal} since {since}."
    if cycle.stopped_at is not None:
        done = f"{instant(cycle.stopped_at, calendar.timezone)} after {duration(elapsed)}"
        return f"{what} was {cycle.state.value}: done {done}, {_due(cycle, calendar)}, {goal} since {since}."
    verb = "was" if cycle.due_at and cycle.due_at < now else "is"
    why = f"by then {goal} have passed since {since}"
    if _goal(cycle, calendar) > cycle.goal:
        why = f"its reopening left it {duration(REOPEN_GRACE)} of calendar {calendar.key}"
    return f"{what} {verb} {_due(cycle, calendar)} because {why}."


def _due(cycle: Cycle, calendar: Calendar) -> str:
    return f"due {instant(cycle.due_at, calendar.timezone)} ({calendar.timezone})" if cycle.due_at else "not due"
