from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.desk import Desk
from mailgate.model.sla import CycleState, Metric, Pause, ReopenMode
from mailgate.model.ticket import Priority, Status

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
RESPONSE, RESOLUTION = Metric.FIRST_RESPONSE, Metric.RESOLUTION

Tell = Callable[..., Any]
MakeDesk = Callable[..., Desk]


def test_reopening_resumes_with_what_was_left(tell: Tell) -> None:
    story = tell().at(10 * HOUR, human_reply=True, status=Status.RESOLVED).at(40 * HOUR, status=Status.OPEN)
    again = story.cycle(RESOLUTION, 2)
    assert (again.state, again.started_at, again.due_at) == (CycleState.RUNNING, T0, T0 + 78 * HOUR)
    assert again.pauses == (Pause(since=T0 + 10 * HOUR, until=T0 + 40 * HOUR, cause="resolved"),)


def test_span_from_resolved_over_closed_to_reopened_is_one_pause(tell: Tell) -> None:
    story = tell().at(10 * HOUR, status=Status.RESOLVED).at(20 * HOUR, status=Status.CLOSED)
    again = story.at(40 * HOUR, status=Status.OPEN).cycle(RESOLUTION, 2)
    assert again.pauses == (Pause(since=T0 + 10 * HOUR, until=T0 + 40 * HOUR, cause="closed"),)


def test_met_stays_met_when_reopened(tell: Tell) -> None:
    story = tell().at(10 * HOUR, status=Status.RESOLVED)
    before = story.cycle(RESOLUTION)
    assert story.at(40 * HOUR, status=Status.OPEN).cycle(RESOLUTION, 1) == before
    assert before.state is CycleState.MET


@pytest.mark.parametrize("resolved_after", [47.75 * HOUR, 60 * HOUR])
def test_reopening_leaves_half_an_hour_at_least(tell: Tell, resolved_after: timedelta) -> None:
    story = tell().at(resolved_after, human_reply=True, status=Status.RESOLVED).at(90 * HOUR, status=Status.OPEN)
    again = story.cycle(RESOLUTION, 2)
    assert (again.state, again.due_at) == (CycleState.RUNNING, T0 + 90 * HOUR + 30 * MINUTE)


def test_grace_is_measured_in_business_time(tell: Tell) -> None:
    story = tell(sla_policy="office", priority=Priority.CRITICAL).at(16 * HOUR, status=Status.RESOLVED)
    story.at(24 * HOUR + 45 * MINUTE, status=Status.OPEN)
    # Two of four hours were used; the half day that is left ends on Wednesday.
    assert story.cycle(RESOLUTION, 2).due_at == datetime(2026, 11, 25, 9, 45, tzinfo=UTC)
    story.at(25 * HOUR, status=Status.RESOLVED)
    late = tell(sla_policy="office", priority=Priority.CRITICAL).at(22 * HOUR, status=Status.RESOLVED)
    late.at(24 * HOUR + 45 * MINUTE, status=Status.OPEN)
    assert late.cycle(RESOLUTION, 2).due_at == datetime(2026, 11, 25, 8, 15, tzinfo=UTC)


def test_grace_outlives_pauses_and_another_priority(tell: Tell) -> None:
    story = tell().at(60 * HOUR, human_reply=True, status=Status.RESOLVED).at(90 * HOUR, status=Status.OPEN)
    story.at(90 * HOUR + 10 * MINUTE, status=Status.WAITING_FOR_CUSTOMER).at(100 * HOUR, status=Status.IN_PROGRESS)
    assert story.cycle(RESOLUTION, 2).due_at == T0 + 100 * HOUR + 20 * MINUTE
    story.at(100 * HOUR + MINUTE, priority=Priority.CRITICAL)
    assert story.cycle(RESOLUTION, 2).due_at == T0 + 100 * HOUR + 20 * MINUTE


def test_restart_gives_the_whole_goal_again(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(reopen=ReopenMode.RESTART)).at(10 * HOUR, status=Status.RESOLVED)
    again = story.at(40 * HOUR, status=Status.OPEN).cycle(RESOLUTION, 2)
    assert (again.started_at, again.due_at, again.pauses) == (T0 + 40 * HOUR, T0 + 88 * HOUR, ())


def test_keep_counts_through(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(reopen=ReopenMode.KEEP)).at(10 * HOUR, status=Status.RESOLVED)
    again = story.at(40 * HOUR, status=Status.OPEN).cycle(RESOLUTION, 2)
    assert (again.started_at, again.due_at, again.pauses) == (T0, T0 + 48 * HOUR, ())


def test_reopened_into_a_wait_is_paused(tell: Tell) -> None:
    story = tell().at(10 * HOUR, status=Status.RESOLVED).at(40 * HOUR, status=Status.WAITING_FOR_CUSTOMER)
    again = story.cycle(RESOLUTION, 2)
    assert (again.state, again.due_at) == (CycleState.PAUSED, None)
    assert story.at(50 * HOUR, status=Status.IN_PROGRESS).cycle(RESOLUTION, 2).due_at == T0 + 88 * HOUR


def test_each_reopening_is_a_cycle_of_its_own(tell: Tell) -> None:
    story = tell()
    for number in range(1, 4):
        story.at(number * 10 * HOUR, status=Status.RESOLVED).at(number * 10 * HOUR + HOUR, status=Status.OPEN)
    assert [cycle.number for cycle in story.clockwork.cycles if cycle.metric is RESOLUTION] == [1, 2, 3, 4]
    assert story.cycle(RESOLUTION, 4).due_at == T0 + 51 * HOUR


def test_answered_ticket_owes_no_first_response_again(tell: Tell) -> None:
    story = tell().at(HOUR, human_reply=True, status=Status.RESOLVED).at(40 * HOUR, status=Status.OPEN)
    assert not story.has(RESPONSE, 2)


def test_ticket_never_answered_owes_its_first_response_after_reopening(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.CLOSED).at(40 * HOUR, status=Status.OPEN)
    assert story.cycle(RESPONSE, 1).state is CycleState.CANCELLED
    assert story.cycle(RESPONSE, 2).due_at == T0 + 43 * HOUR


def test_late_first_response_is_not_owed_again(tell: Tell) -> None:
    story = tell().at(5 * HOUR, status=Status.CLOSED).at(40 * HOUR, status=Status.OPEN)
    assert not story.has(RESPONSE, 2)


def test_ticket_released_from_spam_is_promised_from_then_on(tell: Tell) -> None:
    story = tell(status=Status.SPAM).at(40 * HOUR, status=Status.OPEN)
    assert (story.cycle(RESPONSE).due_at, story.cycle(RESOLUTION).due_at) == (T0 + 44 * HOUR, T0 + 88 * HOUR)


def test_ticket_put_into_spam_and_back_resumes(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.SPAM).at(40 * HOUR, status=Status.OPEN)
    assert (story.cycle(RESPONSE, 2).due_at, story.cycle(RESOLUTION, 2).due_at) == (T0 + 43 * HOUR, T0 + 87 * HOUR)


def test_reopening_by_a_reply_begins_the_next_resolution(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.RESOLVED).at(40 * HOUR, human_reply=True, status=Status.IN_PROGRESS)
    assert story.cycle(RESOLUTION, 2).state is CycleState.RUNNING
    assert not story.has(RESPONSE, 2)
