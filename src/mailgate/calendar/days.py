"""The open spans of each local day of a calendar, computed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mailgate.calendar.edges import closing, opening
from mailgate.model.calendar import Calendar, Window

_DAY = timedelta(days=1)
#: Remembered at once: calendars of a node, and days of one calendar (three spans of ten years).
_CALENDARS = 256
_DAYS = 11_000


class Span(NamedTuple):
    """An open stretch on one local day; half-open, in UTC."""

    start: datetime
    end: datetime
    day: date


def windows_of(calendar: Calendar, day: date) -> tuple[Window, ...]:
    """The hours of one local day: special hours win over holidays, holidays over the week."""
    if day in calendar.special:
        return calendar.special[day]
    if day in calendar.holidays or (day.month, day.day) in calendar.yearly_holidays:
        return ()
    return calendar.week[day.weekday()]


class Days:
    """The spans of one calendar by local day: ascending, disjoint within and between days, never empty."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self._zone = ZoneInfo(calendar.timezone)
        self._spans: dict[date, tuple[Span, ...]] = {}

    def spans(self, day: date) -> tuple[Span, ...]:
        """The spans that begin on a local day; what overlaps a span before it is counted there."""
        found = self._spans.get(day)
        if found is None:
            if len(self._spans) >= _DAYS:
                self._spans.clear()
            found = self._spans[day] = tuple(self._disjoint(day))
        return found

    def from_instant(self, start: datetime, until: datetime) -> Iterator[Span]:
        """Every span that ends after ``start`` and begins before ``until``, ascending, uncut."""
        # One day earlier: where clocks go back over midnight, a span of the day before may still be open.
        day = start.astimezone(self._zone).date() - _DAY
        last = until.astimezone(self._zone).date() + _DAY
        while day <= last:
            for span in self.spans(day):
                if span.start < until and span.end > start:
                    yield span
            day += _DAY

    def back_from(self, end: datetime, until: datetime) -> Iterator[Span]:
        """Every span that begins before ``end`` and ends after ``until``, latest first, uncut."""
        day = end.astimezone(self._zone).date() + _DAY
        last = until.astimezone(self._zone).date() - _DAY
        while day >= last:
            for span in reversed(self.spans(day)):
                if span.start < end and span.end > until:
                    yield span
            day -= _DAY

    def _disjoint(self, day: date) -> Iterator[Span]:
        # Where an hour comes twice, a window's end is its second coming and the next one's start its first.
        taken = max((span.end for span in self._raw(day - _DAY)), default=None)
        for span in self._raw(day):
            start = span.start if taken is None else max(span.start, taken)
            if start < span.end:
                yield Span(start, span.end, day)
                taken = span.end

    def _raw(self, day: date) -> Iterator[Span]:
        for window in windows_of(self.calendar, day):
            yield Span(opening(self._zone, day, window.start), closing(self._zone, day, window.end), day)


# A calendar holds a dict and so has no hash; its identity serves, with the calendar kept so that no other gets its id.
_known: dict[int, Days] = {}


def days_of(calendar: Calendar) -> Days:
    """The day table of a calendar, remembered for as long as the calendar object is in use."""
    days = _known.get(id(calendar))
    if days is None or days.calendar is not calendar:
        if len(_known) >= _CALENDARS:
            _known.clear()
        days = _known[id(calendar)] = Days(calendar)
    return days
