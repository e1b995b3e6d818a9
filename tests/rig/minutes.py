"""Months in which clocks change, minute by minute: what wall clocks show, and which minutes of a calendar are open."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

from mailgate.model.calendar import Calendar, Window

MINUTE = timedelta(minutes=1)
DAYS = 40
#: Zone and a first day such that the clock changes within the month after it.
MONTHS = [
    ("Europe/Berlin", date(2026, 10, 10)),
    ("Europe/Berlin", date(2027, 3, 10)),
    ("Australia/Lord_Howe", date(2026, 9, 20)),
    ("Australia/Lord_Howe", date(2026, 3, 20)),
    ("America/Sao_Paulo", date(2018, 10, 20)),
    ("America/Sao_Paulo", date(2018, 2, 1)),
    ("Pacific/Apia", date(2011, 12, 15)),
    ("Africa/Casablanca", date(2026, 2, 5)),
    ("Africa/Casablanca", date(2026, 3, 10)),
    ("America/Havana", date(2026, 10, 15)),
    ("America/Havana", date(2027, 3, 1)),
    ("America/St_Johns", date(2010, 10, 20)),
    ("America/New_York", date(2026, 10, 20)),
    ("Asia/Kathmandu", date(2026, 10, 20)),
]


class Minutes:
    """A month, minute by minute: what the wall clock shows, when it shows it first and last."""

    def __init__(self, zone: str, first: date) -> None:
        self.start = datetime(first.year, first.month, first.day, tzinfo=UTC)
        self.days = [first + timedelta(days=count) for count in range(1, DAYS - 1)]
        instants = (self.start + count * MINUTE for count in range(DAYS * 1440))
        local = ZoneInfo(zone)
        self.walls = [_wall_minute(instant.astimezone(local)) for instant in instants]
        self.first: dict[int, int] = {}
        self.last: dict[int, int] = {}
        for place, wall in enumerate(self.walls):
            self.first.setdefault(wall, place)
            self.last[wall] = place

    def opening(self, wall: int) -> int:
        return self.first[wall] if wall in self.first else self.leapt(wall)

    def closing(self, wall: int) -> int:
        if wall % 1440 == 0:
            return self.end_of_day(wall)
        return self.last[wall] if wall in self.last else self.leapt(wall)

    @cache  # noqa: B019 - the months are kept anyway
    def leapt(self, wall: int) -> int:
        return next((place for place, shown in enumerate(self.walls) if shown > wall), len(self.walls))

    @cache  # noqa: B019
    def end_of_day(self, midnight: int) -> int:
        # Over a day back, for Samoa left one out.
        return 1 + max(self.last.get(wall, -1) for wall in range(midnight - 1_500, midnight))


def _wall_minute(local: datetime) -> int:
    return local.toordinal() * 1440 + local.hour * 60 + local.minute


@cache
def month(zone: str, first: date) -> Minutes:
    return Minutes(zone, first)


def random_calendar(dice: random.Random, zone: str, days: list[date]) -> Calendar:
    week = [()] * 7 if dice.random() < 0.1 else [random_windows(dice) for _ in range(7)]
    return Calendar(
        key="random",
        timezone=zone,
        week=tuple(week),
        holidays=frozenset(dice.sample(days, 3)),
        special={day: random_windows(dice) for day in dice.sample(days, 4)},
    )


def random_windows(dice: random.Random) -> tuple[Window, ...]:
    # The edges lie thick in the small hours, where the clocks change.
    edges = {dice.choice([dice.randrange(0, 1441), dice.randrange(0, 16) * 15, 0, 1440]) for _ in range(6)}
    ordered = sorted(edges)
    return tuple(Window(start=start, end=end) for start, end in zip(ordered[::2], ordered[1::2], strict=False))


def open_minutes(minutes: Minutes, calendar: Calendar) -> list[int]:
    """How many open minutes there are before each minute of the month."""
    flags = bytearray(len(minutes.walls))
    for day in minutes.days:
        hours = calendar.special.get(day, () if day in calendar.holidays else calendar.week[day.weekday()])
        for window in hours:
            begin = minutes.opening(day.toordinal() * 1440 + window.start)
            end = minutes.closing(day.toordinal() * 1440 + window.end)
            flags[begin:end] = b"\x01" * max(0, end - begin)
    return [0, *accumulate(flags)]
