"""Which conditions can never hold together: sound, and silent where it is not sure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from mailgate.model.rule import Condition, Group, Leaf
from mailgate.model.ticket import Priority, Status
from mailgate.triage.conditions import told
from mailgate.triage.operators import TESTS
from mailgate.triage.value import Value

#: More ways to hold than this are not looked through; then nothing is claimed.
_WAYS = 256
#: An operator that says the opposite of another one, whatever the value.
_OPPOSITES = {
    "is_not": "is",
    "not_in": "in",
    "not_contains": "contains",
    "not_matches": "matches",
    "empty": "exists",
}
#: Fields with at most one value, as far as all their values are known.
_CLOSED: dict[str, tuple[object, ...]] = {
    "status": tuple(Status),
    "priority": tuple(Priority),
    "sla_breach": (True, False),
}
_SINGLE = frozenset(
    (
        "category", "type", "queue", "product", "source", "assigned_to", "assigned_team", "sla_policy",
        "escalation_policy", "kind", "language", "event.by", "event.channel", "event.message", "mail.kind", "dmarc",
        "customer.tier", "customer.domain", "customer.email", "mail.recipient", "from", "priority_source",
    )
)  # fmt: skip
_NUMBERS = frozenset(("escalation_level", "reopened_count", "csat_score", "rule_changes", "attachment.count"))
_BOUNDS = ("gt", "ge", "lt", "le", "between")


@dataclass(frozen=True, slots=True)
class Literal:
    """A leaf, or that it does not hold."""

    leaf: Leaf
    holds: bool


#: Literals that are to hold together.
Way = tuple[Literal, ...]


def can_hold(*conditions: tuple[Condition | None, bool]) -> bool:
    """Whether conditions can hold together, each or, with False, its opposite; True also where nobody knows."""
    ways: list[list[Way]] = []
    count = 1
    for condition, wanted in conditions:
        found = list(_ways(condition, wanted))
        count *= len(found)
        if count > _WAYS:
            return True
        ways.append(found)
    return any(_consistent(sum(chosen, ())) for chosen in product(*ways))


def implies(condition: Condition | None, other: Condition | None) -> bool:
    """Whether the other one holds wherever the first does; False also where nobody knows."""
    return not can_hold((condition, True), (other, False))


def _ways(condition: Condition | None, wanted: bool) -> Iterator[Way]:
    """Every way in which it may hold, as leaves that do and do not; too many come to one without any claim."""
    if condition is None:
        if wanted:
            yield ()
        return
    if isinstance(condition, Leaf):
        yield (_literal(condition, wanted),)
        return
    yield from _of_group(condition, wanted)


def _of_group(group: Group, wanted: bool) -> Iterator[Way]:
    inner = wanted if group.mode != "none" else not wanted
    together = (group.mode in ("all", "none") and wanted) or (group.mode == "any" and not wanted)
    members = [list(_ways(member, inner if group.mode != "none" else not wanted)) for member in group.members]
    if not together:
        for member in members:
            yield from member
        return
    count = 1
    for member in members:
        count *= len(member)
    if count > _WAYS:
        yield ()
        return
    for chosen in product(*members):
        yield sum(chosen, ())


def _literal(leaf: Leaf, holds: bool) -> Literal:
    if leaf.op in _OPPOSITES:
        return Literal(Leaf(field=leaf.field, op=_OPPOSITES[leaf.op], value=leaf.value), not holds)
    return Literal(leaf, holds)


def _consistent(literals: Iterable[Literal]) -> bool:
    by_text: dict[str, bool] = {}
    by_field: dict[str, list[Literal]] = {}
    for literal in literals:
        text = told(literal.leaf)
        if by_text.setdefault(text, literal.holds) is not literal.holds:
            return False
        by_field.setdefault(literal.leaf.field.removeprefix("before."), [])
        by_field.setdefault(literal.leaf.field, []).append(literal)
    return all(_possible(field, its) for field, its in by_field.items() if its)


def _possible(field: str, literals: list[Literal]) -> bool:
    name = field.removeprefix("before.")
    # A pattern minds case, which nobody knows here; a change looks at two values.
    tests = [each for each in literals if each.leaf.op in TESTS and each.leaf.op != "matches"]
    if name in _NUMBERS:
        return _in_bounds(tests)
    if name not in _CLOSED and name not in _SINGLE and not name.startswith("custom."):
        return True
    candidates = _candidates(name, field, tests)
    if candidates is None:
        return True
    return any(all(_holds(each.leaf, value) is each.holds for each in tests) for value in candidates)


def _candidates(name: str, field: str, tests: list[Literal]) -> list[object] | None:
    """Every value that can be meant; None where there is no end to them."""
    if name in _CLOSED:
        missing: list[object] = [None] if field != name else []
        return [*_CLOSED[name], *missing]
    for each in tests:
        operand = each.leaf.value
        if each.holds and each.leaf.op == "is" and isinstance(operand, str) and operand:
            return [operand]
        if each.holds and each.leaf.op in ("in", "in_list", "address_in") and isinstance(operand, list | tuple):
            return list(operand)
        if not each.holds and each.leaf.op == "exists":
            return [None]
    return None


def _holds(leaf: Leaf, value: object) -> bool:
    return TESTS[leaf.op](leaf.value)(Value(value))


def _in_bounds(literals: list[Literal]) -> bool:
    """Whole numbers from none on: enough to look at those around each bound."""
    edges = {0.0}
    for each in literals:
        values = each.leaf.value if isinstance(each.leaf.value, list | tuple) else (each.leaf.value,)
        edges |= (
            {float(number) for number in Value(values).numbers} if each.leaf.op in (*_BOUNDS, "is", "in") else set()
        )
    tried = {int(edge) + step for edge in edges for step in (-1, 0, 1) if int(edge) + step >= 0}
    return any(all(_holds(each.leaf, value) is each.holds for each in literals) for value in [*sorted(tried), None])
