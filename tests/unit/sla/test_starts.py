from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.sla import CycleState, Metric
from mailgate.model.ticket import Status
from mailgate.sla.cycles import start_cycles
from mailgate.sla.starts import asked_at, owed_since, told_since, unanswered_since
from mailgate.sla.turns import breach

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RESPONSE, RESOLUTION = Metric.FIRST_RESPONSE, Metric.RESOLUTION

Tell = Callable[..., Any]


@pytest.mark.parametrize(
    ("sent", "asked"),
    [
        (-20 * MINUTE, -20 * MINUTE),
        (-HOUR, -HOUR),
        (0 * MINUTE, 0 * MINUTE),
        # Later than its receipt, and longer on its way than can be believed.
        (MINUTE, 0 * MINUTE),
        (-HOUR - MINUTE, 0 * MINUTE),
        (-9_000 * HOUR, 0 * MINUTE),
        (None, 0 * MINUTE),
    ],
)
def test_customer_asked_at_the_date_of_the_mail_but_not_later_than_its_receipt(
    sent: timedelta | None, asked: timedelta
) -> None:
    assert asked_at(None if sent is None else T0 + sent, T0) == T0 + asked


def test_first_response_is_owed_since_the_customer_asked_and_the_rest_since_the_creation(tell: Tell) -> None:
    story = tell()
    asked = T0 - 20 * MINUTE
    cycles = start_cycles(story.ticket, story.desk, ids=range(9), now=T0, asked=asked)
    assert {cycle.metric: (cycle.started_at - T0, cycle.due_at - T0) for cycle in cycles} == {
        RESPONSE: (-20 * MINUTE, 4 * HOUR - 20 * MINUTE),
        RESOLUTION: (0 * MINUTE, 48 * HOUR),
    }


def test_journal_tells_only_what_its_own_date_does_not() -> None:
    assert told_since(T0, T0) == told_since(None, T0) == {}
    assert told_since(T0 - HOUR, T0) == {"first_response_owed_since": "2026-11-23T16:00:00+00:00"}


def test_moved_start_moves_the_due_of_the_first_response_alone(tell: Tell) -> None:
    story = tell()
    moved = owed_since(story.clockwork.cycles, T0 - HOUR, story.desk, {}, T0 + HOUR)
    assert [cycle.due_at - T0 for cycle in moved] == [3 * HOUR, 48 * HOUR]
    assert unanswered_since(moved) == T0 - HOUR


@pytest.mark.parametrize("change", [{"human_reply": True}, {"status": Status.RESOLVED}])
def test_answered_or_given_up_response_is_owed_since_nothing(tell: Tell, change: dict[str, Any]) -> None:
    story = tell().at(HOUR, **change)
    assert unanswered_since(story.clockwork.cycles) is None
    assert owed_since(story.clockwork.cycles, T0 - HOUR, story.desk, {}, T0 + HOUR) == story.clockwork.cycles


def test_breach_stays_what_it_was(tell: Tell) -> None:
    story = tell()
    broken = tuple(breach(cycle, T0 + 5 * HOUR) for cycle in story.clockwork.cycles)
    assert owed_since(broken, T0 - HOUR, story.desk, {}, T0 + 5 * HOUR) == broken
    # One that nobody noticed yet is as good as broken.
    assert owed_since(story.clockwork.cycles, T0 - HOUR, story.desk, {}, T0 + 50 * HOUR) == story.clockwork.cycles


def test_paused_response_gets_its_due_when_it_goes_on(tell: Tell, make_desk: Callable[..., Any]) -> None:
    story = tell(make_desk(pausable=(RESPONSE,))).at(HOUR, status=Status.WAITING_FOR_CUSTOMER)
    moved = owed_since(story.clockwork.cycles, T0 - HOUR, story.desk, {}, T0 + HOUR)
    story.clockwork = replace(story.clockwork, cycles=moved)
    assert (story.cycle(RESPONSE).state, story.cycle(RESPONSE).due_at) == (CycleState.PAUSED, None)
    assert story.at(2 * HOUR, status=Status.OPEN).cycle(RESPONSE).due_at == T0 + 4 * HOUR
