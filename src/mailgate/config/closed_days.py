"""Holidays expanded into dates: of countries, and of local iCal files (spec/features.md B.2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import holidays
import icalendar
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]

from mailgate.config.nearest import advice

#: Lists are expanded from January of the last year to December three years ahead (DESIGN section 2).
_YEARS_BACK, _YEARS_AHEAD = 1, 3
#: Calendars name the days on which clocks change; nothing is closed then (Zammad leaves them out, too).
_CLOCK_CHANGE = re.compile(r"daylight saving|summer ?time|sommerzeit|winterzeit", re.IGNORECASE)
#: A yearly list of single days stays far below; a file above it is not a list of holidays.
_MOST_BYTES = 4 * 1_024 * 1_024

# icalendar types every property as a union of thirty classes, so what is used here is checked where it is read.
_Event = Any
_LONGEST_EVENT = timedelta(days=366)
_EXAMPLE = 'write its two letters, as in "country:DE"'
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")


def years_around(today: date) -> range:
    return range(today.year - _YEARS_BACK, today.year + _YEARS_AHEAD + 1)


def country_days(code: str, today: date) -> frozenset[date]:
    """Public holidays of ``DE`` or, with a part of it, ``DE-BE``.

    Raises:
        ValueError: no such country or part of it.
    """
    country, _, part = code.partition("-")
    supported = holidays.list_supported_countries()
    if country not in supported:
        raise ValueError(f'"{country}" is not a country that is known; {advice(country, supported, _EXAMPLE)}')
    if part and part not in supported[country]:
        raise ValueError(
            f'"{part}" is not a part of {country} with holidays of its own; {advice(part, supported[country])}'
        )
    days = holidays.country_holidays(country, subdiv=part or None, years=years_around(today), expand=False)
    return frozenset(days)


def ical_days(path: Path, shown: str, today: date) -> frozenset[date]:
    """All-day events of an iCalendar file, repeated ones included (RFC 5545); timed events are no holidays.

    Args:
        shown: The path as written, for errors.

    Raises:
        ValueError: the file cannot be read, is not iCalendar, or repeats something more often than daily.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError(f'"{shown}" is over 4 MiB; use a file that holds holidays only')
        content = path.read_bytes()
    except OSError:
        raise ValueError(f'the iCal file "{shown}" cannot be read; it must be a local file') from None
    try:
        events = icalendar.Calendar.from_ical(content).walk("VEVENT")
        return frozenset(day for event in events for day in _days_of(event, today))
    except (ValueError, KeyError, IndexError, AttributeError, TypeError) as error:
        raise ValueError(f'"{shown}" is not a usable iCal file: {error}') from None


def _days_of(event: _Event, today: date) -> Iterator[date]:
    start = _day(event, "DTSTART")
    if start is None or _CLOCK_CHANGE.search(str(event.get("SUMMARY", ""))):
        return
    years = years_around(today)
    first, last = date(years[0], 1, 1), date(years[-1], 12, 31)
    length = _length(event, start)
    for begin in _starts(event, start, first - length, last):
        for offset in range(length.days):
            day = begin + timedelta(days=offset)
            if first <= day <= last:
                yield day


def _day(event: _Event, name: str) -> date | None:
    """The date of a property, None for a missing one or one with a time of day."""
    value = event.get(name)
    if value is None:
        return None
    day = getattr(value, "dt", None)
    if not isinstance(day, date):
        raise ValueError(f"the {name} of an event is not a date")
    return None if isinstance(day, datetime) else day


def _length(event: _Event, start: date) -> timedelta:
    """DTEND is the day after the last one; without it and DURATION an event lasts a day (RFC 5545 section 3.6.1)."""
    end = _day(event, "DTEND")
    length = end - start if end else timedelta(days=1)
    if "DURATION" in event:
        length = event["DURATION"].dt
    if not timedelta(days=1) <= length <= _LONGEST_EVENT:
        raise ValueError(f"the event of {start} lasts {length.days} days")
    return length


def _starts(event: _Event, start: date, first: date, last: date) -> set[date]:
    """The days on which the event begins, its repetitions within ``first`` and ``last`` included."""
    starts = {start}
    if "RRULE" in event:
        rule = event["RRULE"]
        # An interval of 0 would repeat for ever, and dateutil would, too.
        if rule.get("FREQ", [""])[0] not in _FREQUENCIES or rule.get("INTERVAL", [1])[0] < 1:
            raise ValueError(f"the event of {start} repeats in a way that holidays do not")
        repeated = rrulestr(rule.to_ical().decode(), dtstart=datetime.combine(start, time()))
        found = repeated.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
        starts |= {moment.date() for moment in found}
    starts |= _listed(event, "RDATE")
    return starts - _listed(event, "EXDATE")


def _listed(event: _Event, name: str) -> set[date]:
    """The dates of a property that may stand several times, each with several dates."""
    values = event.get(name, [])
    lists = values if isinstance(values, list) else [values]
    return {each.dt for group in lists for each in group.dts if type(each.dt) is date}
