"""The inline examples of a rule: ``test = [ { subject = "Refund", matches = true } ]``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mailgate.config.nearest import advice
from mailgate.config.operands import moment_of, plain
from mailgate.config.rule_names import FIELD_FAMILIES, FIELDS, TICKET_FIELDS, is_field
from mailgate.config.table import Surroundings
from mailgate.config.toml_lines import Place
from mailgate.config.values import priority_of, status_of
from mailgate.model.rule import RuleTest

Flaws = list[tuple[Place, str]]
_OWN_KEYS = ("matches", "gives")
_FAMILIES = tuple(f"{family}NAME" for family in FIELD_FAMILIES)


def read_tests(raw: object, around: Surroundings, flaws: Flaws) -> tuple[RuleTest, ...]:
    """The examples in order; ``flaws`` receives what is wrong, each with its place below ``test``."""
    if not isinstance(raw, list):
        flaws.append(((), 'test: it must be a list like [ { subject = "Refund", matches = true } ]'))
        return ()
    return tuple(_test(each, (index,), around, flaws) for index, each in enumerate(raw))


def _test(raw: object, place: Place, around: Surroundings, flaws: Flaws) -> RuleTest:
    if not isinstance(raw, dict):
        flaws.append((place, 'an example is a table like { subject = "Refund", matches = true }'))
        return RuleTest(given={}, matches=True)
    matches, gives = raw.get("matches", True), raw.get("gives", {})
    if not isinstance(matches, bool):
        flaws.append(((*place, "matches"), "matches: it must be true or false"))
    if not isinstance(gives, dict):
        flaws.append(((*place, "gives"), 'gives: it must be a table like { priority = "high" }'))
        gives = {}
    for name in gives:
        if name not in TICKET_FIELDS and not name.startswith("custom."):
            flaws.append(((*place, "gives", name), f'unknown field "{name}"; {advice(name, TICKET_FIELDS)}'))
    given: dict[str, object] = {}
    for below, name, value in _fields({key: each for key, each in raw.items() if key not in _OWN_KEYS}):
        if is_field(name):
            given[name] = _value(name, value, around)
        else:
            flaws.append(((*place, *below), f'unknown field "{name}"; {advice(name, (*FIELDS, *_FAMILIES))}'))
    return RuleTest(given=given, matches=matches is True, gives={name: _named(name, gives[name]) for name in gives})


def _fields(table: dict[str, Any], place: Place = (), family: str = "") -> Iterator[tuple[Place, str, Any]]:
    """Dotted keys, ``customer.tier = "gold"``, arrive as tables in tables."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _fields(value, (*place, key), f"{family}{key}.")
        else:
            yield (*place, key), f"{family}{key}", value


def _value(name: str, value: Any, around: Surroundings) -> object:
    """Instants in UTC, as text; priorities and statuses by their own names."""
    if is_instant(name):
        try:
            return moment_of(value, around).isoformat()
        except ValueError:
            return value
    return _named(name, value)


def _named(name: str, value: Any) -> object:
    word = {"priority": priority_of, "status": status_of}.get(name.removeprefix("before."))
    try:
        return str(word(value)) if word else plain(value)
    except ValueError:
        return plain(value)


def is_instant(name: str) -> bool:
    """Whether a field's values are instants."""
    return name == "now" or name.endswith(("_at", "_until"))
