from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.escalation.runs import (
    FROZEN,
    IDS_NEEDED,
    acknowledged,
    cancelled_by_breach,
    follow_status,
    should_fire,
    start_run,
    stop_runs,
)
from mailgate.model.desk import Desk
from mailgate.model.sla import Deadline, DeadlineState, EscalationStep, Trigger
from mailgate.model.ticket import Status, Ticket

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TICK = timedelta(microseconds=1)
NOTHING_LEFT = [Status.RESOLVED, Status.CLOSED, Status.CANCELLED, Status.MERGED, Status.SPAM]

MakeTicket = Callable[..., Ticket]
MakeDesk = Callable[..., Desk]
MakeDeadline = Callable[..., Deadline]


def step(minutes: int = 0, *unless: str, **more: object) -> EscalationStep:
    return EscalationStep(after=minutes * MINUTE, notify=("assignee",), unless=unless, **more)  # type: ignore[arg-type]


def paging(repeat: int = 2) -> EscalationStep:
    return step(15, "acked", "replied", ack_timeout=10 * MINUTE, repeat=repeat)


@pytest.fixture
def run(make_ticket: MakeTicket, make_desk: MakeDesk, make_deadline: MakeDeadline) -> tuple[Deadline, ...]:
    """A step at once, and one after 15 minutes that is repeated twice; rows 60 to 63."""
    desk = make_desk(step(), paging())
    return start_run(make_deadline(), make_ticket(), desk, now=T0, ids=range(60, 70))


def test_each_step_is_due_after_the_start_of_the_run(run: tuple[Deadline, ...]) -> None:
    assert [(row.id, row.step, row.repeat, row.due_at - T0) for row in run] == [
        (60, 0, 0, 0 * MINUTE),
        (61, 1, 0, 15 * MINUTE),
        (62, 1, 1, 25 * MINUTE),
        (63, 1, 2, 35 * MINUTE),
    ]
    assert {(row.trigger, row.run, row.policy, row.cycle_id, row.run_started_at) for row in run} == {
        (Trigger.STEP, "breach", "default", 100, T0)
    }


def test_run_counts_from_when_it_was_found_not_from_when_it_was_due(
    make_ticket: MakeTicket, make_desk: MakeDesk, make_deadline: MakeDeadline
) -> None:
    found = T0 + 90 * MINUTE
    (row,) = start_run(make_deadline(), make_ticket(), make_desk(step(15)), now=found, ids=(1,))
    assert row.due_at == found + 15 * MINUTE


@pytest.mark.parametrize(
    ("trigger", "on", "rows"),
    [
        (Trigger.WARNING, ("ticket.sla.warning",), 1),
        (Trigger.WARNING, ("ticket.sla.breached",), 0),
        (Trigger.BREACH, ("ticket.sla.breached",), 1),
        (Trigger.BREACH, ("ticket.sla.warning",), 0),
        (Trigger.BREACH, (), 0),
        (Trigger.STEP, ("ticket.sla.warning", "ticket.sla.breached"), 0),
    ],
)
def test_policy_runs_on_what_it_names(
    make_ticket: MakeTicket,
    make_desk: MakeDesk,
    make_deadline: MakeDeadline,
    trigger: Trigger,
    on: tuple[str, ...],
    rows: int,
) -> None:
    desk = make_desk(step(), on=on)
    assert len(start_run(make_deadline(trigger), make_ticket(), desk, now=T0, ids=(1,))) == rows


@pytest.mark.parametrize(
    ("changed", "policies"),
    [
        ({}, ["default"]),
        ({"queue": "vip"}, ["vip"]),
        ({"queue": "vip", "escalation_policy": "default"}, ["default"]),
        ({"escalation_policy": "gone"}, []),
    ],
)
def test_policy_is_the_tickets_else_the_queues_else_the_desks(
    make_ticket: MakeTicket,
    make_desk: MakeDesk,
    make_deadline: MakeDeadline,
    changed: dict[str, str],
    policies: list[str],
) -> None:
    rows = start_run(make_deadline(), make_ticket(**changed), make_desk(step()), now=T0, ids=(1,))
    assert [row.policy for row in rows] == policies


def test_step_without_a_timeout_is_not_repeated(
    make_ticket: MakeTicket, make_desk: MakeDesk, make_deadline: MakeDeadline
) -> None:
    assert len(start_run(make_deadline(), make_ticket(), make_desk(step(repeat=5)), now=T0, ids=(1,))) == 1


def test_endless_repeats_are_cut_to_the_earliest(
    make_ticket: MakeTicket, make_desk: MakeDesk, make_deadline: MakeDeadline
) -> None:
    desk = make_desk(paging(repeat=500), step(60))
    rows = start_run(make_deadline(), make_ticket(), desk, now=T0, ids=range(IDS_NEEDED))
    assert len(rows) == IDS_NEEDED
    assert any(row.step == 1 for row in rows)
    assert max(row.due_at for row in rows) == T0 + 15 * MINUTE + 62 * 10 * MINUTE


def test_too_few_ids_are_an_error(make_ticket: MakeTicket, make_desk: MakeDesk, make_deadline: MakeDeadline) -> None:
    with pytest.raises(ValueError, match="2 row ids are needed for steps, 1 were handed in"):
        start_run(make_deadline(), make_ticket(), make_desk(step(), step(5)), now=T0, ids=(1,))


def test_second_run_of_a_rearmed_warning_keeps_its_rows(
    make_ticket: MakeTicket, make_desk: MakeDesk, make_deadline: MakeDeadline
) -> None:
    desk, ticket, warning = make_desk(step(), step(5)), make_ticket(), make_deadline(Trigger.WARNING)
    first = start_run(warning, ticket, desk, now=T0, ids=(1, 2))
    done = tuple(replace(row, state=DeadlineState.FIRED) for row in first)
    later = T0 + 60 * MINUTE
    again = start_run(warning, ticket, desk, now=later, ids=(), existing=done)
    assert [(row.id, row.state, row.run_started_at) for row in again] == [
        (1, DeadlineState.PENDING, later),
        (2, DeadlineState.PENDING, later),
    ]


def test_warning_and_breach_are_separate_runs(
    make_ticket: MakeTicket, make_desk: MakeDesk, make_deadline: MakeDeadline
) -> None:
    desk, ticket = make_desk(step()), make_ticket()
    warning = start_run(make_deadline(Trigger.WARNING), ticket, desk, now=T0, ids=(1,))
    breach = start_run(make_deadline(Trigger.BREACH), ticket, desk, now=T0, ids=(2,), existing=warning)
    assert [row.id for row in (*warning, *breach)] == [1, 2]


def test_breach_ends_the_warnings_run_of_its_cycle_only(make_deadline: MakeDeadline) -> None:
    mine = make_deadline(Trigger.STEP, id=1, run="warning")
    fired = make_deadline(Trigger.STEP, id=2, run="warning", state=DeadlineState.FIRED)
    own = make_deadline(Trigger.STEP, id=3, run="breach")
    other = make_deadline(Trigger.STEP, id=4, run="warning", cycle_id=101)
    warning = make_deadline(Trigger.WARNING, id=5)
    ended = cancelled_by_breach([mine, fired, own, other, warning], 100)
    assert ended == (replace(mine, state=DeadlineState.CANCELLED),)


def test_step_fires_when_nothing_speaks_against_it(make_ticket: MakeTicket, run: tuple[Deadline, ...]) -> None:
    assert should_fire(run[1], paging(), make_ticket()) == ""


@pytest.mark.parametrize(
    ("replied_at", "reason"),
    [
        (T0 - TICK, ""),
        (T0, "escalation.replied"),
        (T0 + MINUTE, "escalation.replied"),
        (None, ""),
    ],
)
def test_step_unless_replied_is_stopped_by_a_reply_since_the_run_began(
    make_ticket: MakeTicket, run: tuple[Deadline, ...], replied_at: datetime | None, reason: str
) -> None:
    assert should_fire(run[1], paging(), make_ticket(last_agent_message_at=replied_at)) == reason


def test_reply_does_not_stop_a_step_that_does_not_say_so(make_ticket: MakeTicket, run: tuple[Deadline, ...]) -> None:
    assert should_fire(run[0], step(0, "acked"), make_ticket(last_agent_message_at=T0 + MINUTE)) == ""


@pytest.mark.parametrize("status", NOTHING_LEFT)
def test_nothing_fires_on_a_ticket_with_nothing_left_to_do(
    make_ticket: MakeTicket, run: tuple[Deadline, ...], status: Status
) -> None:
    assert should_fire(run[0], step(), make_ticket(status=status)) == "escalation.stopped"


@pytest.mark.parametrize("status", [Status.WAITING_FOR_CUSTOMER, Status.WAITING_FOR_VENDOR])
def test_nothing_fires_on_a_paused_ticket(make_ticket: MakeTicket, run: tuple[Deadline, ...], status: Status) -> None:
    assert should_fire(run[0], step(), make_ticket(status=status)) == "escalation.paused"


@pytest.mark.parametrize(
    ("row", "unless", "reason"),
    [(1, ("acked",), "escalation.acked"), (1, (), ""), (2, (), "escalation.acked")],
)
def test_acknowledgement_spares_steps_that_say_so_and_every_repeat(
    make_ticket: MakeTicket, run: tuple[Deadline, ...], row: int, unless: tuple[str, ...], reason: str
) -> None:
    assert should_fire(run[row], step(15, *unless), make_ticket(), acked=True) == reason


def test_acknowledging_a_page_cancels_what_it_spares(make_desk: MakeDesk, run: tuple[Deadline, ...]) -> None:
    desk = make_desk(step(), paging())
    other = replace(run[1], id=90, run="warning")
    spared = acknowledged((*run, other), run[0], desk)
    assert [(row.id, row.state) for row in spared] == [
        (61, DeadlineState.CANCELLED),
        (62, DeadlineState.CANCELLED),
        (63, DeadlineState.CANCELLED),
    ]


def test_acknowledging_leaves_steps_that_do_not_ask(make_desk: MakeDesk, run: tuple[Deadline, ...]) -> None:
    desk = make_desk(step(), step(15, "replied", ack_timeout=10 * MINUTE, repeat=2))
    assert [row.id for row in acknowledged(run, run[0], desk)] == [62, 63]


@pytest.mark.parametrize("status", NOTHING_LEFT)
def test_resolution_ends_every_run(make_ticket: MakeTicket, run: tuple[Deadline, ...], status: Status) -> None:
    pending = (replace(run[0], state=DeadlineState.FIRED), *run[1:])
    ended = stop_runs(pending, make_ticket(status=status))
    assert [(row.id, row.state) for row in ended] == [(row.id, DeadlineState.CANCELLED) for row in run[1:]]


def test_open_ticket_ends_no_run(make_ticket: MakeTicket, run: tuple[Deadline, ...]) -> None:
    assert stop_runs(run, make_ticket(status=Status.WAITING_FOR_CUSTOMER)) == ()


def test_pause_freezes_steps_and_its_end_thaws_them_with_what_was_left(
    make_ticket: MakeTicket, run: tuple[Deadline, ...]
) -> None:
    before, during = make_ticket(), make_ticket(status=Status.WAITING_FOR_CUSTOMER)
    frozen = follow_status(run, before, during, now=T0 + 20 * MINUTE)
    assert all(row.due_at >= FROZEN for row in frozen)
    thawed = follow_status(frozen, during, before, now=T0 + 100 * MINUTE)
    assert [row.due_at - T0 for row in thawed] == [100 * MINUTE, 100 * MINUTE, 105 * MINUTE, 115 * MINUTE]


def test_moving_between_waits_leaves_frozen_steps(make_ticket: MakeTicket, run: tuple[Deadline, ...]) -> None:
    before, after = make_ticket(status=Status.WAITING_FOR_CUSTOMER), make_ticket(status=Status.WAITING_FOR_VENDOR)
    assert follow_status(run, before, after, now=T0) == ()


def test_run_begun_in_a_pause_waits_for_its_end(
    make_ticket: MakeTicket, make_desk: MakeDesk, make_deadline: MakeDeadline
) -> None:
    paused, going_on = make_ticket(status=Status.WAITING_FOR_VENDOR), make_ticket(status=Status.IN_PROGRESS)
    rows = start_run(make_deadline(), paused, make_desk(step(), step(5)), now=T0, ids=(1, 2))
    assert all(row.due_at >= FROZEN for row in rows)
    thawed = follow_status(rows, paused, going_on, now=T0 + 60 * MINUTE)
    assert [row.due_at - T0 for row in thawed] == [60 * MINUTE, 65 * MINUTE]


def test_resolving_a_paused_ticket_ends_its_frozen_steps(make_ticket: MakeTicket, run: tuple[Deadline, ...]) -> None:
    before, during = make_ticket(), make_ticket(status=Status.WAITING_FOR_CUSTOMER)
    frozen = follow_status(run, before, during, now=T0)
    ended = follow_status(frozen, during, make_ticket(status=Status.CLOSED), now=T0 + MINUTE)
    assert {row.state for row in ended} == {DeadlineState.CANCELLED}
    assert len(ended) == len(run)


def test_working_on_leaves_steps_alone(make_ticket: MakeTicket, run: tuple[Deadline, ...]) -> None:
    assert follow_status(run, make_ticket(), make_ticket(status=Status.IN_PROGRESS), now=T0) == ()
