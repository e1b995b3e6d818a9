"""When a promise is warned of: before its due, and after it while it is still not kept."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from mailgate.model.calendar import Calendar
from mailgate.model.desk import Desk
from mailgate.model.sla import DEFAULT_WARN, Cycle, CycleState, Deadline, Threshold, Trigger
from mailgate.sla.clock import ZERO, instant_of, ran

#: Place of a threshold in its policy's list, how often it came before, and when it comes.
Warned = tuple[int, int, datetime]


def thresholds_of(cycle: Cycle, desk: Desk) -> tuple[Threshold, ...]:
    """Those of its policy as the desk has it now: when to warn is no promise, and an edited list holds at once."""
    policy = desk.sla(cycle.policy)
    return policy.warn if policy else DEFAULT_WARN


def threshold_of(deadline: Deadline, cycle: Cycle | None, desk: Desk) -> Threshold | None:
    """What a warning is about; None for any other deadline, and where the list has grown shorter since."""
    if cycle is None or deadline.trigger is not Trigger.WARNING:
        return None
    known = thresholds_of(cycle, desk)
    return known[deadline.step] if deadline.step < len(known) else None


def most_warnings(desk: Desk) -> int:
    """How many warnings one cycle can have at most."""
    return max((sum(1 + each.repeat for each in policy.warn) for policy in desk.slas), default=0)


def warnings(cycle: Cycle, calendar: Calendar, thresholds: tuple[Threshold, ...]) -> Iterator[Warned]:
    """All that come while the cycle goes on as it is, in the order of the thresholds.

    Of two for the same people at one instant the first counts, and none is given at the due itself, which is the
    breach; the default pair gives one, at the earlier instant. What is broken is only reminded of.
    """
    if thresholds == DEFAULT_WARN:
        instants = (_instant(cycle, calendar, threshold, 0) for threshold in thresholds)
        first = min(filter(None, instants), default=None)
        if first is not None and _comes(cycle, first):
            yield 0, 0, first
        return
    seen: set[tuple[datetime, tuple[str, ...]]] = set()
    for place, threshold in enumerate(thresholds):
        if threshold.metrics and cycle.metric not in threshold.metrics:
            continue
        for repeat in range(1 + threshold.repeat):
            instant = _instant(cycle, calendar, threshold, repeat)
            if instant is None or not _comes(cycle, instant) or (instant, threshold.notify) in seen:
                continue
            seen.add((instant, threshold.notify))
            yield place, repeat, instant


def is_reminder(deadline: Deadline, cycle: Cycle | None) -> bool:
    """True for a warning that comes after its promise was due."""
    warns = deadline.trigger is Trigger.WARNING
    return warns and cycle is not None and cycle.due_at is not None and deadline.due_at > cycle.due_at


def _comes(cycle: Cycle, instant: datetime) -> bool:
    assert cycle.due_at is not None
    return instant > cycle.due_at or (instant < cycle.due_at and cycle.state is CycleState.RUNNING)


def _instant(cycle: Cycle, calendar: Calendar, threshold: Threshold, repeat: int) -> datetime | None:
    if threshold.share is not None:
        return instant_of(cycle, calendar, cycle.goal * threshold.share)
    if cycle.due_at is None:
        return None
    later = repeat * (threshold.every or ZERO)
    if not threshold.calendar_aware:
        start = instant_of(cycle, calendar, ZERO) or cycle.started_at
        return max(cycle.due_at - (threshold.before or ZERO) + (threshold.after or ZERO) + later, start)
    # Counted in business time from the due, which a reopening's grace may have put beyond the goal.
    owed = ran(cycle, calendar, cycle.due_at)
    if threshold.before is not None:
        return instant_of(cycle, calendar, owed - threshold.before)
    assert threshold.after is not None
    return instant_of(cycle, calendar, owed + threshold.after + later)
