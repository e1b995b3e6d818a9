"""The ``[[calendar]]`` tables of a desk file: windows, holidays and special days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationInfo, model_validator

from mailgate.config.closed_days import country_days, ical_days
from mailgate.config.nearest import advice
from mailgate.config.table import Surroundings, Table, several, surroundings
from mailgate.config.toml_lines import Place
from mailgate.config.values import Key, TimeZone
from mailgate.model.calendar import Calendar, Window

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MIDNIGHT = 24 * 60

_WINDOW = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})", re.ASCII)
_YEARLY = re.compile(r"(\d{2})-(\d{2})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """The ordinary week."""

    week: tuple[tuple[Window, ...], ...] = ((),) * 7
    always: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The days on which nobody works."""

    dates: frozenset[date] = frozenset()
    yearly: frozenset[tuple[int, int]] = frozenset()


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
            found.append(((name,), f'"{name}" is not a day; {advice(name, DAYS)}'))
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
        found.append((place, 'windows stand in a list like ["09:00-12:00", "13:00-17:00"]'))
        return []
    read = []
    for index, value in enumerate(values):
        try:
            read.append(parse(value))
        except ValueError as error:
            found.append(((*place, index), str(error)))
    return read


def parse_holiday(value: object, around: Surroundings) -> Closed:
    """A date, ``MM-DD``, ``DATE..DATE``, ``country:DE-BE`` or ``ical:PATH``.

    Raises:
        ValueError: none of them, or a list that cannot be expanded.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return Closed(dates=frozenset({value}))
    text = value if isinstance(value, str) else ""
    kind, _, rest = text.partition(":")
    if kind == "country" and rest:
        return Closed(dates=country_days(rest, around.today))
    if kind == "ical" and rest:
        return Closed(dates=ical_days(around.folder / rest, around.today))
    try:
        if match := _YEARLY.fullmatch(text):
            # Any leap year: the 29th of February is a day to be closed on.
            day = date(2024, int(match[1]), int(match[2]))
            return Closed(yearly=frozenset({(day.month, day.day)}))
        first, _, last = text.partition("..")
        return Closed(dates=_span(date.fromisoformat(first), date.fromisoformat(last or first)))
    except ValueError:
        raise ValueError(
            f'"{value}" is not a holiday; write "2026-12-24", "12-24", "2026-12-24..2026-12-26",'
            ' "country:DE-BE" or "ical:holidays.ics"'
        ) from None


def _span(first: date, last: date) -> frozenset[date]:
    days = (last - first).days + 1
    if not 1 <= days <= 366:
        raise ValueError(days)
    return frozenset(first + timedelta(days=offset) for offset in range(days))


def _holidays(value: object, info: ValidationInfo) -> Closed:
    if not isinstance(value, list):
        raise ValueError('it must be a list like ["2026-12-25", "12-26", "country:DE-BE"]')
    found: list[tuple[Place, str]] = []
    dates: set[date] = set()
    yearly: set[tuple[int, int]] = set()
    for index, each in enumerate(value):
        try:
            closed = parse_holiday(each, surroundings(info))
        except ValueError as error:
            found.append(((index,), str(error)))
        else:
            dates |= closed.dates
            yearly |= closed.yearly
    if found:
        raise several(found)
    return Closed(dates=frozenset(dates), yearly=frozenset(yearly))


def opens_within(calendar: Calendar, first: date, days: int) -> bool:
    """Whether any of ``days`` days from ``first`` has an open window."""
    return calendar.always or any(_is_open(calendar, first + timedelta(days=offset)) for offset in range(days))


def _is_open(calendar: Calendar, day: date) -> bool:
    if day in calendar.special:
        return calendar.special[day] != ()
    closed = day in calendar.holidays or (day.month, day.day) in calendar.yearly_holidays
    return not closed and calendar.week[day.weekday()] != ()


class CalendarTable(Table):
    key: Key
    timezone: TimeZone | None = None
    hours: Annotated[Hours, PlainValidator(_hours)]
    holidays: Annotated[Closed, PlainValidator(_holidays)] = Field(default_factory=Closed)
    special: Annotated[dict[date, tuple[Window, ...]], PlainValidator(_special)] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _opens(self, info: ValidationInfo) -> CalendarTable:
        if not opens_within(self.build("UTC"), surroundings(info).today, 366):
            raise several([(("hours",), "the calendar has no open time in the next 366 days; give it a window")])
        return self

    def build(self, desk_timezone: str) -> Calendar:
        return Calendar(
            key=self.key,
            timezone=self.timezone or desk_timezone,
            week=self.hours.week,
            always=self.hours.always,
            holidays=self.holidays.dates,
            yearly_holidays=self.holidays.yearly,
            special=self.special,
        )
