from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.calendar import Calendar, Window
from mailgate.model.event import Cause
from mailgate.model.plan import Change, Plan, Request, RuleMark
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
        ({"valid_from": NOW + timedelta(seconds=1)}, "now from '2026-11-21T12:00:01+00:00'"),
        ({"valid_until": NOW + timedelta(seconds=1)}, ""),
        ({"valid_until": NOW}, "now before '2026-11-21T12:00:00+00:00'"),
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
    ("once", "holds", "fired", "carried_out"),
    [
        ("none", True, NOW, True),
        ("ticket", False, None, True),
        ("ticket", False, NOW - timedelta(days=300), False),
        ("day", True, NOW - timedelta(hours=12), False),
        # The desk's midnight is at 23:00 UTC.
        ("day", True, NOW - timedelta(hours=13, seconds=1), True),
        ("transition", True, NOW - timedelta(days=1), False),
        ("transition", False, NOW - timedelta(seconds=1), True),
    ],
)
def test_once_bounds_how_often_a_rule_is_carried_out(run, make_rule, make_occasion, once, holds, fired, carried_out):
    desk = replace(make_occasion().desk, timezone="Europe/Berlin")
    marks = {"a": RuleMark(rule="a", holds=holds, fired_at=fired)}

    plan = run(make_rule("a", rule={"once": once}, set_category="x"), desk=desk, marks=marks)

    assert bool(plan.changes) is carried_out
    if once != "none" and carried_out:
        assert plan.marks == (RuleMark(rule="a", holds=True, fired_at=NOW),)


def test_condition_that_became_false_is_remembered_so_that_the_next_transition_counts(run, make_rule):
    marks = {"a": RuleMark(rule="a", holds=True, fired_at=NOW)}

    plan = run(make_rule("a", rule={"once": "transition", "condition": NEVER}, set_category="x"), marks=marks)

    assert plan.marks == (RuleMark(rule="a", holds=False, fired_at=NOW),)


URGENT, LOW = Leaf(field="priority", op="is", value="urgent"), Leaf(field="priority", op="is", value="low")
CHANGED = ("ticket.priority_changed",)


def test_rules_that_another_rules_change_concerns_are_asked_in_the_next_round(run, make_rule):
    plan = run(
        make_rule("second", rule={"on": CHANGED, "condition": URGENT}, set_category="hot"),
        make_rule("first", set_priority="urgent"),
    )

    assert [(trace.rule, trace.depth) for trace in plan.trace if trace.matched] == [
        ("first", 0),
        ("second", 1),
    ]
    assert _wishes(plan)[-1] == ("category", "hot", "second")


def test_later_round_compares_with_the_ticket_as_it_found_it(run, make_rule):
    raised = Leaf(field="priority", op="changed_from", value="medium")

    plan = run(
        make_rule("first", set_priority="urgent"),
        make_rule("then", rule={"on": CHANGED, "condition": raised}, add_tags="x"),
    )

    assert _matched(plan) == ["first", "then"]


def test_two_rules_that_undo_each_other_end_after_one_turn_each(run, make_rule):
    plan = run(
        make_rule("begin", set_priority="urgent"),
        make_rule("down", rule={"on": CHANGED, "condition": URGENT}, set_priority="low"),
        make_rule("up", rule={"on": CHANGED, "condition": LOW}, set_priority="urgent"),
    )

    assert [change.value for change in plan.changes] == ["urgent", "low", "urgent"]
    assert _matched(plan) == ["begin", "down", "up"]


def test_chain_ends_after_five_rounds_and_says_who_was_not_asked(run, make_rule):
    priorities = ["low", "high"] * 5
    rules = [
        make_rule(f"r{n}", rule={"on": CHANGED, "condition": Leaf(field="tags", op="is", value=f"t{n}")},
                  set_priority=priority, add_tags=[f"t{n + 1}"])
        for n, priority in enumerate(priorities)
    ]  # fmt: skip

    # The last comes first in the file, so that each round carries out one.
    plan = run(make_rule("begin", set_priority="urgent", add_tags=["t0"]), *reversed(rules))

    assert _matched(plan) == ["begin", "r0", "r1", "r2", "r3", "r4"]
    assert {trace.failing for trace in plan.trace if trace.depth == 6} == {
        "rules.depth: 5 rounds were made, it is not asked in another"
    }


def test_stop_ends_the_chain(run, make_rule):
    plan = run(
        make_rule("a", rule={"stop": True}, set_priority="urgent"), make_rule("b", rule={"on": CHANGED}, add_tags="x")
    )

    assert _matched(plan) == ["a"]


def test_ticket_that_only_rules_changed_a_hundred_times_is_left_alone(run, make_rule):
    plan = run(make_rule("a", set_category="x"), make_rule("b", set_type="y"), ticket={"rule_changes": 100})

    assert (plan.changes, len(plan.trace)) == ((), 1)
    assert plan.trace[0].failures[0].startswith("rules.ticket_budget")


def test_atomic_rule_does_nothing_where_one_action_is_refused(run, make_rule):
    refused = make_rule("a", rule={"atomic": True}, set_category="x", set_status="merged", add_note="n")

    plan = run(refused, ticket={"status": Status.CANCELLED})

    assert (plan.changes, plan.requests) == ((), ())
    assert plan.trace[0].failures == (
        "lifecycle.transition: status to merged",
        "rules.atomic: nothing of it was done",
    )


def test_trace_tells_what_a_rule_changed(run, make_rule):
    (trace,) = run(make_rule("a", set_priority="urgent", add_tags=["x"])).trace

    assert trace.changed == ("priority: medium to urgent", "tags: ['Vip', 'money'] to ['Vip', 'money', 'x']")


@pytest.mark.parametrize(("hours", "matches"), [({"within": "office"}, False), ({"outside": "office"}, True)])
def test_rule_with_a_calendar_is_asked_in_its_hours_alone(run, make_rule, hours, matches):
    office = Calendar(key="office", timezone="UTC", week=((Window(start=540, end=1020),),) * 5 + ((), ()))

    plan = run(make_rule("a", rule=hours, set_category="x"), calendars=(office,))

    assert bool(plan.changes) is matches


def test_occasion_is_left_as_it_was(run, make_rule, make_ticket, make_occasion):
    occasion = make_occasion()

    run(make_rule("a", set_category="x", set_field={"seats": 1}), make_rule("b", add_tags=["y"]))

    assert occasion.ticket == make_ticket()
