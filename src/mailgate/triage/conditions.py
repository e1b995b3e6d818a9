"""Condition trees, compiled once: each answers with the first leaf that failed, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from mailgate.model.rule import Condition, Group, Leaf
from mailgate.triage.fields import value_of
from mailgate.triage.occasion import Occasion
from mailgate.triage.operators import TESTS, age_test, pattern_test, texts

#: Empty when the condition holds, else the leaf that failed, as text.
Asked = Callable[[Occasion], str]

_SPAN = re.compile(r"(\d+)(s|m|h|d|w)")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def compile_condition(condition: Condition | None) -> Asked:
    """Compile a tree; none at all always holds.

    Raises:
        ValueError: A pattern cannot be searched for in linear time.
    """
    if condition is None:
        return lambda occasion: ""
    if isinstance(condition, Leaf):
        return _leaf(condition)
    return _group(condition)


def _group(group: Group) -> Asked:
    members = tuple(compile_condition(member) for member in group.members)
    if group.mode == "all":
        return lambda occasion: next((failed for member in members if (failed := member(occasion))), "")
    if group.mode == "any":
        return lambda occasion: "" if any(not member(occasion) for member in members) else f"none of {len(members)}"
    return lambda occasion: "" if all(member(occasion) for member in members) else "one of those excluded holds"


def _leaf(leaf: Leaf) -> Asked:
    holds = _test(leaf)
    told = f"{leaf.field} {leaf.op} {leaf.value!r}" if leaf.value is not None else f"{leaf.field} {leaf.op}"
    return lambda occasion: "" if holds(occasion) else told


def _test(leaf: Leaf) -> Callable[[Occasion], bool]:
    if leaf.op in ("matches", "not_matches"):
        found = pattern_test(str(leaf.value))
        wanted = leaf.op == "matches"
        return lambda occasion: found(value_of(leaf.field, occasion)) is wanted
    if leaf.op in ("within_last", "within_next", "older_than"):
        aged = age_test(leaf.op, span(leaf.value))
        return lambda occasion: aged(value_of(leaf.field, occasion), occasion.now)
    if leaf.op in ("changed", "changed_from", "changed_to", "was"):
        return _change_test(leaf)
    test, operand = TESTS[leaf.op], _operand(leaf)
    return lambda occasion: test(value_of(leaf.field, occasion), operand)


def _change_test(leaf: Leaf) -> Callable[[Occasion], bool]:
    def holds(occasion: Occasion) -> bool:
        if occasion.before is None:
            return False
        old, new = value_of(f"before.{leaf.field}", occasion), value_of(leaf.field, occasion)
        wanted = texts(leaf.value)
        if leaf.op == "was":
            return texts(old) == wanted
        if old == new:
            return False
        compared = {"changed_from": old, "changed_to": new}.get(leaf.op)
        return compared is None or texts(compared) == wanted

    return holds


def _operand(leaf: Leaf) -> object:
    if leaf.op in ("before", "after") and isinstance(leaf.value, str):
        return datetime.fromisoformat(leaf.value)
    return leaf.value


def span(value: object) -> timedelta:
    """``90s``, ``4h``, ``2d`` or a number of seconds."""
    found = _SPAN.fullmatch(str(value))
    if found is None:
        return timedelta(seconds=float(str(value)))
    return timedelta(**{_UNITS[found[2]]: int(found[1])})
