from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.statuses import allowed
from mailgate.lifecycle.tables import STRICT
from mailgate.lifecycle.terms import Terms
from mailgate.model.event import EventKind
from mailgate.model.plan import Change
from mailgate.model.ticket import Priority, Status, Ticket

NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)
EARLIER = datetime(2026, 11, 2, 15, tzinfo=UTC)

MakeTicket = Callable[..., Ticket]
MakeChange = Callable[..., Change]


def kinds(events: tuple) -> list[EventKind]:
    return [event.kind for event in events]


@pytest.mark.parametrize("origin", Status)
@pytest.mark.parametrize("target", Status)
def test_every_move_is_made_or_refused_as_the_table_says(
    make_ticket: MakeTicket, make_change: MakeChange, origin: Status, target: Status
) -> None:
    applied = apply_changes(make_ticket(status=origin), [make_change("status", target)], now=NOW, actor="ann@acme.test")
    if target is origin:
        assert (applied.ticket.status, applied.events, applied.refused) == (origin, (), ())
    elif target in allowed(origin):
        assert applied.ticket.status is target
        assert applied.events[0].kind is EventKind.STATUS_CHANGED
        assert applied.events[0].details == {"field": "status", "from": origin.value, "to": target.value}
    else:
        assert applied.ticket.status is origin
        assert [(refusal.code, refusal.allowed) for refusal in applied.refused] == [
            ("lifecycle.transition", allowed(origin))
        ]


def test_illegal_move_is_refused_alone(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    changes = [
        make_change("category", "billing"),
        make_change("status", "escalated"),
        make_change("tags.add", ("money",)),
    ]
    applied = apply_changes(make_ticket(status=Status.CLOSED), changes, now=NOW, actor="system")
    assert (applied.ticket.category, applied.ticket.tags) == ("billing", ("money",))
    assert [refusal.change for refusal in applied.refused] == [changes[1]]


def test_each_change_sees_what_the_earlier_ones_did(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    changes = [make_change("status", "resolved"), make_change("status", "spam")]
    applied = apply_changes(make_ticket(), changes, now=NOW, actor="system")
    assert applied.ticket.status is Status.RESOLVED
    assert applied.refused[0].allowed == allowed(Status.RESOLVED)


def test_strict_lifecycle_refuses_open_to_in_progress(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    change = make_change("status", "in_progress")
    applied = apply_changes(make_ticket(), [change], now=NOW, actor="system", terms=Terms(lifecycle=STRICT))
    assert applied.refused[0].allowed == (Status.TRIAGED, Status.CLOSED)


def test_strict_lifecycle_refuses_reopening_closed(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    closed = make_ticket(status=Status.CLOSED)
    applied = apply_changes(
        closed, [make_change("status", "open")], now=NOW, actor="system", terms=Terms(lifecycle=STRICT)
    )
    assert applied.refused[0].allowed == ()


def test_strict_lifecycle_begins_work_by_way_of_triage(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    change = make_change("assigned_to", "ann@acme.test")
    applied = apply_changes(make_ticket(), [change], now=NOW, actor="system", terms=Terms(lifecycle=STRICT))
    moves = [event.details["to"] for event in applied.events if event.kind is EventKind.STATUS_CHANGED]
    assert moves == ["triaged", "in_progress"]


@pytest.mark.parametrize(
    ("field", "value", "terms"),
    [
        ("assigned_to", "ann@acme.test", Terms(assigning_begins=False)),
        ("assigned_team", "front", Terms(routing_triages=False)),
    ],
)
def test_giving_a_ticket_away_moves_nothing_where_the_queue_does_not_want_it(
    make_ticket: MakeTicket, make_change: MakeChange, field: str, value: str, terms: Terms
) -> None:
    applied = apply_changes(make_ticket(), [make_change(field, value)], now=NOW, actor="system", terms=terms)
    assert (getattr(applied.ticket, field), applied.ticket.status) == (value, Status.OPEN)


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("status", "done", "lifecycle.unknown_status"),
        ("status", None, "lifecycle.unknown_status"),
        ("status", 3, "lifecycle.unknown_status"),
        ("priority", "asap", "lifecycle.unknown_priority"),
        ("priority", None, "lifecycle.unknown_priority"),
        ("sla_due_at", NOW, "lifecycle.unknown_field"),
        ("version", 9, "lifecycle.unknown_field"),
        ("custom.", "x", "lifecycle.unknown_field"),
        ("category", 5, "lifecycle.wrong_type"),
        ("follow_up_of", True, "lifecycle.wrong_type"),
        ("assigned_to", 5, "lifecycle.wrong_type"),
        ("assigned_team", ["front"], "lifecycle.wrong_type"),
        ("tags.add", 5, "lifecycle.wrong_type"),
        ("tags.add", (5,), "lifecycle.wrong_type"),
        ("custom.serial", ["x"], "lifecycle.wrong_type"),
    ],
)
def test_what_makes_no_sense_is_refused_by_a_stable_code(
    make_ticket: MakeTicket, make_change: MakeChange, field: str, value: object, code: str
) -> None:
    ticket = make_ticket()
    applied = apply_changes(ticket, [make_change(field, value)], now=NOW, actor="system")
    assert ([refusal.code for refusal in applied.refused], applied.ticket) == ([code], ticket)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("status", "open"),
        ("priority", "normal"),
        ("category", ""),
        ("category", None),
        ("assigned_to", None),
        ("assigned_team", ""),
        ("tags.add", ("vip", "vip")),
        ("tags.remove", ("absent",)),
        ("custom.serial", "42"),
        ("custom.absent", None),
        ("snoozed_until", None),
    ],
)
def test_a_change_that_changes_nothing_gives_no_event(
    make_ticket: MakeTicket, make_change: MakeChange, field: str, value: object
) -> None:
    ticket = make_ticket(tags=("vip",), custom={"serial": "42"})
    applied = apply_changes(ticket, [make_change(field, value)], now=NOW, actor="system")
    assert (applied.ticket, applied.events, applied.refused) == (ticket, (), ())


def test_events_carry_time_actor_and_the_cause_of_their_change(
    make_ticket: MakeTicket, make_change: MakeChange
) -> None:
    changes = [make_change("priority", "high", "rule"), make_change("assigned_to", "ann@acme.test", "api")]
    applied = apply_changes(make_ticket(), changes, now=NOW, actor="bob@acme.test")
    assert [(event.kind, event.cause.kind) for event in applied.events] == [
        (EventKind.PRIORITY_CHANGED, "rule"),
        (EventKind.ASSIGNED, "api"),
        (EventKind.STATUS_CHANGED, "api"),
    ]
    assert {(event.at, event.actor) for event in applied.events} == {(NOW, "bob@acme.test")}


def test_any_change_moves_updated_at(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    applied = apply_changes(make_ticket(), [make_change("type", "incident")], now=NOW, actor="system")
    assert applied.ticket.updated_at == NOW


def test_resolving_sets_resolved_at(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    applied = apply_changes(make_ticket(), [make_change("status", "resolved")], now=NOW, actor="system")
    assert (applied.ticket.resolved_at, applied.ticket.closed_at) == (NOW, None)
    assert kinds(applied.events) == [EventKind.STATUS_CHANGED, EventKind.RESOLVED]


def test_closing_what_was_never_resolved_sets_both_times(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    applied = apply_changes(make_ticket(), [make_change("status", "closed")], now=NOW, actor="system")
    assert (applied.ticket.resolved_at, applied.ticket.closed_at) == (NOW, NOW)


def test_closing_keeps_when_it_was_resolved(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    resolved = make_ticket(status=Status.RESOLVED, resolved_at=EARLIER)
    applied = apply_changes(resolved, [make_change("status", "closed")], now=NOW, actor="system")
    assert (applied.ticket.resolved_at, applied.ticket.closed_at) == (EARLIER, NOW)


@pytest.mark.parametrize("origin", [Status.RESOLVED, Status.CLOSED, Status.CANCELLED])
def test_reopening_clears_both_times_and_counts(
    make_ticket: MakeTicket, make_change: MakeChange, origin: Status
) -> None:
    done = make_ticket(status=origin, resolved_at=EARLIER, closed_at=EARLIER, reopened_count=1)
    applied = apply_changes(done, [make_change("status", "open")], now=NOW, actor="system")
    ticket = applied.ticket
    assert (ticket.resolved_at, ticket.closed_at, ticket.reopened_count) == (None, None, 2)
    assert kinds(applied.events) == [EventKind.STATUS_CHANGED, EventKind.REOPENED]


@pytest.mark.parametrize("origin", [Status.SPAM, Status.MERGED])
def test_coming_back_from_spam_or_a_merge_is_no_reopening(
    make_ticket: MakeTicket, make_change: MakeChange, origin: Status
) -> None:
    gone = make_ticket(status=origin, closed_at=EARLIER, merged_into=9)
    applied = apply_changes(gone, [make_change("status", "open")], now=NOW, actor="system")
    ticket = applied.ticket
    assert (ticket.closed_at, ticket.merged_into, ticket.reopened_count) == (None, None, 0)
    assert kinds(applied.events) == [EventKind.STATUS_CHANGED]


@pytest.mark.parametrize("origin", [Status.SPAM, Status.MERGED, Status.CANCELLED])
@pytest.mark.parametrize("kind", ["rule", "schedule", "lifecycle"])
def test_no_machine_brings_back_what_a_person_put_away(
    make_ticket: MakeTicket, make_change: MakeChange, origin: Status, kind: str
) -> None:
    applied = apply_changes(make_ticket(status=origin), [make_change("status", "open", kind)], now=NOW, actor="system")
    assert [refusal.code for refusal in applied.refused] == ["lifecycle.person_only"]


def test_escalating_raises_the_level_and_remembers_the_status(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    waiting = make_ticket(status=Status.WAITING_FOR_SUPPORT)
    applied = apply_changes(waiting, [make_change("status", "escalated")], now=NOW, actor="system")
    assert (applied.ticket.prior_status, applied.ticket.escalation_level) == (Status.WAITING_FOR_SUPPORT, 1)
    assert kinds(applied.events) == [EventKind.STATUS_CHANGED, EventKind.ESCALATED]


@pytest.mark.parametrize(
    ("prior", "restored"),
    [
        (Status.WAITING_FOR_SUPPORT, Status.WAITING_FOR_SUPPORT),
        (Status.IN_PROGRESS, Status.IN_PROGRESS),
        (Status.OPEN, Status.IN_PROGRESS),
        (None, Status.IN_PROGRESS),
    ],
)
def test_leaving_escalated_restores_the_prior_status_where_the_table_allows(
    make_ticket: MakeTicket, make_change: MakeChange, prior: Status | None, restored: Status
) -> None:
    escalated = make_ticket(status=Status.ESCALATED, prior_status=prior)
    applied = apply_changes(escalated, [make_change("status", None)], now=NOW, actor="system")
    assert (applied.ticket.status, applied.ticket.prior_status) == (restored, None)


@pytest.mark.parametrize("origin", [Status.OPEN, Status.TRIAGED])
def test_assigning_to_a_person_begins_the_work(
    make_ticket: MakeTicket, make_change: MakeChange, origin: Status
) -> None:
    change = make_change("assigned_to", "Ann@Acme.test")
    applied = apply_changes(make_ticket(status=origin), [change], now=NOW, actor="system")
    assert (applied.ticket.assigned_to, applied.ticket.status) == ("ann@acme.test", Status.IN_PROGRESS)


@pytest.mark.parametrize("origin", [status for status in Status if status not in {Status.OPEN, Status.TRIAGED}])
def test_assigning_leaves_any_other_status_alone(
    make_ticket: MakeTicket, make_change: MakeChange, origin: Status
) -> None:
    change = make_change("assigned_to", "ann@acme.test")
    applied = apply_changes(make_ticket(status=origin), [change], now=NOW, actor="system")
    assert (applied.ticket.status, kinds(applied.events)) == (origin, [EventKind.ASSIGNED])


def test_unassigning_keeps_the_status(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    taken = make_ticket(status=Status.IN_PROGRESS, assigned_to="ann@acme.test")
    applied = apply_changes(taken, [make_change("assigned_to", None)], now=NOW, actor="system")
    assert (applied.ticket.status, kinds(applied.events)) == (Status.IN_PROGRESS, [EventKind.UNASSIGNED])


def test_routing_to_a_team_triages_an_open_ticket(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    applied = apply_changes(make_ticket(), [make_change("assigned_team", "front")], now=NOW, actor="system")
    assert applied.ticket.status is Status.TRIAGED
    assert kinds(applied.events) == [EventKind.ASSIGNED, EventKind.STATUS_CHANGED, EventKind.TRIAGED]


def test_routing_to_a_team_does_not_take_work_back(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    working = make_ticket(status=Status.IN_PROGRESS)
    applied = apply_changes(working, [make_change("assigned_team", "front")], now=NOW, actor="system")
    assert applied.ticket.status is Status.IN_PROGRESS


@pytest.mark.parametrize(
    ("kind", "source"),
    [("rule", "rule"), ("detection", "detected"), ("header", "header"), ("api", "agent"), ("mail", "agent")],
)
def test_priority_says_who_set_it(make_ticket: MakeTicket, make_change: MakeChange, kind: str, source: str) -> None:
    applied = apply_changes(make_ticket(), [make_change("priority", "P0", kind)], now=NOW, actor="system")
    assert (applied.ticket.priority, applied.ticket.priority_source) == (Priority.CRITICAL, source)


def test_tags_are_added_once_and_in_order_and_removed(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    changes = [
        make_change("tags.add", ("b", "a", "b")),
        make_change("tags.add", "c"),
        make_change("tags.remove", ["a"]),
    ]
    applied = apply_changes(make_ticket(tags=("x",)), changes, now=NOW, actor="system")
    assert applied.ticket.tags == ("x", "b", "c")


def test_custom_fields_are_text_and_can_be_removed(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    changes = [make_change("custom.floor", 3), make_change("custom.serial", None)]
    ticket = make_ticket(custom={"serial": "42"})
    applied = apply_changes(ticket, changes, now=NOW, actor="system")
    assert applied.ticket.custom == {"floor": "3"}
    assert ticket.custom == {"serial": "42"}


def test_event_details_of_an_instant_are_fit_for_json(make_ticket: MakeTicket, make_change: MakeChange) -> None:
    applied = apply_changes(make_ticket(), [make_change("snoozed_until", NOW)], now=EARLIER, actor="system")
    assert applied.events[0].details == {"field": "snoozed_until", "from": None, "to": "2026-11-03T12:00:00+00:00"}
