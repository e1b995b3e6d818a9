"""Who is on call: shifts in local time with restrictions and overrides, true over every change of clocks.

The rules of clock changes are those that GoAlert wrote down (target/goalert#1252): hours begin at the first and end at
the last time that the wall clock shows their edge; a hand-off happens at the first; shifts of some hours stay on their
wall times, whatever the clocks did in between. A wall time that is leapt over stands for the first instant after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from mailgate.calendar.business_time import segments
from mailgate.calendar.edges import opening
from mailgate.model.calendar import Calendar
from mailgate.model.oncall import Layer, OnCall, Override, Turn

#: A Monday; the first turn of a layer that names no start.
_LONG_AGO = date(2024, 1, 1)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: No clock was ever put back further (Manila and Juneau, by a day).
_FURTHEST_BACK = timedelta(days=1)


def who(rotation: OnCall, at: datetime, overrides: Sequence[Override] = ()) -> str:
    """Who is on call at an instant; empty: nobody.

    Args:
        overrides: Beside those of the desk file, oldest first; of two that contradict each other the later one counts.
    """
    zone = ZoneInfo(rotation.timezone)
    found = ""
    for layer in rotation.all_layers:
        if _within_hours(layer, rotation.timezone, at):
            found = layer.members[_turn(layer, zone, at) % len(layer.members)]
    for override in (*rotation.overrides, *overrides):
        if override.since <= at < override.until and override.instead_of in ("", found):
            found = override.person
    return found


def turns(rotation: OnCall, start: datetime, end: datetime, overrides: Sequence[Override] = ()) -> tuple[Turn, ...]:
    """Who is on call from ``start`` to ``end`` without a hole, ascending; stretches of one person are put together."""
    edges = sorted({start, end, *_edges(rotation, start, end, overrides)})
    found: list[Turn] = []
    for since, until in pairwise(edges):
        person = who(rotation, since, overrides)
        if found and found[-1].person == person:
            found[-1] = Turn(start=found[-1].start, end=until, person=person)
        else:
            found.append(Turn(start=since, end=until, person=person))
    return tuple(found)


def gaps(rotation: OnCall, start: datetime, end: datetime, overrides: Sequence[Override] = ()) -> tuple[Turn, ...]:
    """The stretches in which nobody is on call."""
    return tuple(turn for turn in turns(rotation, start, end, overrides) if not turn.person)


def _edges(rotation: OnCall, start: datetime, end: datetime, overrides: Sequence[Override]) -> Iterator[datetime]:
    """Every instant between at which somebody else may be on call."""
    zone = ZoneInfo(rotation.timezone)
    found: list[Iterable[datetime]] = [
        (edge for override in (*rotation.overrides, *overrides) for edge in (override.since, override.until))
    ]
    for layer in rotation.all_layers:
        found.append(_handoffs(layer, zone, start, end))
        if layer.hours is not None:
            found.append(_window_edges(layer, rotation.timezone, start, end))
    return (edge for edges in found for edge in edges if start < edge < end)


def _handoffs(layer: Layer, zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    number = _turn(layer, zone, start) + 1
    while (instant := _handoff(layer, zone, number)) < end:
        yield instant
        number += 1


def _window_edges(layer: Layer, timezone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    # A day to each side: what is cut off at an end is no edge.
    day = timedelta(days=1)
    for segment in segments(_calendar(layer, timezone), start - day, end + day):
        yield segment.start
        yield segment.end


def _within_hours(layer: Layer, timezone: str, at: datetime) -> bool:
    if layer.hours is None:
        return True
    return bool(segments(_calendar(layer, timezone), at, at + timedelta(microseconds=1)))


def _calendar(layer: Layer, timezone: str) -> Calendar:
    return Calendar(key="", timezone=timezone, week=layer.hours or ((),) * 7)


def _turn(layer: Layer, zone: ZoneInfo, at: datetime) -> int:
    """The number of the turn that runs at an instant: of the last hand-off that has happened."""
    wall = at.astimezone(zone).replace(tzinfo=None)
    number = (wall + _FURTHEST_BACK - _first(layer)) // layer.shift
    while _handoff(layer, zone, number) > at:
        number -= 1
    return number


def _handoff(layer: Layer, zone: ZoneInfo, number: int) -> datetime:
    """The instant at which a turn begins, in UTC."""
    wall = _first(layer) + number * layer.shift
    return opening(zone, wall.date(), wall.hour * 60 + wall.minute).astimezone(UTC)


def _first(layer: Layer) -> datetime:
    """The wall time at which the first member's first turn begins."""
    weekday, _, clock = layer.handoff.rpartition(" ")
    day = layer.start or _LONG_AGO
    if weekday:
        day += timedelta(days=(_DAYS.index(weekday) - day.weekday()) % 7)
    return datetime.combine(day, time.fromisoformat(clock))
