"""Local wall times as instants: what a clock change does to the edges of a window."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_MINUTES = 24 * 60
_SECOND = timedelta(seconds=1)


def opening(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The instant (UTC) at which a window opens: the first time that the wall clock shows this minute.

    A wall time that the clock leaps over stands for the first instant after the leap.
    """
    return _instant(zone, _wall(day, minute), fold=0)


def closing(zone: ZoneInfo, day: date, minute: int) -> datetime:
    """The instant (UTC) at which a window closes: the last time that the wall clock shows this minute.

    ``24:00`` is the end of the day itself: where clocks go back from 01:00 to 00:00 (Havana) the repeated hour
    belongs to the next day, where they go back from 00:01 to 23:01 (St John's until 2011) it belongs to this one.
    """
    wall = _wall(day, minute)
    last = _instant(zone, wall, fold=1)
    if minute == DAY_MINUTES and (last - _SECOND).astimezone(zone).date() > day:
        return _instant(zone, wall, fold=0)
    return last


def _wall(day: date, minute: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - a wall time


def _instant(zone: ZoneInfo, wall: datetime, fold: int) -> datetime:
    instant = wall.replace(tzinfo=zone, fold=fold).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None, fold=0) == wall:
        return instant
    return _end_of_gap(zone, wall)


def _end_of_gap(zone: ZoneInfo, wall: datetime) -> datetime:
    # Inside a gap the offset after the change gives an instant before it, and the other way round (PEP 495).
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    offset = after.astimezone(zone).utcoffset()
    # Clock changes fall on whole seconds; a gap is a day at most (Samoa 2011), so this takes 17 rounds.
    low, high = 0, (after - before) // _SECOND
    while high - low > 1:
        middle = (low + high) // 2
        if (before + middle * _SECOND).astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    return before + high * _SECOND


def shifts(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[tuple[datetime, timedelta]]:
    """The instants (UTC) after ``start`` up to ``end`` from which the clock shows another offset, and by how much."""
    low = start.astimezone(UTC)
    while low < end:
        high = min(low + timedelta(days=1), end.astimezone(UTC))
        change = _offset(zone, high) - _offset(zone, low)
        if change:
            yield _changed_at(zone, low, high), change
        low = high


def _changed_at(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    before = _offset(zone, low)
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        if _offset(zone, middle) == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)


def _offset(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta(0)
