from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailgate.lifecycle.apply import Applied, apply_changes
from mailgate.lifecycle.messages import agent_reply_changes, customer_message_changes, may_reopen, reopened_as
from mailgate.lifecycle.statuses import CATEGORY, Category, allowed, is_open
from mailgate.lifecycle.tables import DEFAULT, STRICT
from mailgate.lifecycle.terms import DEFAULT_TERMS, Terms, lifecycle_of, terms_of
from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.event import Cause, EventKind
from mailgate.model.lifecycle import Lifecycle, Right
from mailgate.model.plan import Change
from mailgate.model.ticket import Status, Ticket

MakeTicket = Callable[..., Ticket]
NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
REPAIRS = Lifecycle(
    key="repairs",
    initial=(Status.OPEN,),
    active=(Status.IN_PROGRESS, Status.WAITING_FOR_VENDOR),
    inactive=(Status.RESOLVED, Status.CLOSED, Status.MERGED),
    moves={
        Status.OPEN: (Status.IN_PROGRESS, Status.MERGED),
        Status.IN_PROGRESS: (Status.WAITING_FOR_VENDOR, Status.RESOLVED),
        Status.WAITING_FOR_VENDOR: (Status.IN_PROGRESS,),
        Status.RESOLVED: (Status.CLOSED, Status.IN_PROGRESS),
        Status.MERGED: (Status.OPEN,),
    },
    rights=(
        Right(origin=Status.RESOLVED, target=Status.CLOSED, roles=("lead",)),
        Right(origin=None, target=Status.MERGED, roles=("lead", "admin")),
    ),
    taken_for={Status.WAITING_FOR_CUSTOMER: Status.IN_PROGRESS},
)
LIFECYCLES = {each.key: each for each in (DEFAULT, STRICT, REPAIRS)}


@pytest.fixture
def desk() -> Desk:
    def queue(key: str, lifecycle: str) -> Queue:
        return Queue(key=key, address=f"{key}@acme.test", name=key, lifecycle=lifecycle)

    return Desk(
        tenant="acme",
        queues=(queue("support", "default"), queue("simple", "strict"), queue("repair", "repairs")),
        agents=(
            Agent(email="ann@acme.test", name="Ann"),
            Agent(email="lea@acme.test", name="Lea", role="lead"),
        ),
        lifecycles=(REPAIRS,),
    )


def move(ticket: Ticket, target: str, terms: Terms, cause: str = "api") -> Applied:
    change = Change(field="status", value=target, cause=Cause(kind=cause))
    return apply_changes(ticket, [change], now=NOW, actor="x", terms=terms)


@pytest.mark.parametrize(("queue", "key"), [("support", "default"), ("simple", "strict"), ("repair", "repairs")])
def test_each_queue_has_its_lifecycle(desk: Desk, queue: str, key: str) -> None:
    assert lifecycle_of(desk, queue).key == key


def test_ticket_of_a_queue_that_is_gone_has_the_default_lifecycle(desk: Desk) -> None:
    assert terms_of(desk, "gone", "ann@acme.test").lifecycle is DEFAULT


@pytest.mark.parametrize(
    ("actor", "closes"), [("ann@acme.test", False), ("lea@acme.test", True), ("cora@x.test", True)]
)
def test_right_is_asked_of_the_desks_people_only(desk: Desk, make_ticket: MakeTicket, actor: str, closes: bool) -> None:
    ticket = make_ticket(status=Status.RESOLVED, queue="repair")
    applied = move(ticket, "closed", terms_of(desk, "repair", actor))
    assert (applied.ticket.status is Status.CLOSED) is closes


def test_refused_right_names_the_moves_that_are_left(desk: Desk, make_ticket: MakeTicket) -> None:
    ticket = make_ticket(status=Status.RESOLVED, queue="repair")
    (refusal,) = move(ticket, "closed", terms_of(desk, "repair", "ann@acme.test")).refused
    assert (refusal.code, refusal.allowed) == ("lifecycle.not_yours", (Status.IN_PROGRESS,))


def test_rule_is_no_person_and_needs_no_right(desk: Desk, make_ticket: MakeTicket) -> None:
    terms = terms_of(desk, "repair", "ann@acme.test")
    assert move(make_ticket(queue="repair"), "merged", terms, "rule").ticket.status is Status.MERGED


def test_status_out_of_use_is_left_the_way_of_the_one_it_is_taken_for() -> None:
    possible = allowed(Status.WAITING_FOR_CUSTOMER, REPAIRS)
    assert possible == (Status.IN_PROGRESS, Status.WAITING_FOR_VENDOR, Status.RESOLVED)


def test_answer_to_a_resolved_ticket_takes_the_way_back_that_there_is(make_ticket: MakeTicket) -> None:
    ticket = make_ticket(status=Status.RESOLVED, resolved_at=NOW)
    assert [reopened_as(ticket, each) for each in LIFECYCLES.values()] == [
        Status.OPEN,
        Status.IN_PROGRESS,
        Status.IN_PROGRESS,
    ]


def test_closed_ticket_without_a_way_back_is_not_joined_by_mail(make_ticket: MakeTicket) -> None:
    ticket = make_ticket(status=Status.CLOSED, resolved_at=NOW, closed_at=NOW)
    window = timedelta(days=14)
    assert [may_reopen(ticket, NOW, window, each) for each in LIFECYCLES.values()] == [True, False, False]


def test_agents_answer_leaves_a_strict_ticket_as_it_is(make_ticket: MakeTicket) -> None:
    assert agent_reply_changes(make_ticket(), cause=Cause(kind="mail"), lifecycle=STRICT) == ()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("status"), st.sampled_from([*(status.value for status in Status), None])),
        st.tuples(st.just("assigned_to"), st.sampled_from(["ann@acme.test", "bob@acme.test", None])),
        st.tuples(st.just("assigned_team"), st.sampled_from(["front", None])),
        st.tuples(st.just("customer"), st.booleans()),
        st.tuples(st.just("reply"), st.none()),
    ),
    max_size=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, key=st.sampled_from(sorted(LIFECYCLES)), hours=st.integers(0, 400))
def test_no_sequence_of_acts_leaves_an_illegal_state(
    ticket_at: MakeTicket, steps: list[tuple[str, object]], key: str, hours: int
) -> None:
    lifecycle = LIFECYCLES[key]
    terms = replace(DEFAULT_TERMS, lifecycle=lifecycle)
    ticket, now = ticket_at(NOW), NOW
    for name, value in steps:
        now += timedelta(hours=hours)
        applied = apply_changes(ticket, _asked(ticket, name, value, now, lifecycle), now=now, actor="x", terms=terms)
        at = ticket.status
        for event in applied.events:
            if event.kind is EventKind.STATUS_CHANGED:
                assert Status(str(event.details["to"])) in allowed(at, lifecycle)
                at = Status(str(event.details["to"]))
        assert applied.ticket.status is at
        assert at in lifecycle.statuses
        ticket = applied.ticket
        _expect_whole(ticket)


def _asked(ticket: Ticket, name: str, value: object, now: datetime, lifecycle: Lifecycle) -> Sequence[Change]:
    cause = Cause(kind="mail")
    if name == "customer":
        window = timedelta(days=14)
        return customer_message_changes(
            ticket, now=now, reopen_window=window, automatic=bool(value), cause=cause, lifecycle=lifecycle
        )
    if name == "reply":
        return agent_reply_changes(ticket, cause=cause, lifecycle=lifecycle)
    return (Change(field=name, value=value, cause=cause),)


def _expect_whole(ticket: Ticket) -> None:
    """What a status promises about the ticket's times."""
    if is_open(ticket.status):
        assert ticket.resolved_at is None
        assert ticket.closed_at is None
        assert ticket.merged_into is None
    assert (CATEGORY[ticket.status] is Category.TERMINAL) == (ticket.closed_at is not None)
    if ticket.status in (Status.RESOLVED, Status.CLOSED):
        assert ticket.resolved_at is not None
    assert (ticket.prior_status is not None) <= (ticket.status is Status.ESCALATED)
