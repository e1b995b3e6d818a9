from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailgate.model.calendar import Calendar, Window
from mailgate.model.rule import Condition, Group, Leaf
from mailgate.model.ticket import Priority, Status
from mailgate.triage.conditions import Workshop, compile_condition

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)

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
        (Group(mode="all", members=tuple(LEAVES)), "category exists"),
        (Group(mode="any", members=()), "any of nothing"),
        (Group(mode="any", members=(Leaf(field="category", op="exists"),)), "category exists"),
        (Group(mode="none", members=(Leaf(field="category", op="empty"),)), "none: one of them holds"),
        (Leaf(field="csat_score", op="gt", value=3), "csat_score gt 3: no value"),
        (Leaf(field="closed_at", op="older_than", value="1d"), "closed_at older_than '1d': no value"),
    ],
)
def test_condition_that_does_not_hold_says_what_failed_first(make_reading, condition, told):
    assert compile_condition(condition)(make_reading()) == told


def test_members_that_cost_little_are_asked_first(make_reading):
    dear = Leaf(field="body", op="matches", value="nothing like it")
    tree = Group(mode="all", members=(dear, Leaf(field="priority", op="is", value="low")))

    assert compile_condition(tree)(make_reading()) == "priority is 'low'"


OFFICE = Calendar(key="office", timezone="UTC", week=((Window(start=540, end=1020),),) * 5 + ((), ()))


@pytest.mark.parametrize(
    ("leaf", "holds"),
    [
        # NOW is a Saturday noon; Friday closes at 17.
        (Leaf(field="now", op="within_hours", value="office"), False),
        (Leaf(field="now", op="outside_hours", value="office"), True),
        (Leaf(field="now", op="within_hours", value="24x7"), True),
        (Leaf(field="last_agent_message_at", op="within_hours", value="office"), True),
        (Leaf(field="last_agent_message_at", op="older_than", value="4h"), True),
        (Leaf(field="last_agent_message_at", op="older_than", value="4h", calendar="office"), False),
        (Leaf(field="last_agent_message_at", op="older_than", value="1h", calendar="office"), True),
        (Leaf(field="last_agent_message_at", op="within_last", value="2h", calendar="office"), True),
        (Leaf(field="snoozed_until", op="within_next", value="2h", calendar="office"), True),
        (Leaf(field="snoozed_until", op="within_next", value="2h"), False),
        (Leaf(field="closed_at", op="within_hours", value="office"), False),
    ],
)
def test_calendar_measures_business_time(make_reading, leaf, holds):
    friday_at_16, monday_at_10 = NOW - timedelta(hours=20), NOW + timedelta(hours=46)
    reading = make_reading(ticket={"last_agent_message_at": friday_at_16, "snoozed_until": monday_at_10})

    asked = compile_condition(leaf, Workshop(calendars={"office": OFFICE}))
    assert (asked(reading) == "") is holds


def test_unknown_calendar_is_refused_when_it_is_compiled(leaf):
    with pytest.raises(ValueError, match="no calendar 'ofice'"):
        compile_condition(leaf("now", "within_hours", "ofice"), Workshop(calendars={"office": OFFICE}))


def test_leaf_that_stands_twice_is_worked_out_once_until_a_rule_changes_the_ticket(make_reading, make_ticket):
    leaf = Leaf(field="category", op="is", value="billing")
    workshop = Workshop()
    for _ in range(2):
        workshop.prepare(leaf)
    first, second = compile_condition(leaf, workshop), compile_condition(leaf, workshop)
    reading = make_reading()
    assert first(reading) == second(reading) == "category is 'billing'"

    later = reading.after(make_ticket(category="billing"))

    assert (len(workshop.shared), first(later), second(later)) == (1, "", "")


@given(text=st.text(alphabet="ab ", max_size=12), patterns=st.lists(st.text(alphabet="ab.*|", min_size=1), min_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_expressions_of_one_field_find_what_each_finds_alone(make_reading, make_ticket, text, patterns):
    known = [leaf for pattern in patterns if _is_fine(leaf := Leaf(field="subject", op="matches", value=pattern))]
    workshop, reading = Workshop(), make_reading(ticket={"subject": text})
    for each in known:
        workshop.prepare(each)

    together = [compile_condition(each, workshop)(reading) for each in known]

    assert together == [compile_condition(each)(reading) for each in known]


def _is_fine(leaf: Leaf) -> bool:
    try:
        compile_condition(leaf)
    except ValueError:
        return False
    return True


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
