"""What an operator says of a value; each is asked for one field value and the operand of its rule (spec B.3.2)."""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Collection, Iterable
from datetime import datetime, timedelta

import re2

Test = Callable[[object, object], bool]


def texts(value: object) -> tuple[str, ...]:
    """A value as texts in lower case: rules compare without case."""
    if value is None or value == "":
        return ()
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return tuple(str(item).lower() for item in value)
    return (str(value).lower(),)


def _is(value: object, wanted: object) -> bool:
    if isinstance(wanted, bool):
        return value is wanted
    return str(wanted).lower() in texts(value)


def _contains_any(value: object, wanted: object) -> bool:
    return any(part in text for text in texts(value) for part in texts(wanted))


def _contains_all(value: object, wanted: object) -> bool:
    return all(any(part in text for text in texts(value)) for part in texts(wanted))


def _starts(value: object, wanted: object) -> bool:
    return any(text.startswith(texts(wanted)) for text in texts(value))


def _ends(value: object, wanted: object) -> bool:
    return any(text.endswith(texts(wanted)) for text in texts(value))


def _glob(value: object, wanted: object) -> bool:
    return any(fnmatch.fnmatchcase(text, pattern) for text in texts(value) for pattern in texts(wanted))


def _exists(value: object, _: object) -> bool:
    return bool(texts(value))


def _domain_is(value: object, wanted: object) -> bool:
    """The address's domain is the wanted one or below it."""
    domains = (text.rpartition("@")[2] for text in texts(value))
    return any(domain == name or domain.endswith(f".{name}") for domain in domains for name in texts(wanted))


def _in(value: object, wanted: object) -> bool:
    return bool(set(texts(value)) & set(texts(wanted)))


def _compared(holds: Callable[[float, float], bool]) -> Test:
    """A value that is missing, or is no number, compares to nothing."""

    def test(value: object, wanted: object) -> bool:
        if isinstance(value, int | float) and isinstance(wanted, int | float):
            return holds(float(value), float(wanted))
        return False

    return test


def _between(value: object, wanted: object) -> bool:
    if not isinstance(value, int | float) or not isinstance(wanted, list | tuple):
        return False
    low, high = wanted
    return bool(low <= value <= high)


def _timed(holds: Callable[[datetime, datetime], bool]) -> Test:
    def test(value: object, wanted: object) -> bool:
        return isinstance(value, datetime) and isinstance(wanted, datetime) and holds(value, wanted)

    return test


#: Operators that look at one value. A negation of a missing value is true.
TESTS: dict[str, Test] = {
    "is": _is,
    "is_not": lambda value, wanted: not _is(value, wanted),
    "in": _in,
    "not_in": lambda value, wanted: not _in(value, wanted),
    "in_list": _in,
    "address_in": _in,
    "contains": _contains_any,
    "contains_any": _contains_any,
    "contains_all": _contains_all,
    "not_contains": lambda value, wanted: not _contains_any(value, wanted),
    "starts": _starts,
    "ends": _ends,
    "glob": _glob,
    "exists": _exists,
    "empty": lambda value, wanted: not _exists(value, wanted),
    "domain_is": _domain_is,
    "gt": _compared(lambda value, wanted: value > wanted),
    "ge": _compared(lambda value, wanted: value >= wanted),
    "lt": _compared(lambda value, wanted: value < wanted),
    "le": _compared(lambda value, wanted: value <= wanted),
    "between": _between,
    "before": _timed(lambda value, wanted: value < wanted),
    "after": _timed(lambda value, wanted: value > wanted),
}


def pattern_test(pattern: str) -> Callable[[object], bool]:
    """A search that takes time linear in the text, whatever the pattern (T-19).

    Raises:
        ValueError: The pattern is none, or needs what a linear search cannot do.
    """
    try:
        compiled = re2.compile(pattern)
    except re2.error as error:
        raise ValueError(str(error)) from error
    return lambda value: any(compiled.search(text) is not None for text in _spelled(value))


def age_test(op: str, span: timedelta) -> Callable[[object, datetime], bool]:
    """``within_last``, ``within_next`` and ``older_than`` against the instant at hand."""

    def test(value: object, now: datetime) -> bool:
        if not isinstance(value, datetime):
            return False
        if op == "within_next":
            return now <= value <= now + span
        if op == "within_last":
            return now - span <= value <= now
        return value < now - span

    return test


def _spelled(value: object) -> Iterable[str]:
    if value is None:
        return ()
    if isinstance(value, Collection) and not isinstance(value, str | bytes):
        return (str(item) for item in value)
    return (str(value),)
