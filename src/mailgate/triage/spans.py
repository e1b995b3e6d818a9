"""Durations as a desk revision holds them."""

from __future__ import annotations

import re
from datetime import timedelta

_PART = re.compile(r"(\d+)([smhdw])", re.ASCII)
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def span(value: object) -> timedelta:
    """``90s``, ``4h``, ``1h30m``, or a number of seconds.

    Raises:
        ValueError: None of these.
    """
    text = str(value)
    if text.isdecimal():
        return timedelta(seconds=int(text))
    parts = _PART.findall(text)
    if not parts or "".join(map("".join, parts)) != text:
        raise ValueError(f"{text!r} is not a duration")
    return sum((timedelta(**{_UNITS[unit]: int(count)}) for count, unit in parts), timedelta())
