from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.escalation.answers import ended, hurried, put_off
from mailgate.escalation.runs import FROZEN, start_run
from mailgate.model.sla import Deadline, DeadlineState, EscalationStep

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def run(
    make_ticket: Callable[..., object], make_desk: Callable[..., object], make_deadline: Callable[..., Deadline]
) -> tuple[Deadline, ...]:
    """A step at once that has fired, one after 15 minutes and one after 30; and a step of another cycle."""
    steps = [EscalationStep(after=minutes * MINUTE, notify=("assignee",)) for minutes in (0, 15, 30)]
    made = start_run(make_deadline(), make_ticket(), make_desk(*steps), now=T0, ids=range(60, 70))  # type: ignore[arg-type]
    other = replace(made[1], id=80, cycle_id=made[0].cycle_id + 1)
    return (replace(made[0], state=DeadlineState.FIRED), *made[1:], other)


def test_an_end_cancels_what_was_to_come_of_this_run_only(run: tuple[Deadline, ...]) -> None:
    assert [(row.id, row.state) for row in ended(run, run[0])] == [
        (61, DeadlineState.CANCELLED),
        (62, DeadlineState.CANCELLED),
    ]


def test_a_page_that_is_put_off_comes_again_and_nothing_comes_before_it(run: tuple[Deadline, ...]) -> None:
    moved = put_off(run, run[0], until=T0 + 120 * MINUTE, row=90)
    assert [(row.id, row.step, row.repeat, row.due_at - T0) for row in moved] == [
        (61, 1, 0, 120 * MINUTE),
        (62, 2, 0, 135 * MINUTE),
        (90, 0, 1, 120 * MINUTE),
    ]
    assert {row.state for row in moved} == {DeadlineState.PENDING}


def test_a_short_snooze_moves_nothing_that_is_later_anyway(run: tuple[Deadline, ...]) -> None:
    assert [row.id for row in put_off(run, run[0], until=T0 + 5 * MINUTE, row=90)] == [90]


def test_a_second_snooze_is_one_more_repeat(run: tuple[Deadline, ...]) -> None:
    (again,) = put_off(run, run[0], until=T0 + 5 * MINUTE, row=90)
    fired = replace(again, state=DeadlineState.FIRED)
    assert put_off((*run, fired), fired, until=T0 + 10 * MINUTE, row=91)[-1].repeat == 2


def test_nobody_reads_it_so_the_next_step_comes_at_once(run: tuple[Deadline, ...]) -> None:
    now = T0 + MINUTE
    assert [(row.id, row.due_at) for row in hurried(run, run[0], now=now)] == [(61, now)]


def test_a_frozen_step_is_neither_hurried_nor_moved(run: tuple[Deadline, ...]) -> None:
    frozen = (run[0], *(replace(row, due_at=FROZEN + MINUTE) for row in run[1:3]))
    assert hurried(frozen, run[0], now=T0) == ()
    assert [row.id for row in put_off(frozen, run[0], until=T0 + 120 * MINUTE, row=90)] == [90]
