"""Cron expressions, and the instants that they mean by the clocks of a zone."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from mailgate.calendar.edges import opening

#: Field by field: its name, its lowest and highest number.
_FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of the month", 1, 31), ("month", 1, 12), ("day of the week", 0, 7))
_NAMES = {
    "month": ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"),
    "day of the week": ("sun", "mon", "tue", "wed", "thu", "fri", "sat"),
}
#: A 29 February may be eight years away (1896 to 1904, 2096 to 2104).
_FURTHEST = timedelta(days=8 * 366 + 7)
#: A day that a zone left out moves its slots into the next one (Apia, 30 December 2011).
_MOVED = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """The five fields of a cron expression; days of the week from 0, Sunday, to 6."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    #: Where the days of the month and of the week are both restricted, a day need match only one (as in Vixie's cron).
    either: bool

    def matches(self, day: date) -> bool:
        """Whether anything happens on that day of the calendar."""
        if day.month not in self.months:
            return False
        by_date, by_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return (by_date or by_week) if self.either else (by_date and by_week)


@lru_cache(maxsize=256)
def parse_cron(text: str) -> Cron:
    """Read ``minute hour day month weekday``: numbers, names, lists, ranges and steps.

    Raises:
        ValueError: What is wrong with it, or that it never happens.
    """
    words = text.lower().split()
    if len(words) != len(_FIELDS):
        raise ValueError('it needs five fields, like "0 6 * * mon": minute, hour, day, month, day of the week')
    minutes, hours, days, months, weekdays = (
        _numbers(word, *field) for word, field in zip(words, _FIELDS, strict=True)
    )
    cron = Cron(
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=days,
        months=months,
        weekdays=frozenset(number % 7 for number in weekdays),
        either=not words[2].startswith("*") and not words[4].startswith("*"),
    )
    if next_slot(cron, ZoneInfo("UTC"), datetime(2000, 1, 1, tzinfo=UTC)) is None:
        raise ValueError("no day of the calendar ever matches it")
    return cron


def next_slot(cron: Cron, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first instant (UTC) later than ``after``; None when there is none within eight years.

    A wall time that the clocks leap over stands for the first valid instant after the leap, and one that they show
    twice happens the first time only. Slots that fall on one instant are one slot.
    """
    day = after.astimezone(zone).date() - _MOVED
    last = day + _FURTHEST
    while day <= last:
        slots = slots_of_day(cron, zone, day)
        if slots and slots[-1] > after:
            return slots[bisect_right(slots, after)]
        day += timedelta(days=1)
    return None


def latest_slot(cron: Cron, zone: ZoneInfo, until: datetime) -> datetime | None:
    """The last instant (UTC) that is not later than ``until``; None when there is none within eight years."""
    day = until.astimezone(zone).date() + timedelta(days=1)
    first = day - _FURTHEST
    while day >= first:
        slots = slots_of_day(cron, zone, day)
        if slots and slots[0] <= until:
            return slots[bisect_right(slots, until) - 1]
        day -= timedelta(days=1)
    return None


def slots_between(cron: Cron, zone: ZoneInfo, since: datetime, until: datetime) -> list[datetime]:
    """Every slot from ``since`` on and before ``until``, ascending."""
    day, last = since.astimezone(zone).date() - _MOVED, until.astimezone(zone).date()
    found: set[datetime] = set()
    while day <= last:
        slots = slots_of_day(cron, zone, day)
        found.update(slots[bisect_left(slots, since) : bisect_left(slots, until)])
        day += timedelta(days=1)
    return sorted(found)


def slots_of_day(cron: Cron, zone: ZoneInfo, day: date) -> list[datetime]:
    """The slots whose wall times lie on that day, ascending, each instant once."""
    return list(_slots_of_day(cron, zone, day)) if cron.matches(day) else []


# Each slot asks for the days around it, so a day of hourly ones is asked for a hundred times.
@lru_cache(maxsize=256)
def _slots_of_day(cron: Cron, zone: ZoneInfo, day: date) -> tuple[datetime, ...]:
    times = (60 * hour + minute for hour in cron.hours for minute in cron.minutes)
    return tuple(sorted({opening(zone, day, minute) for minute in times}))


def _numbers(word: str, name: str, low: int, high: int) -> frozenset[int]:
    return frozenset(number for part in word.split(",") for number in _range(part, name, low, high))


def _range(part: str, name: str, low: int, high: int) -> range:
    span, slash, step = part.partition("/")
    first, dash, last = span.partition("-")
    if slash and not (step.isdecimal() and 0 < int(step) <= high):
        raise ValueError(f'"{part}" is not a step of the {name}; write it like "*/4"')
    if first == "*" and not dash:
        # Sunday is 0 and 7; of all days it is one.
        start, end = low, min(high, 6) if name == "day of the week" else high
    else:
        start = _number(first, name, low, high)
        end = _number(last, name, low, high) if dash else (high if slash else start)
    if end < start:
        raise ValueError(f'"{part}" ends before it begins')
    return range(start, end + 1, int(step) if slash else 1)


def _number(word: str, name: str, low: int, high: int) -> int:
    names = _NAMES.get(name, ())
    if word in names:
        return names.index(word) + low
    if not (word.isascii() and word.isdecimal() and low <= int(word) <= high):
        article = "an" if name == "hour" else "a"
        raise ValueError(f'"{word}" is not {article} {name}; it goes from {low} to {high}')
    return int(word)
