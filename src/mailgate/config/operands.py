"""The ``value`` of a condition: what each operator takes, as the desk revision keeps it."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from mailgate.config.durations import parse_duration
from mailgate.config.nearest import advice
from mailgate.config.rule_names import Takes
from mailgate.config.table import Surroundings
from mailgate.config.values import priority_of, status_of
from mailgate.model.outbound import OutboundKind
from mailgate.model.sla import CycleState

#: spec/reliability-security.md L-29.
_LONGEST_PATTERN = 1_000
# Escaped characters and classes, in which brackets mean nothing.
_OPAQUE = re.compile(r"\\[^1-9]|\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]")
# RE2 refuses them, because they cannot be matched in linear time.
_NOT_LINEAR = re.compile(r"\\[1-9]|\(\?P=|\(\?<?[=!]|\(\?>|\(\?\(")
_REPEATED = re.compile(r"\{(\d+)(?:,(\d*))?\}")
_MOST_REPEATED = 1_000
# Flags in the middle, which RE2 knows and Python does not.
_FLAGS = re.compile(r"\(\?[imsU]*-?[imsU]+\)")
# What Python and RE2 refuse alike; of the rest of Python's opinions RE2 need not be told.
_ALSO_RE2 = ("missing )", "unbalanced", "unterminated character set", "nothing to repeat", "bad character range")
_SIMPLE_DURATION = re.compile(r"\d+[smhdw]?", re.ASCII)


def read_operand(takes: Takes, field: str, value: Any, around: Surroundings) -> Any:
    """The value in the form in which rules are evaluated, JSON only.

    Durations have one unit, moments are UTC, priorities and statuses have their own names, a list's file is its lines.

    Raises:
        ValueError: the value is not what the operator takes; the text follows its name.
    """
    if takes is Takes.NUMBER and field.endswith(".remaining") and not _is_number(value):
        return _seconds(value)
    read = plain(_READERS[takes](value, around))
    name = "sla.state" if field.startswith("sla.") and field.endswith(".state") else field.removeprefix("before.")
    word = _NAMED.get(name)
    if word is None or takes not in (Takes.SCALAR, Takes.LIST):
        return read
    try:
        return [word(each) for each in read] if isinstance(read, list) else word(read)
    except ValueError as error:
        raise ValueError(f"needs a known value: {error}") from None


def plain(value: Any) -> Any:
    """A TOML value with dates and times as ISO 8601 text, so that the desk's JSON holds it unchanged."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return value.isoformat() if isinstance(value, date | time) else value


def pattern_flaw(pattern: object) -> str:
    """Why RE2 would refuse it, empty when it may be fine: the real compilation is that of ``triage``."""
    if not isinstance(pattern, str) or not pattern:
        return "needs a regular expression in quotes"
    if len(pattern) > _LONGEST_PATTERN:
        return f"takes a regular expression of at most {_LONGEST_PATTERN} characters"
    if _NOT_LINEAR.search(_OPAQUE.sub("", pattern)):
        return "takes no backreference and no lookaround; write the expression without them"
    if any(int(count or 0) > _MOST_REPEATED for counts in _REPEATED.findall(pattern) for count in counts):
        return f"takes no repetition above {_MOST_REPEATED}"
    try:
        with warnings.catch_warnings(action="ignore", category=FutureWarning):
            re.compile(_FLAGS.sub("", pattern))
    except (re.error, OverflowError, RecursionError) as error:
        if str(error).startswith(_ALSO_RE2):
            return f"has an expression that is not valid: {error}"
    return ""


def is_scalar(value: object) -> bool:
    return isinstance(value, str | int | float | date | time)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _scalar(value: Any, around: Surroundings) -> Any:
    if not is_scalar(value):
        raise ValueError("needs a single value")
    return value


def _list(value: Any, around: Surroundings) -> Any:
    if not isinstance(value, list) or not value or not all(is_scalar(each) for each in value):
        raise ValueError('needs a list of values like ["a", "b"]')
    return value


def _scalar_or_list(value: Any, around: Surroundings) -> Any:
    return _list(value, around) if isinstance(value, list) else _scalar(value, around)


def _pattern(value: Any, around: Surroundings) -> Any:
    flaw = pattern_flaw(value)
    if flaw:
        raise ValueError(flaw)
    return value


def _number(value: Any, around: Surroundings) -> Any:
    if not _is_number(value):
        raise ValueError("needs a number")
    return value


def _pair(value: Any, around: Surroundings) -> Any:
    if not isinstance(value, list) or len(value) != 2 or not all(_is_number(each) for each in value):
        raise ValueError("needs a list of two numbers")
    if value[0] > value[1]:
        raise ValueError("needs the lower number first")
    return value


def _moment(value: Any, around: Surroundings) -> str:
    try:
        return moment_of(value, around).isoformat()
    except ValueError:
        raise ValueError("needs a date or a time like 2026-12-24 or 2026-12-24T18:00:00Z") from None


def moment_of(value: Any, around: Surroundings) -> datetime:
    """A TOML date or date-time, or its text, in UTC; without an offset it is a local time of the desk.

    Raises:
        ValueError: no date and no date-time.
    """
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime.combine(moment, time())
    if not isinstance(moment, datetime):
        raise ValueError(f'"{value}" is not a moment')
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=around.timezone)).astimezone(UTC)
    except OverflowError:
        raise ValueError(f'"{value}" is out of range') from None


def _duration(value: Any, around: Surroundings) -> Any:
    try:
        seconds = int(parse_duration(value).total_seconds())
    except ValueError:
        raise ValueError('needs a duration like "4h"') from None
    return value if _SIMPLE_DURATION.fullmatch(str(value)) else f"{seconds}s"


def _seconds(value: Any) -> int:
    try:
        return int(parse_duration(value).total_seconds())
    except ValueError:
        raise ValueError('needs a duration like "30m"') from None


def _calendar(value: Any, around: Surroundings) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("needs the key of a calendar in quotes")
    return value


def _lines(value: Any, around: Surroundings) -> list[str]:
    """Taken into the desk revision as they are now, so that a replay sees the same list."""
    try:
        lines = (around.folder / str(value)).read_text("utf-8").splitlines()
    except (OSError, ValueError):
        raise ValueError(f'cannot read the list "{value}"; write one entry a line into it') from None
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


_READERS: dict[Takes, Callable[[Any, Surroundings], Any]] = {
    Takes.SCALAR: _scalar,
    Takes.LIST: _list,
    Takes.SCALAR_OR_LIST: _scalar_or_list,
    Takes.PATTERN: _pattern,
    Takes.NUMBER: _number,
    Takes.PAIR: _pair,
    Takes.MOMENT: _moment,
    Takes.DURATION: _duration,
    Takes.FILE: _lines,
    Takes.CALENDAR: _calendar,
}


def _one_of(what: str, names: type[StrEnum]) -> Callable[[object], str]:
    def read(value: object) -> str:
        name = str(value).lower()
        if name not in list(names):
            raise ValueError(f'"{value}" is not {what}; {advice(name, list(names))}')
        return name

    return read


_NAMED: dict[str, Callable[[object], str]] = {
    "priority": priority_of,
    "status": status_of,
    "prior_status": status_of,
    "sla.state": _one_of("a state of a promise", CycleState),
    "mail.kind": _one_of("a kind of mail", OutboundKind),
}
