"""The laws of business time on calendars of any shape, to the microsecond."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from mailgate.calendar.business_time import add, between, segments, subtract
from mailgate.calendar.edges import shifts
from mailgate.model.calendar import Calendar, Window

ZERO = timedelta(0)
TICK = timedelta(microseconds=1)

zones = st.sampled_from(
    [
        "UTC",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "America/Sao_Paulo",
        "Pacific/Apia",
        "Africa/Casablanca",
        "America/Havana",
        "America/St_Johns",
        "Asia/Kathmandu",
    ]
)
days = st.dates(date(2009, 1, 1), date(2030, 12, 31))
instants = st.datetimes(datetime(2009, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
amounts = st.timedeltas(ZERO, timedelta(hours=300))


@st.composite
def hours(draw: st.DrawFn) -> tuple[Window, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 1440), max_size=6)))
    return tuple(Window(start=start, end=end) for start, end in zip(edges[::2], edges[1::2], strict=False))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = [*draw(st.lists(hours(), min_size=6, max_size=6)), (Window(start=90, end=300),)]
    return Calendar(
        key="any",
        timezone=draw(zones),
        week=tuple(week),
        holidays=frozenset(draw(st.sets(days, max_size=3))),
        yearly_holidays=frozenset({(2, 29), (12, 25)}),
        special=draw(st.dictionaries(days, hours(), max_size=3)),
    )


@settings(max_examples=150, deadline=None)
@given(calendars(), instants, amounts)
def test_what_was_added_lies_between(calendar: Calendar, start: datetime, amount: timedelta) -> None:
    end = add(calendar, start, amount)
    assert between(calendar, start, end) == amount
    assert amount == ZERO or between(calendar, start, end - TICK) == amount - TICK


@settings(max_examples=150, deadline=None)
@given(calendars(), instants, amounts)
def test_what_was_subtracted_lies_between(calendar: Calendar, end: datetime, amount: timedelta) -> None:
    start = subtract(calendar, end, amount)
    assert between(calendar, start, end) == amount
    assert amount == ZERO or between(calendar, start + TICK, end) == amount - TICK


@settings(max_examples=100, deadline=None)
@given(calendars(), instants, amounts, amounts)
def test_adding_twice_is_adding_the_sum(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    assert add(calendar, add(calendar, start, first), second) == add(calendar, start, first + second)


@settings(max_examples=100, deadline=None)
@given(calendars(), instants, amounts, amounts, amounts)
def test_later_starts_and_longer_goals_end_no_earlier(
    calendar: Calendar, start: datetime, later: timedelta, amount: timedelta, more: timedelta
) -> None:
    assert add(calendar, start, amount) <= add(calendar, start + later, amount)
    assert add(calendar, start, amount) <= add(calendar, start, amount + more)


@settings(max_examples=100, deadline=None)
@given(calendars(), instants, amounts, amounts)
def test_stretches_add_up_in_any_order(
    calendar: Calendar, start: datetime, first: timedelta, second: timedelta
) -> None:
    a, b, c = start, start + first, start + first - second
    assert between(calendar, a, b) + between(calendar, b, c) == between(calendar, a, c)


@settings(max_examples=100, deadline=None)
@given(calendars(), instants, amounts)
def test_segments_add_up_and_never_overlap(calendar: Calendar, start: datetime, length: timedelta) -> None:
    end = start + length
    spans = segments(calendar, start, end)
    assert sum((span.length for span in spans), ZERO) == between(calendar, start, end)
    assert all(span.start < span.end for span in spans)
    assert all(first.end <= second.start for first, second in pairwise(spans))
    assert all(start <= span.start and span.end <= end for span in spans)


@settings(max_examples=30, deadline=None)
@given(zones, instants)
def test_changed_clocks_are_found_to_the_second(name: str, start: datetime) -> None:
    zone, end = ZoneInfo(name), start + timedelta(days=400)
    found = list(shifts(zone, start, end))
    for at, by in found:
        before, after = ((at - side).astimezone(zone).utcoffset() for side in (timedelta(seconds=1), ZERO))
        assert before is not None
        assert after is not None
        assert after - before == by != ZERO
    first, last = (instant.astimezone(zone).utcoffset() for instant in (start, end))
    assert first is not None
    assert last is not None
    assert sum((by for _, by in found), ZERO) == last - first
