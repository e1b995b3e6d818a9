"""A promise taken apart, line by line, for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mailgate.model.sla import CycleState, DeadlineState
from mailgate.sla.explain import Alarm, Explanation
from mailgate.sla.wording import duration, hours, instant


def account(promise: Explanation) -> Iterator[str]:
    """The sentence first, then what it rests on."""
    cycle = promise.cycle
    yield promise.sentence
    yield f"  no. {cycle.number}, {cycle.state.value}: {cycle.reason}; desk revision {cycle.revision}"
    counted = sum((segment.length for segment in promise.segments), start=promise.elapsed * 0)
    for segment in promise.segments:
        yield f"  counted  {_span(promise, segment.start, segment.end)}  {duration(segment.length)}"
    real = duration(promise.elapsed_wall)
    yield f"  in all   {duration(counted)} of {duration(cycle.goal)}; the clock ran for {real} of real time"
    for pause in promise.pauses:
        cause = pause.pause.cause.replace("_", " ")
        until = pause.pause.until
        span = _span(promise, pause.pause.since, until) if until else f"{_at(promise, pause.pause.since)} until now"
        yield f"  paused   {span}  {cause}; {duration(pause.counted)} of business time"
    for day in promise.exceptions:
        yield f"  special  {day.day}  {hours(day.windows)}"
    for change in promise.clock_changes:
        yield f"  clocks   {_at(promise, change.at)}  changed by {duration(change.by)}"
    for alarm in promise.alarms:
        yield f"  {alarm.trigger.value:8} {_at(promise, alarm.at)}  {_became(promise, alarm)}"


def _became(promise: Explanation, alarm: Alarm) -> str:
    """What became of a warning or breach, with what it is about and for whom."""
    said = alarm.state.value
    if alarm.state is DeadlineState.CANCELLED:
        said = "put off by the wait" if promise.cycle.state is CycleState.PAUSED else "not needed any more"
    more = (alarm.threshold, f"tells {', '.join(alarm.notify)}" if alarm.notify else "")
    return "; ".join(part for part in (said, *more) if part)


def _span(promise: Explanation, start: datetime, end: datetime) -> str:
    return f"{_at(promise, start)} to {_at(promise, end)}"


def _at(promise: Explanation, moment: datetime) -> str:
    return instant(moment, promise.timezone)
