"""Business time: how much of it lies between two instants, and which instant is so much of it away.

All instants are aware and come back in UTC; exact to the microsecond. Windows are built for each local day from wall
times, so a night in which clocks change has as many hours as really pass (PEP 495, IANA time zone database).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from mailgate.calendar.days import days_of
from mailgate.model.calendar import Calendar

ZERO = timedelta(0)
#: No promise reaches further: a calendar without any open time ends here instead of never.
CAP = timedelta(days=3_653)


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch of business time that was counted."""

    #: The local day whose hours these are; for 24x7 the local day of the start.
    day: date
    start: datetime
    end: datetime

    @property
    def length(self) -> timedelta:
        return self.end - self.start


def add(calendar: Calendar, start: datetime, amount: timedelta) -> datetime:
    """The earliest instant at which ``amount`` of business time has passed since ``start``.

    ``between(calendar, start, add(calendar, start, amount)) == amount``, except that nothing is later than ten
    years after ``start``.

    Raises:
        ValueError: ``amount`` is negative or ``start`` has no time zone.
    """
    start, amount = _utc(start), _positive(amount)
    cap = start + CAP
    if calendar.always:
        return min(start + amount, cap)
    if not amount:
        return start
    for span in days_of(calendar).from_instant(start, cap):
        opened = max(span.start, start)
        if span.end - opened >= amount:
            return min(opened + amount, cap)
        amount -= span.end - opened
    return cap


def subtract(calendar: Calendar, end: datetime, amount: timedelta) -> datetime:
    """The latest instant from which ``amount`` of business time passes until ``end``; ten years before it at most.

    Raises:
        ValueError: ``amount`` is negative or ``end`` has no time zone.
    """
    end, amount = _utc(end), _positive(amount)
    cap = end - CAP
    if calendar.always:
        return max(end - amount, cap)
    if not amount:
        return end
    for span in days_of(calendar).back_from(end, cap):
        closed = min(span.end, end)
        if closed - span.start >= amount:
            return max(closed - amount, cap)
        amount -= closed - span.start
    return cap


def between(calendar: Calendar, start: datetime, end: datetime) -> timedelta:
    """The business time from ``start`` to ``end``; negative when ``end`` is the earlier one.

    Raises:
        ValueError: an instant has no time zone.
    """
    start, end = _utc(start), _utc(end)
    if calendar.always:
        return end - start
    if end < start:
        return -between(calendar, end, start)
    spans = days_of(calendar).from_instant(start, end)
    return sum((min(span.end, end) - max(span.start, start) for span in spans), ZERO)


def segments(calendar: Calendar, start: datetime, end: datetime) -> tuple[Segment, ...]:
    """The open windows from ``start`` to ``end``, cut to these, ascending; their lengths sum up to ``between``."""
    start, end = _utc(start), _utc(end)
    if end <= start:
        return ()
    if calendar.always:
        return (Segment(day=start.date(), start=start, end=end),)
    return tuple(
        Segment(day=span.day, start=max(span.start, start), end=min(span.end, end))
        for span in days_of(calendar).from_instant(start, end)
    )


def has_open_time(calendar: Calendar, start: datetime, within: timedelta = timedelta(days=366)) -> bool:
    """True when the calendar opens at all within that wall time; a policy on one that does not is misconfigured."""
    return between(calendar, start, start + within) > ZERO


def _utc(instant: datetime) -> datetime:
    if instant.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return instant.astimezone(UTC)


def _positive(amount: timedelta) -> timedelta:
    if amount < ZERO:
        raise ValueError("business time cannot be negative")
    return amount
