from __future__ import annotations

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailgate.model.rule import Group, Leaf
from mailgate.model.ticket import Priority, Status
from mailgate.triage.conditions import compile_condition
from mailgate.triage.reasoning import can_hold, implies


def leaf(field, op, value=None):
    return Leaf(field=field, op=op, value=value)


def all_of(*members):
    return Group(mode="all", members=members)


@pytest.mark.parametrize(
    "condition",
    [
        all_of(leaf("priority", "is", "high"), leaf("priority", "is", "low")),
        all_of(leaf("priority", "in", ["high", "low"]), leaf("priority", "not_in", ["High", "low"])),
        all_of(leaf("status", "not_in", [status.value for status in Status])),
        all_of(leaf("escalation_level", "gt", 3), leaf("escalation_level", "lt", 4)),
        all_of(leaf("category", "is", "billing"), leaf("category", "starts", "tech")),
        all_of(leaf("category", "empty"), leaf("category", "contains", "x")),
        all_of(leaf("body", "contains", "x"), leaf("body", "not_contains", "x")),
        all_of(leaf("tags", "is", "x"), Group(mode="none", members=(leaf("tags", "is", "x"),))),
        Group(mode="any", members=()),
        all_of(leaf("custom.plan", "is", "gold"), leaf("custom.plan", "is_not", "Gold")),
    ],
)
def test_conditions_that_can_never_hold_are_known(condition):
    assert not can_hold((condition, True))


@pytest.mark.parametrize(
    "condition",
    [
        None,
        # Of several tags, recipients or fields of a header each may be another.
        all_of(leaf("tags", "is", "x"), leaf("tags", "is", "y")),
        all_of(leaf("header.x-tag", "is", "x"), leaf("header.x-tag", "is", "y")),
        # An expression minds case; a value does not tell its own.
        all_of(leaf("category", "is", "Billing"), leaf("category", "matches", "^B")),
        all_of(leaf("category", "is", "billing"), leaf("category", "contains", "ill")),
        all_of(leaf("escalation_level", "gt", 3), leaf("escalation_level", "lt", 5)),
        all_of(leaf("custom.seats", "gt", 3.5), leaf("custom.seats", "lt", 3.6)),
        all_of(leaf("priority", "is_not", "high"), leaf("before.priority", "is", "high")),
    ],
)
def test_nothing_is_claimed_of_conditions_that_may_hold(condition):
    assert can_hold((condition, True))


def test_condition_implies_what_asks_for_less():
    narrow = all_of(leaf("priority", "is", "high"), leaf("subject", "contains", "x"))

    assert implies(narrow, leaf("priority", "in", ["high", "urgent"]))
    assert implies(narrow, None)
    assert not implies(leaf("priority", "in", ["high", "urgent"]), narrow)


SEVERAL = st.lists(st.sampled_from(list(Priority)), min_size=1)
TEXT_OPS = st.sampled_from(["is", "is_not", "contains", "starts"])
LEAVES = st.one_of(
    st.builds(leaf, st.just("priority"), st.sampled_from(["is", "is_not"]), st.sampled_from(list(Priority))),
    st.builds(leaf, st.just("priority"), st.sampled_from(["in", "not_in"]), SEVERAL),
    st.builds(leaf, st.just("escalation_level"), st.sampled_from(["gt", "ge", "lt", "le", "is"]), st.integers(0, 3)),
    st.builds(leaf, st.just("category"), TEXT_OPS, st.sampled_from(["a", "b", "ab"])),
    st.builds(leaf, st.just("category"), st.sampled_from(["exists", "empty"])),
    st.builds(leaf, st.just("tags"), st.sampled_from(["is", "is_not", "contains"]), st.sampled_from(["a", "b"])),
)
TREES = st.recursive(
    LEAVES,
    lambda members: st.builds(
        Group, mode=st.sampled_from(["all", "any", "none"]), members=st.lists(members, max_size=3).map(tuple)
    ),
    max_leaves=6,
)
DOMAIN = list(product(Priority, range(5), ["", "a", "b", "ab"], [(), ("a",), ("b",), ("a", "b")]))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=100)
@given(tree=TREES, other=TREES)
def test_no_false_claim_against_brute_force(make_reading, make_ticket, tree, other):
    asked, also = compile_condition(tree), compile_condition(other)
    readings = [
        make_reading(ticket={"priority": priority, "escalation_level": level, "category": category, "tags": tags})
        for priority, level, category, tags in (DOMAIN if not can_hold((tree, True)) or implies(tree, other) else [])
    ]

    held = [reading for reading in readings if not asked(reading)]

    assert can_hold((tree, True)) or not held
    assert not implies(tree, other) or all(not also(reading) for reading in held)
