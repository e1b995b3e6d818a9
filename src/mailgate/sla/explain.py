"""Why a promise falls due when it does: every counted window, every pause, and one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from mailgate.calendar.business_time import Segment, between, segments
from mailgate.model.calendar import Calendar
from mailgate.model.sla import Cycle, CycleState, Pause
from mailgate.sla.clock import REOPEN_GRACE, ZERO, ran, stretches
from mailgate.sla.wording import duration, instant, name


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedPause:
    """A pause with the business time that it took from the clock; zero for one at night."""

    pause: Pause
    counted: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One cycle taken apart."""

    cycle: Cycle
    #: What was counted from the start: until the stop, else until the due, or while paused until now. Ascending.
    segments: tuple[Segment, ...]
    pauses: tuple[CountedPause, ...]
    #: Days between start and due on which the calendar made an exception of the week.
    exceptions: tuple[date, ...]
    #: Business time that the clock ran until now, or until the stop.
    elapsed: timedelta
    #: Of the goal, negative when overdue.
    remaining: timedelta
    sentence: str


def explain_cycle(cycle: Cycle, calendar: Calendar, now: datetime) -> Explanation:
    """Take a cycle apart as it stands at ``now``, measured by ``calendar``, which must be the cycle's own."""
    end = cycle.stopped_at or now
    until = cycle.stopped_at or cycle.due_at or now
    elapsed = ran(cycle, calendar, end)
    pauses = tuple(
        CountedPause(pause=pause, counted=between(calendar, pause.since, pause.until or end)) for pause in cycle.pauses
    )
    return Explanation(
        cycle=cycle,
        segments=tuple(
            segment for start, stop in stretches(cycle, until) for segment in segments(calendar, start, stop)
        ),
        pauses=pauses,
        exceptions=_exceptions(calendar, cycle.started_at, until),
        elapsed=elapsed,
        remaining=_goal(cycle, calendar) - elapsed,
        sentence=_sentence(cycle, calendar, now, elapsed, sum((pause.counted for pause in pauses), ZERO)),
    )


def _goal(cycle: Cycle, calendar: Calendar) -> timedelta:
    # The grace of a reopening lets the clock run for longer than the goal.
    return cycle.goal if cycle.due_at is None else max(cycle.goal, ran(cycle, calendar, cycle.due_at))


def _exceptions(calendar: Calendar, start: datetime, until: datetime) -> tuple[date, ...]:
    if calendar.always:
        return ()
    first, last = start.date(), until.date()
    days = (first + timedelta(days=count) for count in range((last - first).days + 1))
    return tuple(
        day
        for day in days
        if day in calendar.special or day in calendar.holidays or (day.month, day.day) in calendar.yearly_holidays
    )


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
