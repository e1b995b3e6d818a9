"""Condition trees, compiled once: each answers with the first leaf that failed, or nothing."""

from __future__ import annotations

from collections.abc import Callable

from mailgate.model.rule import Condition, Group, Leaf
from mailgate.triage.fields import UNKNOWN, Reading
from mailgate.triage.operators import AGES, TESTS, is_test
from mailgate.triage.spans import span

#: Empty when the condition holds, else the leaf that failed, as text.
Asked = Callable[[Reading], str]
_Holds = Callable[[Reading], bool]

_CHANGES = ("changed", "changed_from", "changed_to", "was")


def compile_condition(condition: Condition | None) -> Asked:
    """Compile a tree; none at all always holds.

    Raises:
        ValueError: An operator is unknown, or cannot do anything with its operand.
    """
    if condition is None:
        return lambda reading: ""
    return _leaf(condition) if isinstance(condition, Leaf) else _group(condition)


def _group(group: Group) -> Asked:
    members = tuple(compile_condition(member) for member in group.members)
    modes = {"all": _all, "any": _any, "none": _none}
    if group.mode not in modes:
        raise ValueError(f"unknown group {group.mode!r}")
    return modes[group.mode](members)


def _all(members: tuple[Asked, ...]) -> Asked:
    def asked(reading: Reading) -> str:
        for member in members:
            if failing := member(reading):
                return failing
        return ""

    return asked


def _any(members: tuple[Asked, ...]) -> Asked:
    def asked(reading: Reading) -> str:
        first = ""
        for member in members:
            failing = member(reading)
            if not failing:
                return ""
            first = first or failing
        return first or "any of nothing"

    return asked


def _none(members: tuple[Asked, ...]) -> Asked:
    def asked(reading: Reading) -> str:
        return "" if all(member(reading) for member in members) else "none: one of them holds"

    return asked


def _leaf(leaf: Leaf) -> Asked:
    told = f"{leaf.field} {leaf.op} {leaf.value!r}" if leaf.value is not None else f"{leaf.field} {leaf.op}"
    holds = _test(leaf)
    if leaf.field.removeprefix("before.") in UNKNOWN:
        return lambda reading: f"{told}: nobody knows"
    return lambda reading: "" if holds(reading) else told


def _test(leaf: Leaf) -> _Holds:
    name = leaf.field
    if leaf.op in TESTS:
        test = TESTS[leaf.op](leaf.value)
        return lambda reading: test(reading.of(name))
    if leaf.op in AGES:
        aged = AGES[leaf.op](span(leaf.value))
        return lambda reading: aged(reading.of(name), reading.occasion.now)
    if leaf.op in _CHANGES:
        return _change_test(leaf)
    raise ValueError(f"unknown operator {leaf.op!r}")


def _change_test(leaf: Leaf) -> _Holds:
    """A new ticket did not change; of several texts, tags say, one that came or went is enough."""
    name, earlier, op = leaf.field, f"before.{leaf.field}", leaf.op
    wanted = is_test(leaf.value)

    def holds(reading: Reading) -> bool:
        if reading.occasion.before is None:
            return False
        old, new = reading.of(earlier), reading.of(name)
        if op == "changed":
            return old.raw != new.raw
        if op == "was":
            return wanted(old)
        return wanted(old) is not wanted(new) and wanted(new if op == "changed_to" else old)

    return holds
