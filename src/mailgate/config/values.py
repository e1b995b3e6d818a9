"""The kinds of values that stand in configuration files; every error says what to write instead."""

from __future__ import annotations

import ipaddress
import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import available_timezones

from pydantic import AfterValidator, PlainValidator, ValidationInfo

from mailgate.config.durations import parse_byte_rate, parse_duration, parse_rate, parse_rates, parse_size
from mailgate.config.nearest import advice
from mailgate.config.table import surroundings
from mailgate.lifecycle.statuses import parse_status
from mailgate.model.limits import Rate
from mailgate.model.ticket import Priority, Status

# The local part is a dot-atom (RFC 5321 section 4.1.2): no name, no quotes, no brackets, one address.
_MAILBOX = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@"
    r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*",
    re.ASCII,
)
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*", re.ASCII | re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,62}", re.ASCII)

_PRIORITY_ALIASES = {"normal": "medium", "p0": "critical", "p1": "high", "p2": "medium", "p3": "low"}


def is_mailbox(value: object) -> bool:
    """Whether it is one plain address, ``name@domain``, whatever its case."""
    if not isinstance(value, str) or len(value) > 254 or not _MAILBOX.fullmatch(value.lower()):
        return False
    return len(value.partition("@")[0]) <= 64


def is_host(value: str) -> bool:
    return len(value) <= 253 and _HOST.fullmatch(value) is not None


def is_network(value: str) -> bool:
    """Whether it is an IP address, or a network in CIDR notation."""
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError:
        return False
    return True


def is_key(value: str) -> bool:
    return _KEY.fullmatch(value) is not None


def priority_of(value: object) -> Priority:
    """A priority by its name, an alias (``normal``, ``P0`` to ``P3``) or the number 0 to 3, in any case.

    Raises:
        ValueError: no such priority.
    """
    word = f"p{value}" if isinstance(value, int) and not isinstance(value, bool) else str(value).strip().lower()
    try:
        return Priority(_PRIORITY_ALIASES.get(word, word))
    except ValueError:
        known = [*Priority, *_PRIORITY_ALIASES]
        raise ValueError(f'"{value}" is not a priority; {advice(str(value), known)}') from None


def status_of(value: object) -> Status:
    """A status by its name or an alias, in any case, with ``-`` or spaces for ``_``.

    Raises:
        ValueError: no such status.
    """
    found = parse_status(str(value))
    if found is None:
        raise ValueError(f'"{value}" is not a status; {advice(str(value), Status)}')
    return found


def one_of(*names: str) -> AfterValidator:
    """Only these words."""

    def check(value: str) -> str:
        if value not in names:
            raise ValueError(f'"{value}" is not possible here; {advice(value, names)}')
        return value

    return AfterValidator(check)


def bounded(low: int, high: int) -> AfterValidator:
    """A number, or the seconds of a duration, from ``low`` to ``high``."""

    def check(value: Any) -> Any:
        number = value.total_seconds() if isinstance(value, timedelta) else value
        if not low <= number <= high:
            unit = " seconds" if isinstance(value, timedelta) else ""
            raise ValueError(f"{number:.0f}{unit} is out of range; it must be from {low} to {high}{unit}")
        return value

    return AfterValidator(check)


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("it is empty; write a value or leave the key out")
    if "\n" in value or "\t" in value:
        raise ValueError("it holds a line break or tabulator; write it on one line")
    return value


def _key(value: str) -> str:
    if not is_key(value):
        raise ValueError(f'"{value}" cannot be a key; use up to 63 letters, digits, "-", "_" and "."')
    return value


def _mailbox(value: str) -> str:
    if not is_mailbox(value):
        raise ValueError(f'"{value}" is not one plain mailbox; write it as name@domain, without a display name')
    return value.lower()


def _host(value: str) -> str:
    if not is_host(value):
        raise ValueError(f'"{value}" is not a host name; write it like desk.example.org, other scripts as xn--')
    return value


def _time_zone(value: str) -> str:
    zones = available_timezones()
    if value not in zones:
        raise ValueError(f'"{value}" is not a time zone; {advice(value, sorted(zones), "write it like Europe/Berlin")}')
    return value


def _positive(value: timedelta) -> timedelta:
    if not value:
        raise ValueError("it must be longer than nothing")
    return value


def _absolute(value: object, info: ValidationInfo) -> Path:
    if not isinstance(value, str) or not value or "\0" in value:
        raise ValueError("it must be a path in quotes")
    # A path is joined, not resolved: what a symbolic link means may change while we run.
    return surroundings(info).folder / value


def _existing_file(value: object, info: ValidationInfo) -> Path:
    path = _absolute(value, info)
    if not path.is_file():
        raise ValueError(f'there is no file "{value}"; relative paths start beside this file')
    return path


def _existing_folder(value: object, info: ValidationInfo) -> Path:
    path = _absolute(value, info)
    if not path.is_dir():
        raise ValueError(f'there is no folder "{value}"; relative paths start beside this file')
    return path


Text = Annotated[str, AfterValidator(_text)]
Key = Annotated[str, AfterValidator(_key)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Host = Annotated[str, AfterValidator(_host)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
Duration = Annotated[timedelta, PlainValidator(parse_duration)]
PositiveDuration = Annotated[timedelta, PlainValidator(parse_duration), AfterValidator(_positive)]
OptionalRate = Annotated[Rate | None, PlainValidator(parse_rate)]
Rates = Annotated[tuple[Rate, ...], PlainValidator(parse_rates)]
OptionalByteRate = Annotated[Rate | None, PlainValidator(parse_byte_rate)]
Size = Annotated[int, PlainValidator(parse_size)]
StatusName = Annotated[Status, PlainValidator(status_of)]
PriorityName = Annotated[Priority, PlainValidator(priority_of)]
AnyPath = Annotated[Path, PlainValidator(_absolute)]
ExistingFile = Annotated[Path, PlainValidator(_existing_file)]
ExistingFolder = Annotated[Path, PlainValidator(_existing_folder)]
