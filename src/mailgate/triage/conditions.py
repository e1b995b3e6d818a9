"""Condition trees, compiled once: each answers with the first leaf that failed, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from mailgate.model.calendar import ALWAYS, Calendar
from mailgate.model.rule import Condition, Group, Leaf
from mailgate.triage.fields import Reading, is_of_ticket
from mailgate.triage.operators import AGES, COMPARISONS, HOURS, TESTS, Aged, is_test
from mailgate.triage.patterns import Patterns
from mailgate.triage.spans import span
from mailgate.triage.value import Value

#: Empty when the condition holds, else the leaf that failed, as text.
Asked = Callable[[Reading], str]
_Holds = Callable[[Reading], bool]

CHANGES = ("changed", "changed_from", "changed_to", "was")
#: Words are looked for in long texts together.
_SEEKING = ("contains", "contains_any", "not_contains")
_LONG = ("body", "new_text", "subject", "mail.text")
#: What reading a field costs, beside all others; of members of a group the cheap ones are asked first.
_DEAR = {"body": 3, "new_text": 3, "mail.text": 3, "subject": 2, "count": 2, "header": 2}
_DEAR_OPS = {"matches": 4, "not_matches": 4, "glob": 2, "contains": 1, "contains_any": 1, "contains_all": 1}


@dataclass(slots=True, kw_only=True)
class Workshop:
    """What the conditions of one desk have in common while they are compiled."""

    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    #: How often each leaf stands in the desk's rules; what stands twice is asked once a mail.
    uses: Counter[str] = field(default_factory=Counter)
    #: By leaf its place among the shared ones.
    shared: dict[str, int] = field(default_factory=dict)
    patterns: Patterns = field(default_factory=Patterns)

    def calendar(self, key: str) -> Calendar:
        """Raises: ``ValueError``, if the desk has no such calendar."""
        if key == ALWAYS.key:
            return ALWAYS
        if key not in self.calendars:
            raise ValueError(f"no calendar {key!r}")
        return self.calendars[key]

    def prepare(self, condition: Condition | None) -> None:
        """Count the leaves of a condition, and take up its expressions."""
        for leaf in leaves(condition):
            self.uses[told(leaf)] += 1
            if leaf.op in ("matches", "not_matches"):
                self.patterns.add(leaf.field, str(leaf.value))
            elif leaf.op in _SEEKING and leaf.field in _LONG:
                self.patterns.add_words(leaf.field, Value(leaf.value).texts)


def leaves(condition: Condition | None) -> Iterator[Leaf]:
    """Every comparison of a tree, in the order in which they are written."""
    if isinstance(condition, Leaf):
        yield condition
    elif condition is not None:
        for member in condition.members:
            yield from leaves(member)


def told(leaf: Leaf) -> str:
    """A leaf as text: ``subject contains 'refund'``."""
    by = f" by {leaf.calendar}" if leaf.calendar else ""
    return f"{leaf.field} {leaf.op} {leaf.value!r}{by}" if leaf.value is not None else f"{leaf.field} {leaf.op}"


def compile_condition(condition: Condition | None, workshop: Workshop | None = None) -> Asked:
    """Compile a tree; none at all always holds.

    Raises:
        ValueError: An operator is unknown, or cannot do anything with its operand.
    """
    if condition is None:
        return lambda reading: ""
    workshop = workshop or Workshop()
    return _leaf(condition, workshop) if isinstance(condition, Leaf) else _group(condition, workshop)


def _group(group: Group, workshop: Workshop) -> Asked:
    ordered = sorted(group.members, key=_cost)
    members = tuple(compile_condition(member, workshop) for member in ordered)
    modes = {"all": _all, "any": _any, "none": _none}
    if group.mode not in modes:
        raise ValueError(f"unknown group {group.mode!r}")
    return modes[group.mode](members)


def _cost(condition: Condition) -> int:
    if isinstance(condition, Leaf):
        return _DEAR.get(condition.field.partition(".")[0], 0) * 4 + _DEAR_OPS.get(condition.op, 0)
    return 1 + sum(_cost(member) for member in condition.members)


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


def _leaf(leaf: Leaf, workshop: Workshop) -> Asked:
    name, text, holds = leaf.field, told(leaf), _test(leaf, workshop)
    missing = f"{text}: no value"
    if leaf.op in COMPARISONS:

        def asked(reading: Reading) -> str:
            if holds(reading):
                return ""
            return text if reading.of(name).texts else missing

    else:

        def asked(reading: Reading) -> str:
            return "" if holds(reading) else text

    return _shared(asked, leaf, text, workshop) if workshop.uses[text] > 1 else asked


def _shared(asked: Asked, leaf: Leaf, text: str, workshop: Workshop) -> Asked:
    """Asked once a mail, however many rules it stands in; of a field that rules change, once after each change."""
    place = workshop.shared.setdefault(text, len(workshop.shared))
    changes = is_of_ticket(leaf.field) or leaf.op in CHANGES

    def once(reading: Reading) -> str:
        known = reading.of_ticket if changes else reading.of_mail
        answer = known.get(place)
        if answer is None:
            answer = known[place] = asked(reading)
        return answer

    return once


def _test(leaf: Leaf, workshop: Workshop) -> _Holds:
    name = leaf.field
    if leaf.op in ("matches", "not_matches"):
        search = workshop.patterns.test(name, str(leaf.value))
        if leaf.op == "matches":
            return search
        return lambda reading: not search(reading)
    if leaf.op in _SEEKING and leaf.field in _LONG:
        seek = workshop.patterns.contains(name, Value(leaf.value).texts)
        return seek if leaf.op != "not_contains" else lambda reading: not seek(reading)
    if leaf.op in TESTS:
        test = TESTS[leaf.op](leaf.value)
        return lambda reading: test(reading.of(name))
    if leaf.op in AGES:
        calendar = workshop.calendar(leaf.calendar) if leaf.calendar else None
        return _aged(name, AGES[leaf.op](span(leaf.value), calendar))
    if leaf.op in HOURS:
        return _aged(name, HOURS[leaf.op](workshop.calendar(str(leaf.value))))
    if leaf.op in CHANGES:
        return _change_test(leaf)
    raise ValueError(f"unknown operator {leaf.op!r}")


def _aged(name: str, aged: Aged) -> _Holds:
    return lambda reading: aged(reading.of(name), reading.occasion.now)


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
