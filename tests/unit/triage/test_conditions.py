from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailgate.model.rule import Condition, Group, Leaf
from mailgate.model.ticket import Priority, Status
from mailgate.triage.conditions import compile_condition

#: Leaves on the usual occasion, and whether each holds.
LEAVES = {
    Leaf(field="subject", op="contains", value="refund"): True,
    Leaf(field="subject", op="is", value="refund"): False,
    Leaf(field="tags", op="is", value="vip"): True,
    Leaf(field="category", op="exists"): False,
    Leaf(field="custom.seats", op="gt", value=100): True,
    Leaf(field="created_at", op="older_than", value="3h"): False,
    Leaf(field="customer.tier", op="is_not", value="gold"): False,
}
TREES = st.recursive(
    st.sampled_from(list(LEAVES)),
    lambda members: st.builds(
        Group, mode=st.sampled_from(["all", "any", "none"]), members=st.lists(members, max_size=4).map(tuple)
    ),
    max_leaves=20,
)


def _holds(condition: Condition) -> bool:
    """The tree by its definition, every member looked at."""
    if isinstance(condition, Leaf):
        return LEAVES[condition]
    held = [_holds(member) for member in condition.members]
    return {"all": held.count(True) == len(held), "any": True in held, "none": True not in held}[condition.mode]


# Values are frozen, so that one occasion serves every example.
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tree=TREES)
def test_a_tree_holds_exactly_when_its_definition_says_so(make_reading, tree):
    assert (compile_condition(tree)(make_reading()) == "") is _holds(tree)


def test_no_condition_always_holds(make_reading):
    assert compile_condition(None)(make_reading()) == ""


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        (Leaf(field="subject", op="is", value="x"), "subject is 'x'"),
        (Leaf(field="category", op="exists"), "category exists"),
        (Group(mode="all", members=tuple(LEAVES)), "subject is 'refund'"),
        (Group(mode="any", members=()), "any of nothing"),
        (Group(mode="any", members=(Leaf(field="category", op="exists"),)), "category exists"),
        (Group(mode="none", members=(Leaf(field="category", op="empty"),)), "none: one of them holds"),
        (Leaf(field="customer.tier", op="is", value="gold"), "customer.tier is 'gold': nobody knows"),
    ],
)
def test_condition_that_does_not_hold_says_what_failed_first(make_reading, condition, told):
    assert compile_condition(condition)(make_reading()) == told


@pytest.mark.parametrize("op", ["is", "is_not", "in", "not_in", "contains", "not_contains", "exists", "empty"])
def test_what_nobody_can_know_never_holds_not_even_its_negation(make_reading, leaf, op):
    value = None if op in ("exists", "empty") else ["gold"] if op in ("in", "not_in") else "gold"

    assert compile_condition(leaf("customer.tier", op, value))(make_reading())


CHANGES = [
    ("priority", "changed", None, True),
    ("status", "changed", None, False),
    ("priority", "changed_from", "low", True),
    ("priority", "changed_from", "high", False),
    ("priority", "changed_to", "High", True),
    ("priority", "changed_to", "low", False),
    ("status", "changed_to", "open", False),
    ("priority", "was", "low", True),
    ("priority", "was", "high", False),
    ("status", "was", "open", True),
    ("assigned_to", "changed_from", "", True),
    ("assigned_to", "was", "", True),
    ("tags", "changed_to", "vip", True),
    ("tags", "changed_from", "old", True),
    ("tags", "changed_to", "money", False),
    ("tags", "was", "money", True),
]


@pytest.mark.parametrize(("field", "op", "value", "holds"), CHANGES)
def test_change_is_between_the_ticket_before_and_as_it_stands(make_reading, make_ticket, leaf, field, op, value, holds):
    before = make_ticket(priority=Priority.LOW, status=Status.OPEN, tags=("money", "old"))
    reading = make_reading(before=before, ticket={"priority": Priority.HIGH, "assigned_to": "ann@agents.test"})

    assert (compile_condition(leaf(field, op, value))(reading) == "") is holds


@pytest.mark.parametrize(("field", "op", "value", "_"), CHANGES)
def test_a_new_ticket_did_not_change(make_reading, leaf, field, op, value, _):
    assert compile_condition(leaf(field, op, value))(make_reading())


def test_change_sees_what_earlier_rules_of_the_pass_did(make_reading, make_ticket, leaf):
    before = make_ticket()
    asked = compile_condition(leaf("category", "changed_to", "billing"))
    reading = make_reading(before=before)

    assert asked(reading)
    assert asked(reading.after(replace(before, category="billing"))) == ""


@pytest.mark.parametrize(
    "condition",
    [
        Leaf(field="subject", op="resembles", value="x"),
        Leaf(field="created_at", op="before", value="soon"),
        Leaf(field="created_at", op="older_than", value="a while"),
        Leaf(field="subject", op="matches", value="("),
        Leaf(field="attachment.size", op="gt", value="large"),
        Leaf(field="attachment.size", op="between", value=[1]),
        Group(mode="some", members=()),
    ],
)
def test_condition_that_cannot_be_evaluated_is_refused_when_it_is_compiled(condition):
    with pytest.raises(ValueError, match=r"\S"):
        compile_condition(condition)
