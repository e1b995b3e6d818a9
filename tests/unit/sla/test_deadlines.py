from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.desk import Desk
from mailgate.model.sla import Deadline, DeadlineState, Metric, Threshold, Trigger
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.sla.cycles import start_cycles
from mailgate.sla.deadlines import deadlines, ids_needed, next_due_at, reconcile, sla_due_at

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
RESPONSE, RESOLUTION = Metric.FIRST_RESPONSE, Metric.RESOLUTION

Tell = Callable[..., Any]
MakeDesk = Callable[..., Desk]
MakeTicket = Callable[..., Ticket]


def of(story: Any, metric: Metric, number: int = 1, *, pending: bool = True) -> list[tuple[Trigger, timedelta]]:
    cycle = story.cycle(metric, number)
    return [
        (row.trigger, row.due_at - T0)
        for row in story.clockwork.deadlines
        if row.cycle_id == cycle.id and (not pending or row.state is DeadlineState.PENDING)
    ]


def fired(story: Any, trigger: Trigger, metric: Metric) -> None:
    """As if the scheduler had fired them."""
    cycle = story.cycle(metric)
    rows = tuple(
        replace(row, state=DeadlineState.FIRED) if (row.cycle_id, row.trigger) == (cycle.id, trigger) else row
        for row in story.clockwork.deadlines
    )
    story.clockwork = replace(story.clockwork, deadlines=rows)


def shares(*values: float) -> tuple[Threshold, ...]:
    return tuple(Threshold(share=value) for value in values)


@pytest.mark.parametrize(
    ("priority", "warning", "due"),
    [
        # 80 % is earlier than 15 minutes before from 75 minutes on
        (Priority.MEDIUM, timedelta(hours=3, minutes=12), 4 * HOUR),
        (Priority.URGENT, 45 * MINUTE, HOUR),
        (Priority.CRITICAL, 15 * MINUTE, 30 * MINUTE),
    ],
)
def test_default_pair_gives_one_warning_at_the_earlier_instant(
    tell: Tell, priority: Priority, warning: timedelta, due: timedelta
) -> None:
    story = tell(priority=priority)
    assert of(story, RESPONSE) == [(Trigger.WARNING, warning), (Trigger.BREACH, due)]


def test_warning_is_never_before_the_start(tell: Tell) -> None:
    story = tell(sla_policy="enterprise", priority=Priority.CRITICAL)
    assert of(story, RESPONSE) == [(Trigger.WARNING, timedelta(0)), (Trigger.BREACH, 15 * MINUTE)]


def test_warning_an_hour_before_due_is_an_hour_of_business_before_due(tell: Tell, make_desk: MakeDesk) -> None:
    # glpi#22678
    story = tell(make_desk(warn=(Threshold(before=HOUR),)), sla_policy="office")
    assert of(story, RESPONSE) == [(Trigger.WARNING, 17 * HOUR), (Trigger.BREACH, 18 * HOUR)]


def test_share_of_the_goal_is_measured_in_business_time(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=shares(0.5)), sla_policy="office")
    assert of(story, RESPONSE)[0] == (Trigger.WARNING, 16 * HOUR)


def test_every_configured_threshold_warns_and_keeps_its_place(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(*shares(0.5, 0.75), Threshold(before=30 * MINUTE))))
    rows = [row for row in story.clockwork.deadlines if row.cycle_id == story.cycle(RESPONSE).id]
    assert [(row.trigger, row.step, row.due_at - T0) for row in rows] == [
        (Trigger.WARNING, 0, 2 * HOUR),
        (Trigger.WARNING, 1, 3 * HOUR),
        (Trigger.WARNING, 2, 3.5 * HOUR),
        (Trigger.BREACH, 0, 4 * HOUR),
    ]


def test_thresholds_on_one_instant_are_one_warning(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(*shares(0.75), Threshold(before=HOUR))))
    assert of(story, RESPONSE) == [(Trigger.WARNING, 3 * HOUR), (Trigger.BREACH, 4 * HOUR)]


def test_no_warning_at_the_due_itself(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(*shares(1.0), Threshold(before=timedelta(0)))))
    assert of(story, RESPONSE) == [(Trigger.BREACH, 4 * HOUR)]


def test_policy_without_thresholds_only_breaches(tell: Tell, make_desk: MakeDesk) -> None:
    assert of(tell(make_desk(warn=())), RESPONSE) == [(Trigger.BREACH, 4 * HOUR)]


def test_pause_cancels_and_resumption_brings_back_the_same_rows(tell: Tell) -> None:
    story = tell()
    rows = {row.id for row in story.clockwork.deadlines}
    story.at(10 * HOUR, status=Status.WAITING_FOR_CUSTOMER)
    assert of(story, RESOLUTION) == []
    story.at(15 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert of(story, RESOLUTION) == [(Trigger.WARNING, 43.4 * HOUR), (Trigger.BREACH, 53 * HOUR)]
    assert {row.id for row in story.clockwork.deadlines} == rows


def test_stop_cancels_what_is_pending(tell: Tell) -> None:
    story = tell().at(HOUR, human_reply=True)
    assert of(story, RESPONSE) == []
    assert len(of(story, RESOLUTION)) == 2


def test_fired_warning_is_not_given_again_after_a_pause(tell: Tell) -> None:
    story = tell()
    fired(story, Trigger.WARNING, RESOLUTION)
    story.at(40 * HOUR, status=Status.WAITING_FOR_CUSTOMER).at(45 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert of(story, RESOLUTION) == [(Trigger.BREACH, 53 * HOUR)]


def test_fired_warning_is_rearmed_when_the_promise_moves_later(tell: Tell) -> None:
    story = tell(priority=Priority.HIGH)
    fired(story, Trigger.WARNING, RESOLUTION)
    story.at(20 * HOUR, priority=Priority.MEDIUM)
    assert of(story, RESOLUTION) == [(Trigger.WARNING, 38.4 * HOUR), (Trigger.BREACH, 48 * HOUR)]


def test_fired_warning_is_not_rearmed_for_an_instant_that_is_past(tell: Tell, make_desk: MakeDesk) -> None:
    targets = {Priority.HIGH: {RESOLUTION: 24 * HOUR}, Priority.MEDIUM: {RESOLUTION: 25 * HOUR}}
    story = tell(make_desk(targets=targets), priority=Priority.HIGH)
    fired(story, Trigger.WARNING, RESOLUTION)
    story.at(20.5 * HOUR, priority=Priority.MEDIUM)
    assert of(story, RESOLUTION) == [(Trigger.BREACH, 25 * HOUR)]


def test_fired_warning_is_not_given_again_when_the_promise_tightens(tell: Tell) -> None:
    story = tell()
    fired(story, Trigger.WARNING, RESOLUTION)
    assert of(story.at(39 * HOUR, priority=Priority.LOW).at(40 * HOUR, priority=Priority.MEDIUM), RESOLUTION) == [
        (Trigger.WARNING, 38.4 * HOUR),
        (Trigger.BREACH, 48 * HOUR),
    ]


def test_after_reopening_the_warning_is_not_before_the_reopening(tell: Tell) -> None:
    story = tell().at(60 * HOUR, human_reply=True, status=Status.RESOLVED).at(90 * HOUR, status=Status.OPEN)
    assert of(story, RESOLUTION, 2) == [(Trigger.WARNING, 90 * HOUR), (Trigger.BREACH, 90.5 * HOUR)]


def test_minutes_before_due_count_from_the_due_that_grace_gave(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(Threshold(before=10 * MINUTE),)))
    story.at(60 * HOUR, human_reply=True, status=Status.RESOLVED).at(90 * HOUR, status=Status.OPEN)
    assert of(story, RESOLUTION, 2)[0] == (Trigger.WARNING, 90 * HOUR + 20 * MINUTE)


def test_reconciling_twice_changes_nothing(tell: Tell) -> None:
    story = tell().at(10 * HOUR, status=Status.WAITING_FOR_CUSTOMER).at(15 * HOUR, status=Status.OPEN)
    clockwork = story.clockwork
    assert reconcile(clockwork, story.ticket, story.desk, ids=()) == clockwork.deadlines


def test_fired_deadlines_stay_fired_when_nothing_moved(tell: Tell) -> None:
    story = tell()
    fired(story, Trigger.WARNING, RESPONSE)
    clockwork = story.clockwork
    assert reconcile(clockwork, story.ticket, story.desk, ids=()) == clockwork.deadlines


@pytest.mark.parametrize("trigger", [Trigger.STEP, Trigger.BEGIN, Trigger.REMIND, Trigger.RESUME])
def test_what_escalation_waits_for_passes_untouched(trigger: Trigger, tell: Tell) -> None:
    story = tell()
    step = Deadline(
        id=9, tenant="acme", ticket_id=7, cycle_id=100, trigger=trigger, due_at=T0, run="warning", policy="p"
    )
    story.clockwork = replace(story.clockwork, deadlines=(step, *story.clockwork.deadlines))
    assert story.at(HOUR, status=Status.CLOSED).clockwork.deadlines[0] == step


def test_too_few_ids_are_an_error(make_ticket: MakeTicket, make_desk: MakeDesk) -> None:
    ticket, desk = make_ticket(), make_desk()
    cycles = start_cycles(ticket, desk, ids=(1, 2), now=T0)
    with pytest.raises(ValueError, match="4 row ids are needed for deadlines, 3 were handed in"):
        deadlines(cycles, ticket, desk, ids=(1, 2, 3))


def test_ids_needed_are_enough(make_ticket: MakeTicket, make_desk: MakeDesk) -> None:
    ticket, desk = make_ticket(), make_desk(warn=shares(0.1, 0.2, 0.3, 0.4, 0.5))
    cycles = start_cycles(ticket, desk, ids=(1, 2), now=T0)
    assert len(deadlines(cycles, ticket, desk, ids=range(ids_needed(len(cycles), desk)))) == 12


def test_sla_due_at_is_the_due_of_the_latest_resolution(tell: Tell) -> None:
    story = tell()
    assert sla_due_at(story.clockwork.cycles) == T0 + 48 * HOUR
    story.at(HOUR, status=Status.WAITING_FOR_CUSTOMER)
    assert sla_due_at(story.clockwork.cycles) is None
    story.at(2 * HOUR, status=Status.RESOLVED).at(12 * HOUR, status=Status.OPEN)
    assert sla_due_at(story.clockwork.cycles) == T0 + 59 * HOUR
    assert sla_due_at(story.at(13 * HOUR, status=Status.CANCELLED).clockwork.cycles) is None
    assert sla_due_at(()) is None


def test_next_due_at_is_the_earliest_that_still_runs(tell: Tell) -> None:
    story = tell()
    assert next_due_at(story.clockwork.cycles) == T0 + 4 * HOUR
    assert next_due_at(story.at(HOUR, human_reply=True).clockwork.cycles) == T0 + 48 * HOUR
    assert next_due_at(story.at(2 * HOUR, status=Status.RESOLVED).clockwork.cycles) is None


def test_s0_critical_breaches_its_response_after_ten_and_before_twenty_minutes(tell: Tell) -> None:
    story = tell(sla_policy="enterprise", priority=Priority.CRITICAL)
    assert T0 + 10 * MINUTE < story.cycle(RESPONSE).due_at < T0 + 20 * MINUTE


def test_s0_medium_answered_at_one_hour_has_exactly_one_breach_at_eighty_hours(tell: Tell) -> None:
    story = tell(sla_policy="enterprise").at(HOUR, human_reply=True)
    late = [
        row
        for row in story.clockwork.deadlines
        if row.trigger is Trigger.BREACH and row.state is DeadlineState.PENDING and row.due_at < T0 + 80 * HOUR
    ]
    assert [row.cycle_id for row in late] == [story.cycle(RESOLUTION).id]


def test_s0_resolved_ticket_never_breaches_later(tell: Tell) -> None:
    story = tell(sla_policy="enterprise").at(HOUR, status=Status.RESOLVED)
    assert [row for row in story.clockwork.deadlines if row.state is DeadlineState.PENDING] == []
