from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.calendar import Calendar
from mailgate.model.desk import Desk
from mailgate.model.rule import Group, Leaf
from mailgate.triage.analysis import analyse

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HIGH, LOW = Leaf(field="priority", op="is", value="high"), Leaf(field="priority", op="is", value="low")
REFUND = Leaf(field="subject", op="contains", value="refund")
CHANGED = ("ticket.priority_changed",)


def found(*rules, **desk):
    return [(it.rule, it.code) for it in analyse(Desk(tenant="acme", rules=rules, **desk), NOW)]


def test_rule_that_can_never_apply_is_unreachable(make_rule):
    never = make_rule("a", rule={"condition": Group(mode="all", members=(HIGH, LOW))}, add_tags=["x"])
    over = make_rule("b", rule={"valid_until": NOW}, add_tags=["x"])

    assert found(never, over, make_rule("c", rule={"enabled": False, "condition": never.condition})) == [
        ("a", "rules.unreachable"),
        ("b", "rules.unreachable"),
    ]


def test_rule_behind_one_that_always_stops_is_shadowed(make_rule):
    stops = make_rule("a", rule={"stop": True, "condition": REFUND}, add_tags=["x"])
    narrow = make_rule("b", rule={"condition": Group(mode="all", members=(REFUND, HIGH))}, add_tags=["y"])

    assert found(stops, narrow) == [("b", "rules.shadowed")]
    assert found(narrow, stops) == []
    assert found(make_rule("a", rule={"stop": True, "condition": REFUND, "once": "day"}), narrow) == []


def test_nothing_is_shadowed_where_a_rule_between_changes_what_is_asked(make_rule):
    stops = make_rule("a", rule={"stop": True, "condition": HIGH}, add_tags=["x"])
    raises = make_rule("b", raise_priority="high")
    third = make_rule("c", rule={"condition": HIGH}, set_category="x")

    assert ("c", "rules.shadowed") not in found(stops, raises, third)


def test_two_rules_that_always_apply_together_and_disagree_are_contradictory(make_rule):
    first = make_rule("a", rule={"condition": REFUND}, set_category="x")
    second = make_rule("b", rule={"condition": REFUND}, set_category="y")

    assert found(first, second) == [("b", "rules.contradictory")]
    assert found(first, make_rule("b", rule={"condition": REFUND}, set_category="x")) == []


def test_rules_that_cause_each_other_are_told_with_their_way(make_rule):
    down = make_rule("down", rule={"on": CHANGED, "condition": HIGH}, set_priority="low")
    up = make_rule("up", rule={"on": CHANGED, "condition": LOW}, set_priority="high")
    (finding,) = analyse(Desk(tenant="acme", rules=(down, up)), NOW)

    assert (finding.code, finding.sentence) == ("rules.looping", 'it causes itself by way of "up" → "down"')
    assert found(down, make_rule("up", rule={"on": CHANGED, "condition": HIGH}, set_priority="urgent")) == []


@pytest.mark.parametrize("rule", [{"within": "never"}, {"outside": "24x7"}])
def test_calendar_without_time_is_told(make_rule, rule):
    calendars = (Calendar(key="never", timezone="UTC"),)

    assert found(make_rule("a", rule=rule, add_tags=["x"]), calendars=calendars) == [("a", "rules.no_time")]


def test_ordinary_rules_give_no_finding(make_rule):
    assert (
        found(
            make_rule("a", rule={"condition": REFUND}, set_category="billing", raise_priority="high"),
            make_rule("b", rule={"condition": HIGH, "on": CHANGED}, add_tags=["hot"]),
            make_rule("c", rule={"valid_until": NOW + timedelta(days=1)}, stop=True),
        )
        == []
    )
