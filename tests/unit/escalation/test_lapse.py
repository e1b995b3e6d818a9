"""Who took a page, and what becomes of it when it was forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.escalation.lapse import forgotten, holder, resumed, resuming, taken
from mailgate.escalation.runs import start_run
from mailgate.model.desk import Desk
from mailgate.model.sla import Deadline, DeadlineState, EscalationStep, Trigger
from mailgate.model.ticket import Status, Ticket

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ANN = "ann@acme.test"


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    first = EscalationStep(after=0 * MINUTE, notify=("assignee",), unless=("acked",), ack_timeout=10 * MINUTE)
    second = EscalationStep(after=30 * MINUTE, notify=("team",), unless=("acked",))
    return make_desk(first, second)


@pytest.fixture
def run(make_ticket: Callable[..., Ticket], make_deadline: Callable[..., Deadline], desk: Desk) -> list[Deadline]:
    """The first step has fired."""
    made = start_run(make_deadline(), make_ticket(), desk, now=T0, ids=range(60, 70))
    return [replace(made[0], state=DeadlineState.FIRED), *made[1:]]


def with_changes(rows: list[Deadline], changed: tuple[Deadline, ...]) -> list[Deadline]:
    return list({row.id: row for row in (*rows, *changed)}.values())


@pytest.fixture
def taken_run(run: list[Deadline], desk: Desk) -> list[Deadline]:
    return with_changes(run, taken(run, run[0], desk, by=ANN, now=T0 + MINUTE, row=80))


def test_taking_it_names_a_holder_spares_what_is_to_come_and_arms_a_reminder(taken_run: list[Deadline]) -> None:
    assert holder(taken_run, taken_run[0]) == ANN
    assert taken_run[1].state is DeadlineState.CANCELLED
    assert (taken_run[2].trigger, taken_run[2].due_at) == (Trigger.REMIND, T0 + 11 * MINUTE)


def test_taking_it_again_renews_the_reminder(taken_run: list[Deadline], desk: Desk) -> None:
    again = with_changes(taken_run, taken(taken_run, taken_run[0], desk, by=ANN, now=T0 + 9 * MINUTE, row=81))
    reminders = [(row.state, row.due_at - T0) for row in again if row.trigger is Trigger.REMIND]
    assert reminders == [(DeadlineState.CANCELLED, 11 * MINUTE), (DeadlineState.PENDING, 19 * MINUTE)]


@pytest.mark.parametrize(
    ("changed", "is_forgotten"),
    [
        ({}, True),
        ({"last_agent_message_at": T0}, True),
        ({"last_agent_message_at": T0 + 2 * MINUTE}, False),
        ({"status": Status.WAITING_FOR_CUSTOMER}, False),
        ({"status": Status.RESOLVED}, False),
    ],
)
def test_forgotten_is_what_nothing_happened_to(
    taken_run: list[Deadline], make_ticket: Callable[..., Ticket], changed: dict[str, object], is_forgotten: bool
) -> None:
    assert forgotten(taken_run[2], make_ticket(**changed), taken_run) is is_forgotten


def test_forgotten_run_goes_on_at_the_same_step(taken_run: list[Deadline], desk: Desk) -> None:
    now = T0 + 11 * MINUTE
    lapse = resuming(taken_run[2], desk, taken_run, now=now, row=90)
    assert (lapse.trigger, lapse.due_at) == (Trigger.RESUME, now + 10 * MINUTE)
    gone_on = with_changes(taken_run, resumed(lapse, desk, taken_run, now=lapse.due_at, ids=(91,)))
    assert holder(gone_on, gone_on[0]) == ""
    pending = [row for row in gone_on if row.trigger is Trigger.STEP and row.state is DeadlineState.PENDING]
    assert [(row.step, row.repeat, row.due_at - lapse.due_at) for row in pending] == [
        (1, 0, 30 * MINUTE),
        (0, 1, 0 * MINUTE),
    ]
