"""Business hours as a desk writes them: windows of a week and of single days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated, Any

from pydantic import PlainValidator

from mailgate.config.nearest import advice
from mailgate.config.table import several
from mailgate.config.toml_lines import Place
from mailgate.model.calendar import Window

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MIDNIGHT = 24 * 60
_WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The ordinary week."""

    week: tuple[tuple[Window, ...], ...] = ((),) * 7
    always: bool = False


def parse_window(value: object) -> tuple[int, int]:
    """``"09:00-17:00"`` in minutes since midnight; an end up to ``24:00``, or before the start: on the next day.

    Raises:
        ValueError: not of that form, or no time between its ends.
    """
    match = _WINDOW.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'"{value}" is not a window; write it like "09:00-17:00"')
    hour, minute, end_hour, end_minute = (int(part) for part in match.groups())
    start, end = hour * 60 + minute, end_hour * 60 + end_minute
    if minute > 59 or end_minute > 59 or start >= _MIDNIGHT or end > _MIDNIGHT:
        raise ValueError(f'"{value}" names a time that does not exist; a day goes from 00:00 to 24:00')
    if start == end:
        raise ValueError(f'"{value}" is empty; for a whole day write "00:00-24:00"')
    return start, end


def _hours(value: object) -> Hours:
    if value == "24x7":
        return Hours(always=True)
    if not isinstance(value, dict):
        raise ValueError('it must be "24x7" or a table like { mon = ["09:00-17:00"] }')
    found: list[tuple[Place, str]] = []
    week: list[list[Window]] = [[] for _ in DAYS]
    for name, windows in value.items():
        if name not in DAYS:
            found.append(((name,), f'"{name}" is not a day of the week; {advice(name, DAYS)}'))
            continue
        for start, end in _each(windows, parse_window, (name,), found):
            _place(week, DAYS.index(name), start, end)
    if not found:
        found = [((), message) for message in _overlaps(week)]
    if found:
        raise several(found)
    return Hours(week=tuple(tuple(_sorted(day)) for day in week))


def _place(week: list[list[Window]], day: int, start: int, end: int) -> None:
    if start < end:
        week[day].append(Window(start=start, end=end))
        return
    week[day].append(Window(start=start, end=_MIDNIGHT))
    if end:
        week[(day + 1) % 7].append(Window(start=0, end=end))


def _sorted(windows: Iterable[Window]) -> list[Window]:
    return sorted(windows, key=lambda window: window.start)


def _overlaps(week: list[list[Window]]) -> list[str]:
    return [
        f"windows of {name} overlap; write each hour once"
        for name, day in zip(DAYS, week, strict=True)
        if any(late.start < early.end for early, late in pairwise(_sorted(day)))
    ]


def _special(value: object) -> dict[date, tuple[Window, ...]]:
    if not isinstance(value, dict):
        raise ValueError('it must be a table like { "2026-12-24" = ["09:00-12:00"] }')
    found: list[tuple[Place, str]] = []
    special: dict[date, tuple[Window, ...]] = {}
    for name, windows in value.items():
        try:
            day = date.fromisoformat(name)
        except ValueError:
            found.append(((name,), f'"{name}" is not a date; write it like "2026-12-24"'))
            continue
        bounds = _each(windows, _window_of_one_day, (name,), found)
        special[day] = tuple(_sorted(Window(start=start, end=end) for start, end in bounds))
        if any(late.start < early.end for early, late in pairwise(special[day])):
            found.append(((name,), f"windows of {name} overlap; write each hour once"))
    if found:
        raise several(found)
    return special


def _window_of_one_day(value: object) -> tuple[int, int]:
    start, end = parse_window(value)
    if end < start:
        raise ValueError(f'"{value}" goes over midnight; on special days write two windows, one a date')
    return start, end


def _each(
    values: object, parse: Callable[[object], Any], place: Place, found: list[tuple[Place, str]]
) -> list[tuple[int, int]]:
    if not isinstance(values, list):
        found.append((place, f'windows of {place[-1]} stand in a list like ["09:00-12:00", "13:00-17:00"]'))
        return []
    read = []
    for index, value in enumerate(values):
        try:
            read.append(parse(value))
        except ValueError as error:
            found.append(((*place, index), str(error)))
    return read


def _free_hours(value: object) -> Hours:
    """Hours of the week, or windows that are the same on each day; never all of them."""
    if not isinstance(value, list | dict):
        raise ValueError('it must be windows like ["22:00-07:00"], or a table of them like { mon = ["22:00-07:00"] }')
    hours = _every_day(value) if isinstance(value, list) else _hours(value)
    if sum(window.end - window.start for day in hours.week for window in day) == 7 * _MIDNIGHT:
        raise ValueError("it is the whole week; leave hours in which somebody is told")
    return hours


def _every_day(value: list[object]) -> Hours:
    found: list[tuple[Place, str]] = []
    week: list[list[Window]] = [[] for _ in DAYS]
    for start, end in _each(value, parse_window, (), found):
        for day in range(len(DAYS)):
            _place(week, day, start, end)
    if not found and _overlaps(week):
        found = [((), "windows overlap; write each hour once")]
    if found:
        raise several(found)
    return Hours(week=tuple(tuple(_sorted(day)) for day in week))


FreeHours = Annotated[Hours, PlainValidator(_free_hours)]
WeeklyHours = Annotated[Hours, PlainValidator(_hours)]
SpecialDays = Annotated[dict[date, tuple[Window, ...]], PlainValidator(_special)]
