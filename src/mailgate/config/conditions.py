"""The ``if`` of a rule: a tree of comparisons, read with all its flaws at once."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from mailgate.config.durations import parse_duration
from mailgate.config.nearest import advice
from mailgate.config.rule_names import FIELD_FAMILIES, FIELDS, OPERATORS, Takes, is_field
from mailgate.config.toml_lines import Place
from mailgate.model.rule import Condition, Group, Leaf

_MODES = ("all", "any", "none")
_LEAF_KEYS = ("field", "op", "value")
#: Deeper trees are a mistake, and reading them would exhaust the stack.
_DEEPEST = 20
#: spec/reliability-security.md L-29.
_LONGEST_PATTERN = 1_000
# RE2 refuses both, because they cannot be matched in linear time.
_NOT_LINEAR = re.compile(r"(?<!\\)(?:\\\\)*(?:\\[1-9]|\\g<|\(\?P=|\(\?<?[=!]|\(\?>|\(\?\()")


@dataclass(slots=True)
class Reading:
    """One ``if`` being read; ``flaws`` holds what was found, each with its place below the ``if``."""

    #: Where files named by ``in_list`` stand.
    folder: Path
    flaws: list[tuple[Place, str]] = field(default_factory=list)

    def condition(self, raw: object, place: Place = ()) -> Condition:
        """A bare list means all of it. After a flaw the answer is of no use."""
        if len(place) > 2 * _DEEPEST:
            return self.refuse(place, f"conditions are nested more than {_DEEPEST} deep")
        if isinstance(raw, list):
            return self.group("all", raw, place)
        if not isinstance(raw, dict):
            return self.refuse(place, 'a condition must be a table like { field = "subject", op = "is", value = "x" }')
        modes = [key for key in raw if key in _MODES]
        if not modes:
            return self.leaf(raw, place)
        if len(raw) > 1:
            return self.refuse(place, f'"{modes[0]}" must stand alone in its table; put the other keys into its list')
        return self.group(modes[0], raw[modes[0]], (*place, modes[0]))

    def group(self, mode: str, members: object, place: Place) -> Condition:
        if not isinstance(members, list):
            return self.refuse(place, f'"{mode}" must be a list of conditions')
        read = [self.condition(each, (*place, index)) for index, each in enumerate(members)]
        return Group(mode=mode, members=tuple(read))

    def leaf(self, raw: dict[str, Any], place: Place) -> Condition:
        for key in raw:
            if key not in _LEAF_KEYS:
                self.refuse((*place, key), f'unknown key "{key}" in a condition; {advice(key, [*_LEAF_KEYS, *_MODES])}')
        name, operator = raw.get("field"), raw.get("op")
        if not isinstance(name, str):
            return self.refuse(place, 'a condition needs the key "field"; add it')
        if not is_field(name):
            self.refuse((*place, "field"), f'unknown field "{name}"; {advice(name, [*FIELDS, *FIELD_FAMILIES])}')
        if not isinstance(operator, str):
            return self.refuse(place, 'a condition needs the key "op"; add it')
        if operator not in OPERATORS:
            return self.refuse((*place, "op"), f'unknown operator "{operator}"; {advice(operator, OPERATORS)}')
        return self.compared(name, operator, raw, place)

    def compared(self, name: str, operator: str, raw: dict[str, Any], place: Place) -> Condition:
        takes, value = OPERATORS[operator], raw.get("value")
        if takes is Takes.NOTHING:
            if "value" in raw:
                self.refuse((*place, "value"), f'"{operator}" takes no value; leave "value" out')
            return Leaf(field=name, op=operator)
        if "value" not in raw:
            return self.refuse(place, f'"{operator}" needs the key "value"; add it')
        wrong = _CHECKS[takes](value)
        if wrong:
            return self.refuse((*place, "value"), f'"{operator}" {wrong}')
        if takes is Takes.FILE:
            # Taken into the desk revision as it is now, so that a replay sees the same list.
            return Leaf(field=name, op="in", value=self.lines_of(str(value), (*place, "value")))
        return Leaf(field=name, op=operator, value=plain(value))

    def lines_of(self, name: str, place: Place) -> list[str]:
        path = self.folder / name
        try:
            lines = path.read_text("utf-8").splitlines()
        except (OSError, ValueError):
            self.refuse(place, f'the list "{path}" cannot be read as text; write one entry a line into it')
            return []
        return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]

    def refuse(self, place: Place, message: str) -> Condition:
        self.flaws.append((place, message))
        return Group(mode="all", members=())


def plain(value: Any) -> Any:
    """A TOML value with dates and times as ISO 8601 text, so that the desk's JSON holds it unchanged."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, date | time) else value


def check_pattern(pattern: object) -> str:
    """Why RE2 would refuse the pattern, empty when it may be fine; the real compilation is triage's."""
    if not isinstance(pattern, str) or not pattern:
        return "needs a regular expression in quotes"
    if len(pattern) > _LONGEST_PATTERN:
        return f"takes a regular expression of at most {_LONGEST_PATTERN} characters"
    if _NOT_LINEAR.search(pattern):
        return "takes no backreference and no lookaround; write the expression without them"
    try:
        re.compile(_as_python(pattern))
    except (re.error, OverflowError, RecursionError) as error:
        return f"has an expression that is not valid: {error}"
    return ""


def _as_python(pattern: str) -> str:
    """What RE2 knows and Python does not: flags in the middle, ``\\z`` and classes like ``\\pL``."""
    without_classes = re.sub(r"\\[pP](?:\{\^?\w+\}|\w)", r"\\w", pattern).replace(r"\z", r"\Z")
    return re.sub(r"\(\?[imsU]+(?:-[imsU]+)?\)|\(\?-[imsU]+\)", "", without_classes)


def _is_scalar(value: object) -> bool:
    if isinstance(value, float):
        return math.isfinite(value)
    return isinstance(value, str | int | date | time)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and value != [] and all(_is_scalar(each) for each in value)


def _is_moment(value: object) -> bool:
    if isinstance(value, date):
        return True
    try:
        return isinstance(value, str) and datetime.fromisoformat(value) is not None
    except ValueError:
        return False


def _is_duration(value: Any) -> bool:
    try:
        parse_duration(value)
    except ValueError:
        return False
    return True


def _wants(test: Callable[[Any], bool], words: str) -> Callable[[object], str]:
    return lambda value: "" if test(value) else f"needs {words}"


_CHECKS: dict[Takes, Callable[[object], str]] = {
    Takes.SCALAR: _wants(_is_scalar, "a single value"),
    Takes.TEXT: _wants(lambda value: isinstance(value, str), "text in quotes"),
    Takes.LIST: _wants(_is_list, 'a list of values like ["a", "b"]'),
    Takes.TEXT_OR_LIST: _wants(lambda value: _is_scalar(value) or _is_list(value), "a value or a list of values"),
    Takes.PATTERN: check_pattern,
    Takes.NUMBER: _wants(lambda value: _is_number(value), "a number"),
    Takes.PAIR: _wants(lambda value: _is_list(value) and len(value) == 2, "a list of two values, lowest first"),
    Takes.MOMENT: _wants(_is_moment, "a date or a time like 2026-12-24 or 2026-12-24T18:00:00Z"),
    Takes.DURATION: _wants(_is_duration, 'a duration like "4h"'),
    Takes.FILE: _wants(lambda value: isinstance(value, str) and value != "", "the path of a file in quotes"),
}
