from __future__ import annotations

import pytest

from mailgate.model.desk import Desk
from mailgate.model.rule import Leaf
from mailgate.triage.compile import compile_rules
from mailgate.triage.ingest import ingest

NEVER = Leaf(field="subject", op="is", value="never")


@pytest.fixture
def asked(make_occasion, make_rule):
    def ask(*rules, **more):
        on = {"on": ("mail.received",)}
        made = [make_rule(name, rule=on | rule, **actions) for name, rule, actions in rules]
        occasion = make_occasion(**({"ticket": None, "events": ("mail.received",)} | more))
        return ingest(occasion, compile_rules(Desk(tenant="acme", rules=tuple(made))))

    return ask


@pytest.fixture
def make_occasion(make_occasion):
    """Without a ticket, which the usual occasion has."""
    from dataclasses import replace

    def build(*, ticket=None, **more):
        return replace(make_occasion(**more), ticket=None)

    return build


def test_first_rule_that_drops_holds_or_calls_it_spam_is_named_and_dropping_ends_it(asked):
    plan = asked(
        ("a", {}, {"hold": True}),
        ("b", {}, {"mark_spam": True, "hold": True}),
        ("c", {}, {"drop": True}),
        ("d", {}, {"route": "x"}),
    )

    assert (plan.hold, plan.spam, plan.drop, plan.queue) == ("a", "b", "c", "")
    assert [trace.rule for trace in plan.trace] == ["a", "b", "c"]


def test_last_route_counts_and_what_does_not_match_says_why(asked):
    plan = asked(("a", {}, {"route": "one"}), ("b", {"condition": NEVER}, {"route": "no"}), ("c", {}, {"route": "two"}))

    assert (plan.queue, plan.trace[1].failing) == ("two", "subject is 'never'")


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ("reply_to", "reply@customer.test"),
        ("header.x-tag", ""),
        ("header.x-none", ""),
        ("fixed@customer.test", "fixed@customer.test"),
    ],
)
def test_sender_is_the_one_address_that_the_field_holds(asked, named, address):
    plan = asked(("a", {}, {"set_sender": named}))

    assert plan.sender == address
    assert plan.trace[0].failures == (() if address else ("set_sender: no address there",))


def test_field_of_a_ticket_has_no_value_before_there_is_one(asked):
    plan = asked(("a", {"condition": Leaf(field="priority", op="exists")}, {"drop": True}))

    assert plan.drop == ""
