"""What the customer waits in all, what the desk works, and what teams owe each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.desk import Desk
from mailgate.model.sla import CycleState, Metric
from mailgate.model.ticket import Priority, Status

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
WAIT, WORK, ASSIGN, TEAM = Metric.REQUESTER_WAIT, Metric.AGENT_WORK, Metric.OLA_ASSIGN, Metric.OLA_TEAM

Tell = Callable[..., Any]


@pytest.fixture
def inner(make_desk: Callable[..., Desk]) -> Desk:
    """Ten hours for each promise that is not about a single answer."""
    return make_desk(targets={Priority.MEDIUM: dict.fromkeys((WAIT, WORK, ASSIGN, TEAM), 10 * HOUR)})


def _with(desk: Desk, **changed: Any) -> Desk:
    standard, *others = desk.slas
    return replace(desk, slas=(replace(standard, **changed), *others))


def test_what_the_customer_waits_stands_only_while_we_wait_for_the_customer(tell: Tell, inner: Desk) -> None:
    story = tell(inner).at(HOUR, status=Status.WAITING_FOR_VENDOR).at(2 * HOUR, status=Status.WAITING_FOR_CUSTOMER)
    story.at(5 * HOUR, status=Status.IN_PROGRESS)
    assert story.cycle(WAIT).due_at == T0 + 13 * HOUR


def test_what_the_desk_works_stands_in_every_wait(tell: Tell, inner: Desk) -> None:
    story = tell(inner).at(HOUR, status=Status.WAITING_FOR_VENDOR).at(2 * HOUR, status=Status.WAITING_FOR_CUSTOMER)
    story.at(5 * HOUR, status=Status.IN_PROGRESS)
    assert story.cycle(WORK).due_at == T0 + 14 * HOUR


def test_total_times_end_with_the_resolution_and_go_on_after_a_reopening(tell: Tell, inner: Desk) -> None:
    restarting = _with(inner, reopen="restart")
    story = tell(restarting).at(4 * HOUR, status=Status.RESOLVED).at(9 * HOUR, status=Status.IN_PROGRESS)
    assert [(story.cycle(metric).state, story.cycle(metric, 2).due_at) for metric in (WAIT, WORK)] == [
        (CycleState.MET, T0 + 15 * HOUR),
        (CycleState.MET, T0 + 15 * HOUR),
    ]


def test_team_waits_for_an_agent_from_its_assignment_on(tell: Tell, inner: Desk) -> None:
    story = tell(inner)
    assert not story.has(ASSIGN)
    story.at(HOUR, assigned_team="front", status=Status.TRIAGED)
    assert story.cycle(ASSIGN).due_at == T0 + 11 * HOUR
    taken = story.at(2 * HOUR, assigned_to="ann@acme.test", status=Status.IN_PROGRESS).cycle(ASSIGN)
    assert (taken.state, taken.stopped_at) == (CycleState.MET, T0 + 2 * HOUR)


def test_ticket_that_is_created_with_a_team_owes_an_agent_at_once(tell: Tell, inner: Desk) -> None:
    assert tell(inner, assigned_team="front").cycle(ASSIGN).due_at == T0 + 10 * HOUR
    assert not tell(inner, assigned_team="front", assigned_to="ann@acme.test").has(ASSIGN)


def test_each_hand_over_is_an_agreement_of_its_own(tell: Tell, inner: Desk) -> None:
    story = tell(inner, assigned_team="front").at(3 * HOUR, assigned_team="second")
    assert (story.cycle(TEAM, 1).state, story.cycle(TEAM, 2).due_at) == (CycleState.MET, T0 + 13 * HOUR)
    assert (story.cycle(ASSIGN, 1).state, story.cycle(ASSIGN, 2).due_at) == (CycleState.CANCELLED, T0 + 13 * HOUR)


def test_ticket_that_is_given_back_to_its_team_owes_an_agent_again(tell: Tell, inner: Desk) -> None:
    story = tell(inner, assigned_team="front", assigned_to="ann@acme.test").at(3 * HOUR, assigned_to=None)
    assert story.cycle(ASSIGN).due_at == T0 + 13 * HOUR


def test_agreement_of_a_team_goes_on_while_the_vendor_is_waited_for(tell: Tell, inner: Desk) -> None:
    story = tell(inner, assigned_team="front").at(HOUR, status=Status.WAITING_FOR_VENDOR)
    assert story.cycle(TEAM).due_at == T0 + 10 * HOUR
    assert story.at(2 * HOUR, status=Status.WAITING_FOR_CUSTOMER).cycle(TEAM).state is CycleState.PAUSED


def test_agreement_of_a_team_is_kept_by_resolving(tell: Tell, inner: Desk) -> None:
    story = tell(inner, assigned_team="front").at(11 * HOUR, status=Status.RESOLVED)
    assert (story.cycle(TEAM).state, story.cycle(ASSIGN).state) == (CycleState.BREACHED, CycleState.BREACHED)


def test_first_response_stands_in_a_wait_only_where_the_policy_says_so(
    tell: Tell, make_desk: Callable[..., Desk]
) -> None:
    first = Metric.FIRST_RESPONSE
    assert tell().at(HOUR, status=Status.WAITING_FOR_VENDOR).cycle(first).state is CycleState.RUNNING
    pausing = make_desk(pausable=(first, Metric.PERIODIC_UPDATE))
    assert tell(pausing).at(HOUR, status=Status.WAITING_FOR_VENDOR).cycle(first).state is CycleState.PAUSED


def test_periodic_update_stands_in_a_wait_only_where_the_policy_says_so(
    tell: Tell, make_desk: Callable[..., Desk]
) -> None:
    update, goals = Metric.PERIODIC_UPDATE, {Priority.MEDIUM: {Metric.PERIODIC_UPDATE: 2 * HOUR}}
    waits: dict[str, Any] = {"human_reply": True, "status": Status.WAITING_FOR_CUSTOMER}
    assert tell(make_desk(targets=goals)).at(HOUR, **waits).cycle(update).state is CycleState.RUNNING
    pausing = make_desk(targets=goals, pausable=(update,))
    assert tell(pausing).at(HOUR, **waits).cycle(update).state is CycleState.PAUSED


def test_triage_answers_only_where_the_policy_says_so(tell: Tell, make_desk: Callable[..., Desk]) -> None:
    first = Metric.FIRST_RESPONSE
    assert tell().at(HOUR, status=Status.TRIAGED).cycle(first).state is CycleState.RUNNING
    answering = make_desk(triage_answers=True)
    assert tell(answering).at(HOUR, status=Status.TRIAGED).cycle(first).stopped_at == T0 + HOUR
    assert tell(answering, status=Status.TRIAGED).cycle(first).state is CycleState.MET


def test_time_that_the_clock_ran_is_kept_in_business_and_in_real_time(tell: Tell) -> None:
    # Monday 17:00 to Tuesday 11:00, of which 18:00 to 08:00 is closed and two hours were waited.
    story = tell(sla_policy="office").at(16 * HOUR, status=Status.WAITING_FOR_VENDOR)
    story.at(17 * HOUR, status=Status.IN_PROGRESS)
    cycle = story.at(18 * HOUR, status=Status.RESOLVED).cycle(Metric.RESOLUTION)
    assert (cycle.elapsed, cycle.elapsed_wall) == (3 * HOUR, 17 * HOUR)


def test_breach_that_is_noticed_late_is_dated_at_its_due(tell: Tell) -> None:
    broken = tell().at(9 * HOUR, human_reply=True).cycle(Metric.FIRST_RESPONSE)
    assert (broken.breached_at, broken.detected_at) == (T0 + 4 * HOUR, T0 + 9 * HOUR)


def test_clock_that_was_put_back_takes_nothing_back(tell: Tell) -> None:
    story = tell().at(10 * HOUR, status=Status.WAITING_FOR_VENDOR).at(-14 * HOUR, status=Status.IN_PROGRESS)
    cycle = story.cycle(Metric.RESOLUTION)
    assert (cycle.due_at, cycle.pauses[0].until) == (T0 + 48 * HOUR, T0 + 10 * HOUR)
