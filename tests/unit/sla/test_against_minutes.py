"""Whole lives of tickets against a counter that looks at every minute."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.sla import CycleState, Metric
from mailgate.model.ticket import Priority, Status

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
GOALS = {Priority.CRITICAL: 240, Priority.URGENT: 480, Priority.HIGH: 1440}

Tell = Callable[..., Any]


def is_business(minute: int, policy: str) -> bool:
    instant = T0 + minute * MINUTE
    return policy != "office" or (instant.weekday() < 5 and 8 <= instant.hour < 18)


class Counter:
    """The resolution clock of one ticket, one minute after the other."""

    def __init__(self, policy: str) -> None:
        self.policy = policy
        self.minute = 0
        self.ran: list[int] = []
        self.goal = 0
        self.paused = False
        self.late_since: int | None = None

    def due(self) -> int | None:
        """The minute that used up the goal has ended; the ones still to come count as not paused."""
        if len(self.ran) >= self.goal:
            return self.ran[self.goal - 1] + 1
        left, minute = self.goal - len(self.ran), self.minute
        while left:
            left -= is_business(minute, self.policy)
            minute += 1
        return minute

    def run_to(self, minute: int) -> None:
        if not self.paused:
            self.ran += [at for at in range(self.minute, minute) if is_business(at, self.policy)]
        self.minute = minute

    def notice(self) -> None:
        due = self.due()
        if self.late_since is None and not self.paused and due is not None and due < self.minute:
            self.late_since = due


def live(dice: random.Random, tell: Tell) -> None:
    policy = dice.choice(["standard", "office"])
    priority = dice.choice(list(GOALS))
    story, counter = tell(sla_policy=policy, priority=priority), Counter(policy)
    counter.goal = GOALS[priority]
    for minute in sorted(dice.sample(range(1, 6_000), dice.randrange(1, 12))):
        counter.run_to(minute)
        counter.notice()
        if dice.random() < 0.3:
            priority = dice.choice(list(GOALS))
            story.at(minute * MINUTE, priority=priority)
            counter.goal = counter.goal if counter.late_since is not None else GOALS[priority]
        else:
            status = dice.choice([Status.WAITING_FOR_CUSTOMER, Status.WAITING_FOR_VENDOR, Status.IN_PROGRESS])
            story.at(minute * MINUTE, status=status)
            counter.paused = status is not Status.IN_PROGRESS
        cycle = story.cycle(Metric.RESOLUTION)
        if counter.late_since is not None:
            assert cycle.due_at == T0 + counter.late_since * MINUTE
        elif counter.paused:
            assert (cycle.state, cycle.due_at) == (CycleState.PAUSED, None)
        else:
            assert cycle.due_at == T0 + counter.due() * MINUTE
    end = minute + dice.randrange(1, 3_000)
    counter.run_to(end)
    counter.paused = False
    counter.notice()
    stopped = story.at(end * MINUTE, status=Status.RESOLVED).cycle(Metric.RESOLUTION)
    assert stopped.state is (CycleState.MET if counter.late_since is None else CycleState.BREACHED)


def test_lives_of_tickets_agree_with_a_minute_counter(tell: Tell) -> None:
    dice = random.Random(6902)
    for _ in range(150):
        live(dice, tell)


@pytest.mark.prove
def test_lives_of_tickets_agree_with_a_minute_counter_in_full(tell: Tell) -> None:
    dice = random.Random(22678)
    for _ in range(5_000):
        live(dice, tell)
