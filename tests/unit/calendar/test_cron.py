"""Cron expressions by the clocks of zones, held against a watcher who looks at the clock every minute."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailgate.calendar.cron import latest_slot, next_slot, parse_cron, slots_between, slots_of_day

MINUTE = timedelta(minutes=1)
#: Zones with the days around a change of their clocks.
CHANGES = [
    ("Europe/Berlin", date(2027, 3, 28)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("America/Sao_Paulo", date(2018, 11, 4)),
    ("America/Sao_Paulo", date(2019, 2, 17)),
    ("America/Havana", date(2026, 11, 1)),
    ("America/St_Johns", date(2010, 11, 7)),
    ("Asia/Kathmandu", date(2026, 5, 1)),
]


def _watched(cron, zone, since, until):
    """What somebody sees who looks at the wall clock each minute: what it shows for the first time, or leapt over."""
    found, at = [], since - timedelta(days=3)
    shown = at.astimezone(zone).replace(tzinfo=None)
    while at < until:
        wall = at.astimezone(zone).replace(tzinfo=None)
        passed = [shown + step * MINUTE for step in range(1, (wall - shown) // MINUTE + 1)] if wall > shown else []
        if at >= since and any(_matches(cron, minute) for minute in passed):
            found.append(at)
        shown = max(shown, wall)
        at += MINUTE
    return found


def _matches(cron, wall):
    return wall.minute in cron.minutes and wall.hour in cron.hours and cron.matches(wall.date())


def _random_field(chance, low, high):
    kind = chance.randrange(5)
    first = chance.randint(low, high)
    if kind == 0:
        return "*"
    if kind == 1:
        return f"*/{chance.randint(1, max(2, high // 2))}"
    if kind == 2:
        return f"{first}-{chance.randint(first, high)}"
    return ",".join(str(chance.randint(low, high)) for _ in range(kind - 2))


def _random_cron(chance):
    while True:
        fields = ((0, 59), (0, 23), (1, 31), (1, 12), (0, 7))
        text = " ".join(_random_field(chance, *field) for field in fields[:2])
        text += " " + " ".join(chance.choice(("*", _random_field(chance, *field))) for field in fields[2:])
        try:
            return text, parse_cron(text)
        except ValueError:
            continue


@pytest.mark.parametrize(("zone", "day"), CHANGES, ids=[f"{zone}-{day}" for zone, day in CHANGES])
def test_slots_are_what_a_watcher_of_the_clock_sees(zone, day):
    chance = random.Random(f"{zone} {day}")
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=1, hours=5)
    until = since + timedelta(days=3)
    for _ in range(4):
        text, cron = _random_cron(chance)
        assert slots_between(cron, ZoneInfo(zone), since, until) == _watched(cron, ZoneInfo(zone), since, until), text


@pytest.mark.parametrize(("zone", "day"), CHANGES, ids=[f"{zone}-{day}" for zone, day in CHANGES])
def test_from_slot_to_slot_none_is_left_out_forward_or_back(zone, day):
    cron, its = parse_cron("*/20 0-4 * * *"), ZoneInfo(zone)
    since = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(days=2)
    slots = slots_between(cron, its, since, since + timedelta(days=5))
    assert [next_slot(cron, its, before) for before in slots[:-1]] == slots[1:]
    assert [latest_slot(cron, its, after - MINUTE / 60) for after in slots[1:]] == slots[:-1]
    assert [latest_slot(cron, its, at) for at in slots] == slots


def test_a_job_in_the_skipped_hour_runs_at_the_first_valid_instant():
    cron = parse_cron("30 2 * * *")
    assert slots_of_day(cron, ZoneInfo("Europe/Berlin"), date(2027, 3, 28)) == [datetime(2027, 3, 28, 1, tzinfo=UTC)]


def test_a_job_in_the_repeated_hour_runs_once_the_first_time():
    cron = parse_cron("30 2 * * *")
    slots = slots_of_day(cron, ZoneInfo("Europe/Berlin"), date(2026, 10, 25))
    assert slots == [datetime(2026, 10, 25, 0, 30, tzinfo=UTC)]


def test_several_slots_in_one_leap_are_one():
    cron, zone = parse_cron("*/15 2-3 * * *"), ZoneInfo("Europe/Berlin")
    ordinary, leap = slots_of_day(cron, zone, date(2027, 3, 27)), slots_of_day(cron, zone, date(2027, 3, 28))
    assert (len(ordinary), len(leap)) == (8, 4)


@pytest.mark.parametrize(
    ("text", "day", "matches"),
    [
        ("0 0 13 * fri", date(2026, 11, 13), True),
        ("0 0 13 * fri", date(2026, 11, 20), True),
        ("0 0 13 * fri", date(2026, 11, 14), False),
        ("0 0 */2 * fri", date(2026, 11, 13), True),
        ("0 0 */2 * fri", date(2026, 11, 20), False),
        ("0 0 * * 7", date(2026, 11, 22), True),
        ("0 0 * * sun", date(2026, 11, 22), True),
        ("0 0 * * 5-7", date(2026, 11, 22), True),
        ("0 0 29 feb *", date(2028, 2, 29), True),
        ("0 0 * jan-mar *", date(2026, 4, 1), False),
    ],
)
def test_days_of_the_month_and_of_the_week(text, day, matches):
    assert parse_cron(text).matches(day) is matches


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("0 6 * *", "five fields"),
        ("60 6 * * *", '"60" is not a minute'),
        ("0 24 * * *", "from 0 to 23"),
        ("0 6 0 * *", "from 1 to 31"),
        ("0 6 * * mo", '"mo" is not a day of the week'),
        ("0 9-6 * * *", "ends before it begins"),
        ("*/0 * * * *", "not a step"),
        ("0 6 ² * *", "not a day of the month"),
        ("0 6 30 2 *", "no day of the calendar"),
    ],
)
def test_what_is_wrong_is_told(text, told):
    with pytest.raises(ValueError, match=told):
        parse_cron(text)


def test_the_next_29_february_may_be_eight_years_away():
    cron = parse_cron("0 0 29 2 *")
    after = datetime(2096, 2, 29, tzinfo=UTC)
    assert next_slot(cron, ZoneInfo("UTC"), after) == datetime(2104, 2, 29, tzinfo=UTC)
