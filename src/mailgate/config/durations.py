"""How the desk writes durations, rates and sizes; every error says what to write instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from mailgate.model.limits import Rate

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_BYTES = {"": 1, "B": 1, "kB": 1_000, "KB": 1_000, "MB": 1_000**2, "GB": 1_000**3}
_BYTES |= {"KiB": 1_024, "MiB": 1_024**2, "GiB": 1_024**3}

_DURATION = re.compile(r"(?:\d+[smhdw])+", re.ASCII)
_PART = re.compile(r"(\d+)([smhdw])", re.ASCII)
_SIZE = re.compile(r"(\d+) ?([A-Za-z]*)", re.ASCII)

#: Nothing that a desk waits for lasts longer (spec/features.md B.2), and arithmetic with dates stays in range.
LONGEST = timedelta(days=3_660)
#: 1 TiB, beyond any size that is meant.
LARGEST = 1_024**4


def parse_duration(value: str | int) -> timedelta:
    """``"90s"``, ``"30m"``, ``"4h"``, ``"2d"``, ``"1w"``, ``"1h30m"``, or whole seconds as a number.

    Raises:
        ValueError: not of that form, negative, or longer than ``LONGEST``.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        seconds = value
    elif isinstance(value, str) and _DURATION.fullmatch(value) and len(value) <= 40:
        seconds = sum(int(count) * _SECONDS[unit] for count, unit in _PART.findall(value))
    else:
        raise ValueError(f'{_shown(value)} is not a duration; write it like "90s", "30m", "4h", "2d" or "1w"')
    if seconds < 0:
        raise ValueError(f"{value} is negative; a duration is 0 or more")
    if seconds > LONGEST.total_seconds():
        raise ValueError(f"{_shown(value)} is longer than ten years; write a shorter duration")
    return timedelta(seconds=seconds)


def parse_rate(value: object) -> Rate | None:
    """``"10/1h"`` as ten in any hour; ``"off"`` as None, no limit.

    Raises:
        ValueError: not of that form, or a count or window of zero.
    """
    return _parse_rate(value, _whole, example="10/1h")


def parse_rates(value: object) -> tuple[Rate, ...]:
    """``"10/1h"``, or several windows that all hold as ``["10/1h", "40/1d"]``; ``"off"`` as none, no limit.

    Raises:
        ValueError: one of them is not of that form.
    """
    rates = [parse_rate(item) for item in value] if isinstance(value, list | tuple) else [parse_rate(value)]
    return tuple(rate for rate in rates if rate is not None)


def parse_byte_rate(value: object) -> Rate | None:
    """Like ``parse_rate``, its count in bytes: ``"1GiB/1m"``."""
    return _parse_rate(value, parse_size, example="1GiB/1m")


def parse_size(value: str | int) -> int:
    """``"25MiB"``, ``"64KiB"``, ``"10MB"`` or a number of bytes.

    Raises:
        ValueError: not of that form, negative, or over 1 TiB.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        size = value
    else:
        match = _SIZE.fullmatch(value) if isinstance(value, str) and len(value) <= 40 else None
        if match is None or match[2] not in _BYTES:
            raise ValueError(f'{_shown(value)} is not a size; write it like "25MiB", "64KiB" or a number of bytes')
        size = int(match[1]) * _BYTES[match[2]]
    if not 0 <= size <= LARGEST:
        raise ValueError(f"{_shown(value)} is out of range; a size is between 0 and 1024GiB")
    return size


def _parse_rate(value: object, parse_count: Callable[[str], int], example: str) -> Rate | None:
    if value == "off":
        return None
    if isinstance(value, str) and value.count("/") == 1:
        try:
            count, window = value.split("/")
            rate = Rate(count=parse_count(count), window=parse_duration(window))
        except ValueError:
            pass
        else:
            if rate.count and rate.window:
                return rate
            raise ValueError(f'"{value}" lets nothing through; write "off" for no limit')
    raise ValueError(f'{_shown(value)} is not a rate; write it like "{example}", or "off" for no limit')


def _whole(value: str) -> int:
    if not re.fullmatch(r"\d{1,12}", value, re.ASCII):
        raise ValueError(value)
    return int(value)


def _shown(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)
