"""What is stored against what the journal tells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mailgate.model.clockwork import Clockwork
from mailgate.model.sla import CycleState, DeadlineState, Metric, Trigger
from mailgate.sla.differences import differences, lost_alarms, repaired

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
Tell = Callable[..., Any]


def test_equal_promises_differ_in_nothing_though_their_rows_do(tell: Tell) -> None:
    cycles = tell().clockwork.cycles
    assert differences(cycles, [replace(cycle, id=0, reason="") for cycle in cycles]) == ()


def test_each_value_is_a_difference_of_its_own(tell: Tell) -> None:
    response, resolution = tell().clockwork.cycles
    other = replace(resolution, goal=HOUR, due_at=T0)
    found = differences((response, resolution), (response, other))
    assert [(it.metric, it.number, it.field, it.kept) for it in found] == [
        (Metric.RESOLUTION, 1, "goal", False),
        (Metric.RESOLUTION, 1, "due_at", False),
    ]


def test_promise_on_one_side_only_is_one_difference(tell: Tell) -> None:
    response, resolution = tell().clockwork.cycles
    (missing,) = differences((response,), (response, resolution))
    (unheard_of,) = differences((response, resolution), (response,))
    assert (missing.stored, missing.rebuilt, missing.kept) == (None, CycleState.RUNNING, False)
    assert (unheard_of.stored, unheard_of.rebuilt, unheard_of.kept) == (CycleState.RUNNING, None, True)


def test_repair_takes_the_journals_values_in_the_stored_rows_and_adds_what_is_missing(tell: Tell) -> None:
    response, resolution = tell().clockwork.cycles
    wrong = replace(response, goal=HOUR)
    told = (replace(response, id=0), replace(resolution, id=0))
    assert repaired((wrong,), told, (500, 501)) == (response, replace(resolution, id=500))


def test_repair_erases_no_verdict(tell: Tell) -> None:
    story = tell()
    running = story.clockwork.cycles
    answered = story.at(HOUR, human_reply=True).clockwork.cycles
    assert repaired(answered, running, ()) == answered
    assert {it.kept for it in differences(answered, running)} == {True}


def test_running_promise_without_an_alarm_at_its_due_is_found(tell: Tell) -> None:
    clockwork = tell().clockwork
    silent = tuple(
        replace(row, state=DeadlineState.CANCELLED) if row.trigger is Trigger.BREACH else row
        for row in clockwork.deadlines
    )
    assert lost_alarms(clockwork, clockwork) == ()
    found = lost_alarms(Clockwork(cycles=clockwork.cycles, deadlines=silent), clockwork)
    assert [(it.metric, it.stored) for it in found] == [(Metric.FIRST_RESPONSE, None), (Metric.RESOLUTION, None)]
