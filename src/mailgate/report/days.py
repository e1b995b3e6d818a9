"""Days and hours by a desk's own clocks, as instants."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from mailgate.calendar.cron import latest_slot, parse_cron, slots_between
from mailgate.calendar.edges import opening
from mailgate.model.report import Span

_DAY = timedelta(days=1)
_HOURLY = parse_cron("0 * * * *")


def day_span(zone: ZoneInfo, day: date) -> Span:
    """That day of the calendar; 23, 24 or 25 hours long."""
    return Span(since=opening(zone, day, 0), until=opening(zone, day + _DAY, 0))


def days_span(zone: ZoneInfo, first: date, last: date) -> Span:
    """From the beginning of the first day to the end of the last."""
    return Span(since=opening(zone, first, 0), until=opening(zone, last + _DAY, 0))


def hours(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[Span]:
    """Every hour that begins at or after ``since`` and ends by ``until``, without a gap between them.

    Where clocks go back the two hours that are called the same are one.
    """
    edges = slots_between(_HOURLY, zone, since, until + timedelta(microseconds=1))
    for begin, end in pairwise(edges):
        yield Span(since=begin, until=end)


def full_hour(zone: ZoneInfo, at: datetime) -> datetime:
    """The last full hour that is not later than ``at``."""
    return latest_slot(_HOURLY, zone, at) or at
