"""Lives of tickets on calendars of any shape and zone, against a counter that looks at every minute of the month."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.rig.minutes import DAYS, MONTHS, Minutes, month, open_minutes, random_calendar

from mailgate.model.calendar import Calendar
from mailgate.model.desk import Desk
from mailgate.model.sla import CycleState, Metric, RetargetMode, SlaPolicy
from mailgate.model.ticket import Priority, Status
from mailgate.sla.explain import explain_cycle

RESOLUTION = Metric.RESOLUTION
SECOND, ZERO = timedelta(seconds=1), timedelta(0)
DAY = 86_400
STATUSES = (Status.WAITING_FOR_CUSTOMER, Status.WAITING_FOR_VENDOR, Status.IN_PROGRESS, Status.IN_PROGRESS)

Tell = Callable[..., Any]


class Counter:
    """The resolution clock of one ticket; all instants are seconds of the month."""

    def __init__(self, counted: list[int], start: int, goal: int) -> None:
        self.counted = counted
        self.goal = goal
        self.runs: list[tuple[int, int | None]] = [(start, None)]
        self.late_since: int | None = None

    def opened(self, at: int) -> int:
        """Open seconds of the month before that one."""
        minute, second = divmod(at, 60)
        is_open = self.counted[minute + 1] > self.counted[minute]
        return self.counted[minute] * 60 + (second if is_open else 0)

    def reached(self, opened: int) -> int | None:
        """The first second with so many open ones before it; None beyond the month."""
        minute = bisect_left(self.counted, -(-opened // 60))
        if minute >= len(self.counted):
            return None
        return 0 if not minute else (minute - 1) * 60 + opened - self.counted[minute - 1] * 60

    def ran(self, until: int) -> int:
        its = ((begin, until if end is None else min(end, until)) for begin, end in self.runs if begin < until)
        return sum(self.opened(end) - self.opened(begin) for begin, end in its)

    @property
    def stands(self) -> bool:
        return self.runs[-1][1] is not None

    def due(self, now: int) -> int | None:
        """When the goal is used up, as if the clock ran from now on."""
        left = self.goal
        for begin, end in (*self.runs, *(((now, None),) if self.stands else ())):
            if left == 0 and self.goal:
                return begin
            reached = self.reached(self.opened(begin) + left)
            if end is None or (reached is not None and reached <= end):
                return max(reached, begin) if reached is not None else None
            left -= self.opened(end) - self.opened(begin)
        raise AssertionError

    def notice(self, now: int) -> None:
        if self.late_since is None and not self.stands:
            due = self.due(now)
            self.late_since = due if due is not None and due < now else None

    def turn(self, now: int, status: Status) -> None:
        if status is Status.IN_PROGRESS and self.stands:
            self.runs.append((now, None))
        elif status is not Status.IN_PROGRESS and not self.stands:
            self.runs[-1] = (self.runs[-1][0], now)

    def aim(self, now: int, goal: int, mode: RetargetMode) -> None:
        if self.late_since is not None:
            return
        before, old = self.due(now), self.goal
        self.goal = goal + self.ran(now) if mode is RetargetMode.FROM_NOW else goal
        after = self.due(now)
        looser = after is None or (before is not None and after >= before)
        if mode is RetargetMode.TIGHTEN_ONLY and looser:
            self.goal = old


def _desk(dice: random.Random, desk: Desk, calendar: Calendar) -> tuple[Desk, dict[Priority, int], RetargetMode]:
    goals = {priority: dice.randrange(60, 4 * DAY) for priority in Priority}
    mode = dice.choice(list(RetargetMode))
    policy = SlaPolicy(
        key="any",
        targets={priority: {RESOLUTION: goal * SECOND} for priority, goal in goals.items()},
        calendar="random",
        retarget=mode,
    )
    return replace(desk, slas=(policy,), default_sla="any", calendars=(calendar,), queues=()), goals, mode


def live(dice: random.Random, tell: Tell, desk: Desk, minutes: Minutes, calendar: Calendar, counted: list[int]) -> bool:
    """One life; False when it leaves the month, of which alone the counter knows."""
    desk, goals, mode = _desk(dice, desk, calendar)
    start = dice.randrange(3 * DAY, 12 * DAY)
    at = minutes.start + start * SECOND
    priority = dice.choice(list(Priority))
    story = tell(desk, created_at=at, updated_at=at, priority=priority)
    counter = Counter(counted, start, goals[priority])
    for now in sorted(dice.sample(range(start + 1, 18 * DAY), dice.randrange(1, 9))):
        counter.notice(now)
        if dice.random() < 0.3:
            priority = dice.choice([each for each in Priority if each is not priority])
            counter.aim(now, goals[priority], mode)
            story.at((now - start) * SECOND, priority=priority)
        else:
            status = dice.choice(STATUSES)
            counter.turn(now, status)
            story.at((now - start) * SECOND, status=status)
        due = counter.late_since if counter.late_since is not None else counter.due(now)
        if due is None or due > (DAYS - 3) * DAY:
            return False
        expect(story.cycle(RESOLUTION), calendar, counter, minutes, now, due)
    end = now + dice.randrange(1, 6 * DAY)
    # Whoever resolves a ticket that stood finds out whether it was late by then.
    counter.turn(end, Status.IN_PROGRESS)
    counter.notice(end)
    stopped = story.at((end - start) * SECOND, status=Status.RESOLVED).cycle(RESOLUTION)
    late = counter.late_since is not None
    assert (stopped.state is CycleState.BREACHED) is late
    assert stopped.elapsed == counter.ran(end) * SECOND
    counted_in_all = explain_cycle(stopped, calendar, stopped.stopped_at).segments
    assert sum((segment.length for segment in counted_in_all), ZERO) == stopped.elapsed
    return True


def expect(cycle: Any, calendar: Calendar, counter: Counter, minutes: Minutes, now: int, due: int) -> None:
    instant: datetime = minutes.start + now * SECOND
    explained = explain_cycle(cycle, calendar, instant)
    counted = sum((segment.length for segment in explained.segments), ZERO)
    if counter.late_since is None and counter.stands:
        assert (cycle.state, cycle.due_at) == (CycleState.PAUSED, None)
        assert counted == explained.elapsed == counter.ran(now) * SECOND
    else:
        assert cycle.due_at == minutes.start + due * SECOND, (calendar, cycle)
        assert counted == cycle.goal == counter.goal * SECOND


def lives(tell: Tell, desk: Desk, *, seed: int, wanted: int) -> int:
    """Live so many lives that stay within their month, five on each calendar."""
    dice = random.Random(seed)
    whole = 0
    while whole < wanted:
        zone, first = dice.choice(MONTHS)
        minutes = month(zone, first)
        calendar = random_calendar(dice, zone, minutes.days)
        counted = open_minutes(minutes, calendar)
        whole += sum(live(dice, tell, desk, minutes, calendar, counted) for _ in range(5))
    return whole


def test_lives_on_any_calendar_agree_with_a_counter_of_minutes(tell: Tell, make_desk: Callable[..., Desk]) -> None:
    assert lives(tell, make_desk(), seed=4432, wanted=120) >= 120


@pytest.mark.prove
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(10))
def test_lives_on_any_calendar_agree_with_a_counter_of_minutes_in_full(
    tell: Tell, make_desk: Callable[..., Desk], part: int
) -> None:
    """100,000 in ten parts."""
    assert lives(tell, make_desk(), seed=3180 + part, wanted=10_000) >= 10_000
