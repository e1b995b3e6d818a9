"""Until when: ``2d``, ``1h30m``, ``tomorrow``, ``until 2026-12-01``, ``until fri 14:30``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_UNITS = {"m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_PART = re.compile(
    r"(?P<count>\d{1,6}) ?(?P<unit>minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)(?![^\W\d_])", re.ASCII | re.I
)
_DURATION = re.compile(rf"(?:{_PART.pattern.replace('?P<count>', '?:').replace('?P<unit>', '?:')} ?)+", re.ASCII | re.I)
_MOMENT = re.compile(r"(?:until |till |to )?(?P<day>[^\s:]+)?(?: ?(?:at )?(?P<time>\d{1,2}:\d{2}))?", re.ASCII | re.I)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII)
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: Nobody's ticket waits longer.
LONGEST = timedelta(days=730)
#: Beyond them arithmetic with time zones leaves the calendar.
_YEARS = (1970, 2999)
#: When a day is named without a time.
_MORNING = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """A length of time from now, or a day (a date, a weekday from 0, or days from today) with a time of day."""

    length: timedelta | None = None
    day: date | None = None
    weekday: int | None = None
    days: int | None = None
    at: time = _MORNING


def parse_length(text: str) -> timedelta | None:
    """``30m``, ``2h``, ``1h30m``, ``2 days``; None for anything else, for nothing, and for more than two years."""
    if len(text) > 40 or not _DURATION.fullmatch(text):
        return None
    length = timedelta(
        seconds=sum(int(part["count"]) * _UNITS[part["unit"][0].lower()] for part in _PART.finditer(text))
    )
    return length if timedelta(0) < length <= LONGEST else None


def parse_when(text: str) -> When | None:
    """What somebody wrote behind ``#snooze``; None when it is no length, day or time."""
    text = text.strip().casefold()
    if length := parse_length(text.removeprefix("for ")):
        return When(length=length)
    match = _MOMENT.fullmatch(text) if len(text) <= 40 else None
    if match is None or not match["day"]:
        return None
    at = _time(match["time"]) if match["time"] else _MORNING
    return None if at is None else _day(match["day"], at)


def instant(when: When, now: datetime, timezone: str) -> datetime:
    """The instant it names, by the clocks of ``timezone``; a weekday is the next one, never today.

    May lie in the past, or further away than ``LONGEST``: the caller says what comes of it.
    """
    if when.length is not None:
        return now + when.length
    zone = ZoneInfo(timezone)
    today = now.astimezone(zone).date()
    if when.weekday is not None:
        day = today + timedelta(days=(when.weekday - today.weekday() - 1) % 7 + 1)
    else:
        day = when.day or today + timedelta(days=when.days or 0)
    return datetime.combine(day, when.at, zone).astimezone(now.tzinfo)


def _day(word: str, at: time) -> When | None:
    if word in ("today", "tomorrow"):
        return When(days=int(word == "tomorrow"), at=at)
    if word[:3] in _WEEKDAYS and word in (word[:3], _full_name(word[:3])):
        return When(weekday=_WEEKDAYS.index(word[:3]), at=at)
    if match := _ISO.fullmatch(word):
        year, month, day = match.groups()
    elif match := _DOTTED.fullmatch(word):
        day, month, year = match.groups()
    else:
        return None
    if not _YEARS[0] <= int(year) <= _YEARS[1]:
        return None
    try:
        return When(day=date(int(year), int(month), int(day)), at=at)
    except ValueError:
        return None


def _full_name(short: str) -> str:
    return short + {"tue": "s", "wed": "nes", "thu": "rs", "sat": "ur"}.get(short, "") + "day"


def _time(text: str) -> time | None:
    hour, minute = (int(part) for part in text.split(":"))
    return time(hour, minute) if hour < 24 and minute < 60 else None
