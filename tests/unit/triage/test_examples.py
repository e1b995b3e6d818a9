from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.model.desk import Desk
from mailgate.model.rule import Group, Leaf, RuleTest
from mailgate.triage.compile import compile_rules
from mailgate.triage.examples import try_examples

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def tried(make_rule):
    def run(test, condition=None, **actions):
        rule = make_rule("r", rule={"condition": condition, "tests": (test,)}, **actions)
        desk = Desk(tenant="acme", rules=(rule,))
        (compiled,) = compile_rules(desk).of(("ticket.created",))
        return try_examples(compiled, desk, NOW)[0].wrong

    return run


def test_example_that_comes_out_as_it_says_is_right(tried):
    refund, untagged = Leaf(field="subject", op="contains", value="refund"), Leaf(field="tags", op="empty")
    condition = Group(mode="all", members=(refund, untagged))

    assert tried(RuleTest(given={"subject": "Refund"}, matches=True), condition, set_category="x") == ""
    assert tried(RuleTest(given={"subject": "Refund", "tags": ["x"]}, matches=False), condition, set_category="x") == ""


def test_example_that_comes_out_otherwise_says_how(tried):
    condition = Leaf(field="subject", op="contains", value="refund")

    wrong = "it does not match: subject contains 'refund'"
    assert tried(RuleTest(given={"subject": "Hi"}, matches=True), condition) == wrong
    assert tried(RuleTest(given={"subject": "Refund"}, matches=False), condition) == "it matches"


def test_what_the_rule_gives_is_compared(tried):
    test = RuleTest(given={}, matches=True, gives={"priority": "urgent", "tags": ["a", "b"]})

    assert tried(test, set_priority="urgent", add_tags=["a", "b"]) == ""
    assert tried(test, set_priority="high", add_tags=["a", "b"]) == "priority is high, not urgent"


@pytest.mark.parametrize(
    ("given", "condition"),
    [
        ({"status": "closed"}, Leaf(field="status", op="is", value="closed")),
        ({"now": "2026-12-24T10:00:00+00:00"}, Leaf(field="now", op="after", value="2026-12-01T00:00:00+00:00")),
        ({"created_at": "2026-11-20T12:00:00+00:00"}, Leaf(field="created_at", op="older_than", value="1d")),
        ({"header.x-score": "7"}, Leaf(field="header.x-score", op="gt", value=5)),
        ({"before.priority": "low", "priority": "high"}, Leaf(field="priority", op="changed_from", value="low")),
        ({"custom.plan": "gold"}, Leaf(field="custom.plan", op="is", value="gold")),
        ({"sla.resolution.state": "breached"}, Leaf(field="sla.resolution.state", op="is", value="breached")),
    ],
)
def test_example_may_give_any_field(tried, given, condition):
    assert tried(RuleTest(given=given, matches=True), condition) == ""
