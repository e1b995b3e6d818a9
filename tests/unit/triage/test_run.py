from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.event import Cause
from mailgate.model.plan import Change, Plan, Request
from mailgate.model.rule import Group, Leaf
from mailgate.model.ticket import Status

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
NEVER = Leaf(field="subject", op="is", value="never")


def _wishes(plan: Plan) -> list[tuple[str, object, str]]:
    return [(change.field, change.value, change.cause.ref) for change in plan.changes]


def _matched(plan: Plan) -> list[str]:
    return [trace.rule for trace in plan.trace if trace.matched]


def test_rules_are_asked_in_the_files_order_and_name_themselves_as_cause(run, make_rule):
    plan = run(make_rule("b", set_category="x"), make_rule("a", set_type="y", add_note="z"))

    assert plan.changes == (
        Change(field="category", value="x", cause=Cause(kind="rule", ref="b")),
        Change(field="type", value="y", cause=Cause(kind="rule", ref="a")),
    )
    assert plan.requests == (Request(name="add_note", value="z", cause=Cause(kind="rule", ref="a")),)


def test_rule_sees_the_ticket_as_earlier_rules_left_it(run, make_rule):
    changed = Leaf(field="priority", op="is", value="urgent")

    plan = run(
        make_rule("too early", rule={"condition": changed}, set_category="x"),
        make_rule("first", set_priority="urgent"),
        make_rule("then", rule={"condition": changed}, add_tags=["hot"]),
    )

    assert _matched(plan) == ["first", "then"]


def test_rule_sees_what_the_lifecycle_makes_of_an_earlier_wish(run, make_rule):
    triaged = Leaf(field="status", op="is", value="triaged")

    plan = run(make_rule("a", assign_team="front"), make_rule("b", rule={"condition": triaged}, set_category="x"))

    assert _matched(plan) == ["a", "b"]


def test_raising_twice_goes_by_what_the_first_left(run, make_rule):
    plan = run(make_rule("a", raise_priority="urgent"), make_rule("b", raise_priority="high"))

    assert _wishes(plan) == [("priority", "urgent", "a")]


def test_actions_of_one_rule_build_on_each_other(run, make_rule):
    plan = run(make_rule("a", raise_priority="high", lower_priority="medium"))

    assert [change.value for change in plan.changes] == ["high", "medium"]


@pytest.mark.parametrize("stopping", [{"rule": {"stop": True}}, {"stop": True}])
def test_stop_leaves_the_rest_unread_once_the_rule_matched(run, make_rule, stopping):
    first = make_rule("a", **stopping, set_category="x")

    assert [trace.rule for trace in run(first, make_rule("b", set_type="y")).trace] == ["a"]


def test_stop_of_a_rule_that_did_not_match_stops_nothing(run, make_rule):
    first = make_rule("a", rule={"stop": True, "condition": NEVER}, set_category="x")

    assert _matched(run(first, make_rule("b", set_type="y"))) == ["b"]


def test_trace_names_the_first_condition_that_failed(run, make_rule):
    condition = Group(mode="all", members=(Leaf(field="subject", op="exists"), NEVER))

    (trace,) = run(make_rule("a", rule={"condition": condition}, set_category="x")).trace

    assert (trace.rule, trace.matched, trace.failing, trace.failures) == ("a", False, "subject is 'never'", ())


@pytest.mark.parametrize(
    ("window", "failing"),
    [
        ({"valid_from": NOW}, ""),
        ({"valid_from": NOW + timedelta(seconds=1)}, "not before 2026-11-21T12:00:01+00:00"),
        ({"valid_until": NOW + timedelta(seconds=1)}, ""),
        ({"valid_until": NOW}, "not after 2026-11-21T12:00:00+00:00"),
    ],
)
def test_rule_is_valid_from_its_first_instant_until_before_its_last(run, make_rule, window, failing):
    (trace,) = run(make_rule("a", rule=window, set_category="x")).trace

    assert trace.failing == failing


def test_two_rules_that_write_one_field_are_both_listed_and_the_last_counts(run, make_rule):
    plan = run(
        make_rule("a", set_priority="low", add_tags=["x"]),
        make_rule("b", set_category="same", add_tags=["y"]),
        make_rule("c", set_priority="high", set_category="same"),
    )

    assert plan.trace[2].failures == ("rules.conflict: priority: low by 'a', high by 'c'",)
    assert (plan.trace[0].failures, plan.trace[1].failures) == ((), ())
    assert plan.changes[-2].value == "high"


def test_what_the_lifecycle_will_refuse_is_in_the_trace_and_the_rest_goes_on(run, make_rule):
    plan = run(make_rule("a", set_status="open", set_category="x"), ticket={"status": Status.SPAM})

    assert plan.trace[0].failures == ("lifecycle.person_only: status to open",)
    assert _wishes(plan) == [("status", "open", "a"), ("category", "x", "a")]


def test_hold_and_spam_name_the_first_rule_that_asked(run, make_rule):
    plan = run(
        make_rule("a", hold=True), make_rule("b", hold="look first"), make_rule("c", mark_spam=True), make_rule("d")
    )

    assert (plan.hold, plan.spam) == ("a", "c")
    assert _wishes(plan) == [("status", "spam", "c")]


def test_after_fifty_matches_no_rule_is_asked_and_the_trace_says_so(run, make_rule):
    plan = run(*(make_rule(f"r{number}", add_tags=[f"t{number}"]) for number in range(60)))

    assert len(plan.changes) == len(plan.trace) == 50
    assert plan.trace[-1].failures == ("rules.budget: 50 rules matched, those after it are not asked",)


def test_rules_that_do_not_match_use_up_no_budget(run, make_rule):
    idle = (make_rule(f"r{number}", rule={"condition": NEVER}, add_tags=["x"]) for number in range(200))

    assert _matched(run(*idle, make_rule("last", set_category="x"))) == ["last"]


def test_rule_is_asked_once_however_many_of_its_events_happened_in_the_files_order(run, make_rule):
    reopened, added = "ticket.reopened", "ticket.message.added"
    plan = run(
        make_rule("a", rule={"on": (added, reopened)}, add_tags=["a"]),
        make_rule("b", rule={"on": (reopened,)}, add_tags=["b"]),
        make_rule("c", rule={"on": (added,)}, add_tags=["c"]),
        make_rule("d", rule={"on": ("ticket.created",)}, add_tags=["d"]),
        events=(reopened, added),
    )

    assert [trace.rule for trace in plan.trace] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("events", "once", "failures"),
    [
        (("ticket.created",), "ticket", ()),
        (("ticket.message.added",), "none", ()),
        (("ticket.message.added",), "ticket", ("rules.once: 'ticket' is not looked at",)),
    ],
)
def test_once_that_cannot_be_kept_is_said_in_the_trace(run, make_rule, events, once, failures):
    (trace,) = run(make_rule("a", rule={"on": events, "once": once}, set_category="x"), events=events).trace

    assert trace.failures == failures


def test_occasion_is_left_as_it_was(run, make_rule, make_ticket, make_occasion):
    occasion = make_occasion()

    run(make_rule("a", set_category="x", set_field={"seats": 1}), make_rule("b", add_tags=["y"]))

    assert occasion.ticket == make_ticket()
