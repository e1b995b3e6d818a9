"""Next response and periodic update: promises that begin and end many times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.desk import Desk
from mailgate.model.sla import CycleState, Metric
from mailgate.model.ticket import Priority, Status

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
NEXT, UPDATE = Metric.NEXT_RESPONSE, Metric.PERIODIC_UPDATE

Tell = Callable[..., Any]


@pytest.fixture
def four(make_desk: Callable[..., Desk]) -> Desk:
    """All four promises to medium tickets."""
    hours = {Metric.FIRST_RESPONSE: 4, NEXT: 2, UPDATE: 24, Metric.RESOLUTION: 48}
    return make_desk(targets={Priority.MEDIUM: {metric: goal * HOUR for metric, goal in hours.items()}})


def test_creation_begins_first_response_and_resolution_only(tell: Tell, four: Desk) -> None:
    assert {cycle.metric for cycle in tell(four).clockwork.cycles} == {Metric.FIRST_RESPONSE, Metric.RESOLUTION}


def test_next_response_is_not_armed_before_the_first(tell: Tell, four: Desk) -> None:
    # zammad#5177
    assert not tell(four).at(HOUR, last_customer_message_at=T0 + HOUR).has(NEXT)


def test_next_response_counts_from_the_oldest_unanswered_message(tell: Tell, four: Desk) -> None:
    story = tell(four).at(HOUR, human_reply=True)
    story.at(2 * HOUR, last_customer_message_at=T0 + 2 * HOUR).at(3 * HOUR, last_customer_message_at=T0 + 3 * HOUR)
    assert story.cycle(NEXT).due_at == T0 + 4 * HOUR
    assert not story.has(NEXT, 2)


def test_each_answered_message_is_a_cycle_of_its_own(tell: Tell, four: Desk) -> None:
    story = tell(four).at(HOUR, human_reply=True)
    story.at(2 * HOUR, last_customer_message_at=T0 + 2 * HOUR).at(3 * HOUR, human_reply=True)
    story.at(9 * HOUR, last_customer_message_at=T0 + 9 * HOUR).at(12 * HOUR, human_reply=True)
    assert (story.cycle(NEXT, 1).state, story.cycle(NEXT, 2).state) == (CycleState.MET, CycleState.BREACHED)


def test_next_response_stands_in_a_wait(tell: Tell, four: Desk) -> None:
    story = tell(four).at(HOUR, human_reply=True).at(2 * HOUR, last_customer_message_at=T0 + 2 * HOUR)
    story.at(3 * HOUR, status=Status.WAITING_FOR_VENDOR)
    assert story.cycle(NEXT).state is CycleState.PAUSED
    assert story.at(8 * HOUR, status=Status.IN_PROGRESS).cycle(NEXT).due_at == T0 + 9 * HOUR


def test_next_response_is_owed_no_longer_once_resolved(tell: Tell, four: Desk) -> None:
    story = tell(four).at(HOUR, human_reply=True).at(2 * HOUR, last_customer_message_at=T0 + 2 * HOUR)
    assert story.at(3 * HOUR, status=Status.RESOLVED).cycle(NEXT).state is CycleState.CANCELLED


def test_message_that_reopens_asks_for_an_answer(tell: Tell, four: Desk) -> None:
    story = tell(four).at(HOUR, human_reply=True, status=Status.RESOLVED)
    story.at(9 * HOUR, status=Status.WAITING_FOR_SUPPORT, last_customer_message_at=T0 + 9 * HOUR)
    assert story.cycle(NEXT).due_at == T0 + 11 * HOUR


def test_periodic_update_runs_from_reply_to_reply(tell: Tell, four: Desk) -> None:
    story = tell(four).at(HOUR, human_reply=True)
    assert story.cycle(UPDATE, 1).due_at == T0 + 25 * HOUR
    story.at(20 * HOUR, human_reply=True)
    assert (story.cycle(UPDATE, 1).state, story.cycle(UPDATE, 2).due_at) == (CycleState.MET, T0 + 44 * HOUR)


def test_periodic_update_ends_with_the_resolution(tell: Tell, four: Desk) -> None:
    story = tell(four).at(HOUR, human_reply=True).at(2 * HOUR, status=Status.RESOLVED)
    assert story.cycle(UPDATE).state is CycleState.MET
    assert not story.has(UPDATE, 2)
