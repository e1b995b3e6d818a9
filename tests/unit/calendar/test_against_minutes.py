"""Business time against a counter that looks at every single minute of months in which clocks change."""

from __future__ import annotations

import random
from bisect import bisect_left
from collections.abc import Iterator

import pytest
from tests.rig.minutes import DAYS, MINUTE, MONTHS, Minutes, month, open_minutes, random_calendar

from mailgate.calendar.business_time import add, between, subtract
from mailgate.model.calendar import Calendar


def comparisons(dice: random.Random, count: int) -> Iterator[tuple[Minutes, Calendar, list[int]]]:
    for _ in range(count):
        zone, first = dice.choice(MONTHS)
        minutes = month(zone, first)
        calendar = random_calendar(dice, zone, minutes.days)
        yield minutes, calendar, open_minutes(minutes, calendar)


def compare(seed: int, calendars: int, pairs: int) -> int:
    dice = random.Random(seed)
    done = 0
    for minutes, calendar, counted in comparisons(dice, calendars):
        # Two days at either end are out of reach of the counter, which knows one month only.
        places = range(3 * 1440, (DAYS - 3) * 1440)
        for _ in range(pairs):
            begin, end = sorted(dice.sample(places, 2))
            amount = counted[end] - counted[begin]
            start, stop = minutes.start + begin * MINUTE, minutes.start + end * MINUTE
            assert between(calendar, start, stop) == amount * MINUTE, (calendar, start, stop)
            if amount:
                earliest = bisect_left(counted, counted[begin] + amount, begin)
                latest = bisect_left(counted, counted[end] - amount + 1) - 1
                assert add(calendar, start, amount * MINUTE) == minutes.start + earliest * MINUTE, (calendar, start)
                assert subtract(calendar, stop, amount * MINUTE) == minutes.start + latest * MINUTE, (calendar, stop)
            done += 1
    return done


def test_business_time_agrees_with_a_minute_counter() -> None:
    assert compare(seed=20261121, calendars=60, pairs=50) == 3_000


@pytest.mark.prove
def test_business_time_agrees_with_a_minute_counter_in_full() -> None:
    assert compare(seed=390, calendars=2_000, pairs=50) == 100_000
