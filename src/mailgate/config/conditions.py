"""The ``if`` of a rule: a tree of comparisons, read with all its flaws at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from mailgate.config.nearest import advice
from mailgate.config.operands import read_operand
from mailgate.config.rule_names import FIELD_FAMILIES, FIELDS, OPERATORS, TICKET_FIELDS, Takes, is_field
from mailgate.config.table import Surroundings
from mailgate.config.toml_lines import Place
from mailgate.model.rule import Condition, Group, Leaf

_FAMILIES = tuple(f"{family}NAME" for family in FIELD_FAMILIES)
_MODES = ("all", "any", "none")
_LEAF_KEYS = ("field", "op", "value", "calendar")
_BY_CALENDAR = ("within_last", "within_next", "older_than")
#: Deeper trees are a mistake, and reading them would exhaust the stack.
_DEEPEST = 20
_COMPARE_WITH_BEFORE = ("changed", "changed_from", "changed_to", "was")


@dataclass(slots=True)
class Reading:
    """One ``if`` being read; ``flaws`` holds what was found, each with its place below the ``if``."""

    around: Surroundings
    flaws: list[tuple[Place, str]] = field(default_factory=list)

    def condition(self, raw: object, place: Place = (), depth: int = 0) -> Condition:
        """A bare list means all of it. After a flaw the answer is of no use."""
        if depth > _DEEPEST:
            return self.refuse(place, f"conditions are nested more than {_DEEPEST} deep; write several rules")
        if isinstance(raw, list):
            return self.group("all", raw, place, depth)
        if not isinstance(raw, dict):
            return self.refuse(place, 'a condition is a table like { field = "subject", op = "is", value = "x" }')
        modes = [key for key in raw if key in _MODES]
        if not modes:
            return self.leaf(raw, place)
        if len(raw) > 1:
            return self.refuse(place, f'"{modes[0]}" must stand alone in its table; put the other keys into its list')
        return self.group(modes[0], raw[modes[0]], (*place, modes[0]), depth)

    def group(self, mode: str, members: object, place: Place, depth: int) -> Condition:
        if not isinstance(members, list):
            return self.refuse(place, f'"{mode}" must be a list of conditions')
        read = [self.condition(each, (*place, index), depth + 1) for index, each in enumerate(members)]
        return Group(mode=mode, members=tuple(read))

    def leaf(self, raw: dict[str, Any], place: Place) -> Condition:
        for key in raw:
            if key not in _LEAF_KEYS:
                self.refuse((*place, key), f'unknown key "{key}" in a condition; {advice(key, [*_LEAF_KEYS, *_MODES])}')
        name, operator = raw.get("field"), raw.get("op")
        if not isinstance(name, str):
            return self.refuse(place, 'a condition needs the key "field" with a name in quotes')
        if not is_field(name):
            self.refuse((*place, "field"), f'unknown field "{name}"; {advice(name, (*FIELDS, *_FAMILIES))}')
        if not isinstance(operator, str):
            return self.refuse(place, 'a condition needs the key "op" with an operator in quotes')
        if operator not in OPERATORS:
            return self.refuse((*place, "op"), f'unknown operator "{operator}"; {advice(operator, OPERATORS)}')
        changes = name in TICKET_FIELDS or name.startswith("custom.")
        if operator in _COMPARE_WITH_BEFORE and not changes and is_field(name):
            self.refuse((*place, "field"), f'"{operator}" needs a field of the ticket; "{name}" has no value before')
        return self.compared(name, operator, raw, place)

    def compared(self, name: str, operator: str, raw: dict[str, Any], place: Place) -> Condition:
        takes = OPERATORS[operator]
        if takes is Takes.NOTHING:
            if "value" in raw:
                self.refuse((*place, "value"), f'"{operator}" takes no value; leave "value" out')
            return Leaf(field=name, op=operator)
        if "value" not in raw:
            return self.refuse(place, f'"{operator}" needs the key "value"; add it')
        calendar = raw.get("calendar", "")
        if "calendar" in raw and (operator not in _BY_CALENDAR or not isinstance(calendar, str)):
            self.refuse((*place, "calendar"), f'"calendar" is a key in quotes, for {", ".join(_BY_CALENDAR)} alone')
        try:
            value = read_operand(takes, name, raw["value"], self.around)
            return Leaf(field=name, op=operator, value=value, calendar=str(calendar))
        except ValueError as error:
            return self.refuse((*place, "value"), f'"{operator}" {error}')

    def refuse(self, place: Place, message: str) -> Condition:
        self.flaws.append((place, message))
        return Group(mode="all", members=())
