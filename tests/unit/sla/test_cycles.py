from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.sla import CycleState, Metric, Pause, RetargetMode, Trigger
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.sla.cycles import advance, breach, ids_needed, start_cycles

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
RESPONSE, NEXT, UPDATE, RESOLUTION = (
    Metric.FIRST_RESPONSE,
    Metric.NEXT_RESPONSE,
    Metric.PERIODIC_UPDATE,
    Metric.RESOLUTION,
)

Tell = Callable[..., Any]
MakeDesk = Callable[..., Desk]
MakeTicket = Callable[..., Ticket]


@pytest.mark.parametrize(
    ("priority", "response", "resolution"),
    [
        (Priority.CRITICAL, HOUR / 2, 4 * HOUR),
        (Priority.URGENT, HOUR, 8 * HOUR),
        (Priority.HIGH, 2 * HOUR, 24 * HOUR),
        (Priority.MEDIUM, 4 * HOUR, 48 * HOUR),
        (Priority.LOW, 8 * HOUR, 96 * HOUR),
    ],
)
def test_standard_preset_promises_response_and_resolution_around_the_clock(
    tell: Tell, priority: Priority, response: timedelta, resolution: timedelta
) -> None:
    story = tell(priority=priority)
    assert story.cycle(RESPONSE).due_at == T0 + response
    assert story.cycle(RESOLUTION).due_at == T0 + resolution
    assert {cycle.state for cycle in story.clockwork.cycles} == {CycleState.RUNNING}


def test_office_hours_move_the_due_to_the_next_day(tell: Tell) -> None:
    assert tell(sla_policy="office").cycle(RESPONSE).due_at == datetime(2026, 11, 24, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changed", "policy"),
    [
        ({}, "standard"),
        ({"queue": "vip"}, "enterprise"),
        ({"queue": "vip", "sla_policy": "office"}, "office"),
        ({"queue": "unknown"}, "standard"),
    ],
)
def test_policy_is_the_tickets_else_the_queues_else_the_desks(tell: Tell, changed: dict[str, str], policy: str) -> None:
    assert {cycle.policy for cycle in tell(**changed).clockwork.cycles} == {policy}


def test_ticket_under_a_policy_that_is_gone_has_no_promise(tell: Tell) -> None:
    assert tell(sla_policy="gone").clockwork == Clockwork()


def test_cycles_count_from_the_creation_however_late_they_are_made(
    make_ticket: MakeTicket, make_desk: MakeDesk
) -> None:
    cycles = start_cycles(make_ticket(), make_desk(), ids=(1, 2), now=T0 + HOUR)
    assert {cycle.started_at for cycle in cycles} == {T0}


def test_creation_in_the_future_counts_from_now(make_ticket: MakeTicket, make_desk: MakeDesk) -> None:
    cycles = start_cycles(make_ticket(created_at=T0 + HOUR), make_desk(), ids=(1, 2), now=T0)
    assert {cycle.started_at for cycle in cycles} == {T0}


@pytest.mark.parametrize("status", [Status.WAITING_FOR_CUSTOMER, Status.WAITING_FOR_VENDOR])
def test_ticket_created_waiting_starts_paused(tell: Tell, status: Status) -> None:
    # alga-psa#3091
    story = tell(status=status)
    resolution = story.cycle(RESOLUTION)
    assert (resolution.state, resolution.due_at) == (CycleState.PAUSED, None)
    assert resolution.pauses == (Pause(since=T0, cause=status.value),)
    assert story.cycle(RESPONSE).state is CycleState.RUNNING


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_ticket_created_done_starts_stopped(tell: Tell, status: Status) -> None:
    story = tell(status=status)
    assert story.cycle(RESOLUTION).state is CycleState.MET
    assert story.cycle(RESPONSE).state is CycleState.CANCELLED
    assert story.clockwork.deadlines == ()


@pytest.mark.parametrize("status", [Status.SPAM, Status.MERGED, Status.CANCELLED])
def test_void_ticket_has_no_cycles(tell: Tell, status: Status) -> None:
    assert tell(status=status).clockwork.cycles == ()


@pytest.mark.parametrize(
    ("after", "state"), [(4 * HOUR, CycleState.MET), (4 * HOUR + TICK, CycleState.BREACHED), (TICK, CycleState.MET)]
)
def test_first_reply_is_on_time_up_to_and_with_the_due(tell: Tell, after: timedelta, state: CycleState) -> None:
    response = tell().at(after, human_reply=True).cycle(RESPONSE)
    assert (response.state, response.stopped_at) == (state, T0 + after)


def test_breach_found_at_the_stop_happened_at_the_due(tell: Tell) -> None:
    assert tell().at(9 * HOUR, human_reply=True).cycle(RESPONSE).breached_at == T0 + 4 * HOUR


def test_what_is_no_human_reply_stops_nothing(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.IN_PROGRESS, assigned_to="ann@acme.test", last_agent_message_at=T0 + HOUR)
    assert {cycle.state for cycle in story.clockwork.cycles} == {CycleState.RUNNING}


def test_later_replies_do_not_touch_a_verdict(tell: Tell) -> None:
    once = tell().at(HOUR, human_reply=True)
    before = once.cycle(RESPONSE)
    assert once.at(9 * HOUR, human_reply=True).cycle(RESPONSE) == before


@pytest.mark.parametrize(("after", "state"), [(48 * HOUR, CycleState.MET), (48 * HOUR + TICK, CycleState.BREACHED)])
@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_resolution_is_on_time_up_to_and_with_the_due(
    tell: Tell, status: Status, after: timedelta, state: CycleState
) -> None:
    assert tell().at(after, status=status).cycle(RESOLUTION).state is state


def test_closing_what_was_resolved_changes_no_verdict(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.RESOLVED)
    before = story.clockwork.cycles
    assert story.at(99 * HOUR, status=Status.CLOSED).clockwork.cycles == before


def test_ticket_resolved_without_a_reply_owes_none(tell: Tell) -> None:
    assert tell().at(HOUR, status=Status.RESOLVED).cycle(RESPONSE).state is CycleState.CANCELLED


def test_reply_that_resolves_keeps_both_promises(tell: Tell) -> None:
    story = tell().at(HOUR, human_reply=True, status=Status.RESOLVED)
    assert {cycle.state for cycle in story.clockwork.cycles} == {CycleState.MET}


def test_reply_that_never_came_in_time_is_breached_by_resolving(tell: Tell) -> None:
    response = tell().at(5 * HOUR, status=Status.RESOLVED).cycle(RESPONSE)
    assert (response.state, response.breached_at) == (CycleState.BREACHED, T0 + 4 * HOUR)


@pytest.mark.parametrize("status", [Status.SPAM, Status.MERGED, Status.CANCELLED])
def test_void_ticket_cancels_what_runs(tell: Tell, status: Status) -> None:
    story = tell().at(HOUR, status=status)
    assert {(cycle.state, cycle.stopped_at) for cycle in story.clockwork.cycles} == {(CycleState.CANCELLED, T0 + HOUR)}


def test_void_ticket_keeps_a_recorded_breach(tell: Tell) -> None:
    story = tell()
    cycles = (breach(story.cycle(RESPONSE), T0 + 5 * HOUR), story.cycle(RESOLUTION))
    story.clockwork = replace(story.clockwork, cycles=cycles)
    response = story.at(5 * HOUR, status=Status.SPAM).cycle(RESPONSE)
    assert (response.state, response.breached_at, response.stopped_at) == (
        CycleState.BREACHED,
        T0 + 4 * HOUR,
        T0 + 5 * HOUR,
    )


def test_breach_is_dated_at_the_due_and_goes_on_until_the_stop(tell: Tell) -> None:
    story = tell()
    broken = breach(story.cycle(RESPONSE), T0 + 5 * HOUR)
    assert (broken.state, broken.breached_at, broken.stopped_at) == (CycleState.BREACHED, T0 + 4 * HOUR, None)
    story.clockwork = replace(story.clockwork, cycles=(broken, story.cycle(RESOLUTION)))
    stopped = story.at(6 * HOUR, human_reply=True).cycle(RESPONSE)
    assert (stopped.state, stopped.breached_at, stopped.stopped_at) == (
        CycleState.BREACHED,
        T0 + 4 * HOUR,
        T0 + 6 * HOUR,
    )


def test_pause_moves_the_due_by_its_length(tell: Tell) -> None:
    story = tell().at(10 * HOUR, status=Status.WAITING_FOR_CUSTOMER)
    assert (story.cycle(RESOLUTION).state, story.cycle(RESOLUTION).due_at) == (CycleState.PAUSED, None)
    story.at(15 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert (story.cycle(RESOLUTION).state, story.cycle(RESOLUTION).due_at) == (CycleState.RUNNING, T0 + 53 * HOUR)


def test_pause_at_night_costs_nothing(tell: Tell) -> None:
    story = tell(sla_policy="office")
    before = story.cycle(RESOLUTION).due_at
    story.at(3 * HOUR, status=Status.WAITING_FOR_CUSTOMER).at(14 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert story.cycle(RESOLUTION).due_at == before


def test_pause_over_night_costs_its_office_hours(tell: Tell) -> None:
    story = tell(sla_policy="office", priority=Priority.CRITICAL)
    # 17:30 on Monday to 09:00 on Tuesday
    story.at(HOUR / 2, status=Status.WAITING_FOR_CUSTOMER).at(16 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert story.cycle(RESOLUTION).due_at == datetime(2026, 11, 24, 12, 30, tzinfo=UTC)


def test_moving_between_waits_is_one_pause(tell: Tell) -> None:
    # laravel-help-desk#52
    story = tell().at(HOUR, status=Status.WAITING_FOR_CUSTOMER).at(2 * HOUR, status=Status.WAITING_FOR_VENDOR)
    story.at(3 * HOUR, status=Status.IN_PROGRESS)
    assert story.cycle(RESOLUTION).pauses == (
        Pause(since=T0 + HOUR, until=T0 + 3 * HOUR, cause="waiting_for_customer"),
    )
    assert story.cycle(RESOLUTION).due_at == T0 + 50 * HOUR


def test_first_response_is_not_paused(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.WAITING_FOR_VENDOR)
    assert (story.cycle(RESPONSE).state, story.cycle(RESPONSE).pauses) == (CycleState.RUNNING, ())


def test_pause_that_begins_late_does_not_hide_the_breach(tell: Tell) -> None:
    story = tell().at(49 * HOUR, status=Status.WAITING_FOR_CUSTOMER)
    resolution = story.cycle(RESOLUTION)
    assert (resolution.state, resolution.due_at) == (CycleState.RUNNING, T0 + 48 * HOUR)
    assert [row.state.value for row in story.clockwork.deadlines if row.trigger is Trigger.BREACH][1] == "pending"
    assert story.at(99 * HOUR, status=Status.CLOSED).cycle(RESOLUTION).breached_at == T0 + 48 * HOUR


def test_ticket_closed_while_it_waits_was_in_time(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.WAITING_FOR_CUSTOMER).at(500 * HOUR, status=Status.CLOSED)
    resolution = story.cycle(RESOLUTION)
    assert (resolution.state, resolution.due_at) == (CycleState.MET, T0 + 547 * HOUR)


def test_other_priority_keeps_start_and_pauses(tell: Tell) -> None:
    # glpi#6902
    story = tell().at(HOUR, status=Status.WAITING_FOR_CUSTOMER).at(4 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    story.at(5 * HOUR, priority=Priority.URGENT)
    assert story.cycle(RESOLUTION).due_at == T0 + 11 * HOUR
    assert story.cycle(RESOLUTION).pauses == (
        Pause(since=T0 + HOUR, until=T0 + 4 * HOUR, cause="waiting_for_customer"),
    )


def test_priority_there_and_back_changes_nothing(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.WAITING_FOR_CUSTOMER).at(4 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    before = story.cycle(RESOLUTION)
    story.at(5 * HOUR, priority=Priority.HIGH).at(6 * HOUR, priority=Priority.MEDIUM)
    assert story.cycle(RESOLUTION) == before


def test_other_priority_while_paused_stays_paused(tell: Tell) -> None:
    story = tell().at(HOUR, status=Status.WAITING_FOR_CUSTOMER).at(2 * HOUR, priority=Priority.URGENT)
    assert (story.cycle(RESOLUTION).state, story.cycle(RESOLUTION).due_at) == (CycleState.PAUSED, None)
    assert story.at(3 * HOUR, status=Status.OPEN).cycle(RESOLUTION).due_at == T0 + 10 * HOUR


def test_goal_cut_short_before_a_pause_is_due_before_that_pause(tell: Tell) -> None:
    story = tell().at(7 * HOUR, status=Status.WAITING_FOR_CUSTOMER).at(20 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert story.at(21 * HOUR, priority=Priority.CRITICAL).cycle(RESOLUTION).due_at == T0 + 4 * HOUR


def test_other_policy_brings_its_own_calendar(tell: Tell) -> None:
    response = tell().at(HOUR, sla_policy="office").cycle(RESPONSE)
    assert (response.policy, response.calendar) == ("office", "office")
    assert response.due_at == datetime(2026, 11, 24, 11, tzinfo=UTC)


def test_relaxing_a_promise_already_broken_does_not_mend_it(tell: Tell) -> None:
    story = tell(priority=Priority.CRITICAL).at(5 * HOUR, priority=Priority.LOW)
    assert story.cycle(RESOLUTION).due_at == T0 + 4 * HOUR
    assert story.at(6 * HOUR, status=Status.RESOLVED).cycle(RESOLUTION).state is CycleState.BREACHED


def test_edited_policy_is_for_new_cycles_only(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell()
    before = story.clockwork
    story.desk = make_desk(targets={Priority.MEDIUM: {RESOLUTION: HOUR}})
    assert story.at(HOUR, category="billing").clockwork == before


def test_goal_from_now_counts_from_the_change(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(retarget=RetargetMode.FROM_NOW))
    story.at(HOUR, status=Status.WAITING_FOR_CUSTOMER).at(4 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert story.at(10 * HOUR, priority=Priority.URGENT).cycle(RESOLUTION).due_at == T0 + 18 * HOUR


@pytest.mark.parametrize(
    ("priority", "due"), [(Priority.URGENT, 8 * HOUR), (Priority.LOW, 48 * HOUR), (Priority.CRITICAL, 4 * HOUR)]
)
def test_goal_that_may_only_tighten_is_never_later(
    tell: Tell, make_desk: MakeDesk, priority: Priority, due: timedelta
) -> None:
    story = tell(make_desk(retarget=RetargetMode.TIGHTEN_ONLY)).at(HOUR, priority=priority)
    assert story.cycle(RESOLUTION).due_at == T0 + due


def test_tightening_while_paused_compares_what_is_left(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(retarget=RetargetMode.TIGHTEN_ONLY)).at(HOUR, status=Status.WAITING_FOR_CUSTOMER)
    story.at(2 * HOUR, priority=Priority.LOW)
    assert story.cycle(RESOLUTION).goal == 48 * HOUR
    assert story.at(3 * HOUR, priority=Priority.HIGH).cycle(RESOLUTION).goal == 24 * HOUR


def test_priority_without_a_target_ends_the_promise_and_another_brings_it_back(tell: Tell, make_desk: MakeDesk) -> None:
    desk = make_desk(targets={Priority.MEDIUM: {RESOLUTION: 8 * HOUR}, Priority.HIGH: {RESOLUTION: 4 * HOUR}})
    story = tell(desk).at(HOUR, status=Status.WAITING_FOR_CUSTOMER).at(2 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert story.at(3 * HOUR, priority=Priority.LOW).cycle(RESOLUTION).state is CycleState.CANCELLED
    again = story.at(4 * HOUR, priority=Priority.HIGH).cycle(RESOLUTION, 2)
    assert (again.started_at, again.due_at, len(again.pauses)) == (T0, T0 + 5 * HOUR, 1)


def test_priority_that_brings_a_first_target_counts_from_creation(tell: Tell, make_desk: MakeDesk) -> None:
    desk = make_desk(targets={Priority.HIGH: {RESPONSE: 2 * HOUR, RESOLUTION: 4 * HOUR}})
    story = tell(desk)
    assert story.clockwork.cycles == ()
    story.at(HOUR, priority=Priority.HIGH)
    assert (story.cycle(RESPONSE).due_at, story.cycle(RESOLUTION).due_at) == (T0 + 2 * HOUR, T0 + 4 * HOUR)


def test_ticket_that_was_answered_gets_no_first_response_by_another_policy(tell: Tell, make_desk: MakeDesk) -> None:
    desk = make_desk(targets={Priority.HIGH: {RESPONSE: 2 * HOUR, RESOLUTION: 4 * HOUR}})
    story = tell(desk).at(HOUR, human_reply=True).at(2 * HOUR, priority=Priority.HIGH)
    assert [cycle.metric for cycle in story.clockwork.cycles] == [RESOLUTION]


def test_ticket_without_a_promise_gets_none_by_a_mere_priority(make_ticket: MakeTicket, make_desk: MakeDesk) -> None:
    # automatic mail, for which nobody waits
    ticket = make_ticket()
    after = replace(ticket, priority=Priority.LOW)
    clockwork = advance(Clockwork(), ticket, after, make_desk(), ids=range(50), now=T0, human_reply=False)
    assert clockwork == Clockwork()


def test_rows_are_numbered_from_the_front_of_the_ids(make_ticket: MakeTicket, make_desk: MakeDesk) -> None:
    cycles = start_cycles(make_ticket(), make_desk(), ids=(31, 32, 33), now=T0)
    assert [cycle.id for cycle in cycles] == [31, 32]


def test_too_few_ids_are_an_error(make_ticket: MakeTicket, make_desk: MakeDesk) -> None:
    with pytest.raises(ValueError, match="2 row ids are needed for cycles, 1 were handed in"):
        start_cycles(make_ticket(), make_desk(), ids=(31,), now=T0)


def test_ids_needed_are_enough_for_a_change_that_begins_everything(
    make_ticket: MakeTicket, make_desk: MakeDesk
) -> None:
    desk = make_desk(targets={Priority.HIGH: dict.fromkeys(Metric, 2 * HOUR)})
    before = make_ticket(first_response_at=T0)
    after = replace(before, priority=Priority.HIGH, last_customer_message_at=T0)
    ids = range(ids_needed(desk))
    assert len(advance(Clockwork(), before, after, desk, ids=ids, now=T0, human_reply=False).cycles) == 4


def test_reason_is_a_sentence_for_people(tell: Tell) -> None:
    assert tell(sla_policy="office").cycle(RESOLUTION).reason == (
        "Resolution within 48 h (policy office, priority medium, calendar office)"
    )
