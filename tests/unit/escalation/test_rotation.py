"""Shifts against a walker who looks at the wall clock every minute, and the rules of clock changes one by one."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from mailgate.escalation.rotation import gaps, turns, who
from mailgate.model.calendar import Window
from mailgate.model.oncall import Layer, OnCall, Override

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
#: Zones with a change of clocks near the instant, of every kind: forward, back, half an hour, at midnight, a whole day.
CHANGES = (
    ("Europe/Berlin", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 3, 15, 30, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 3, 8, 5, tzinfo=UTC)),
    ("America/Havana", datetime(2026, 11, 1, 5, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2026, 2, 15, 2, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
)


class Walker:
    """Looks at the wall clock minute by minute. It takes no step back: what the clock showed once is over."""

    def __init__(self, layer: Layer, zone: ZoneInfo, start: datetime) -> None:
        weekday, _, clock = layer.handoff.rpartition(" ")
        day = layer.start or date(2024, 1, 1)
        while weekday and ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[day.weekday()] != weekday:
            day += timedelta(days=1)
        self._next = datetime.combine(day, time.fromisoformat(clock))
        self._layer, self._zone, self._number = layer, zone, -1
        self.look(start)

    def look(self, at: datetime) -> str:
        wall = at.astimezone(self._zone).replace(tzinfo=None)
        while self._next <= wall:
            self._next += self._layer.shift
            self._number += 1
        return self._layer.members[self._number % len(self._layer.members)]


def a_layer(chance: random.Random, near: date) -> Layer:
    unit = chance.choice([HOUR, 24 * HOUR, 24 * 7 * HOUR])
    days = ("mon ", "wed ", "sat ", "sun ", "")
    return Layer(
        members=tuple("abcde"[: chance.randint(1, 5)]),
        shift=chance.randint(1, 3 if unit > HOUR else 20) * unit,
        handoff=f"{chance.choice(days)}{chance.randint(0, 23):02}:{chance.choice((0, 15, 30, 59)):02}",
        start=near - timedelta(days=chance.randint(14, 40)),
    )


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_turns_are_those_of_a_walker_who_looks_every_minute(number: int) -> None:
    name, change = CHANGES[number]
    zone, chance = ZoneInfo(name), random.Random(number)
    for _ in range(3):
        layer = a_layer(chance, change.date())
        start, end = change - 30 * HOUR, change + 30 * HOUR
        rotation = OnCall(key="r", timezone=name, layers=(layer,))
        # The walker has to have seen the days before.
        walker = Walker(layer, zone, start - 4 * 24 * HOUR)
        found = iter(turns(rotation, start, end))
        turn = next(found)
        at = start
        while at < end:
            if at >= turn.end:
                turn = next(found)
            assert (turn.person, at) == (walker.look(at), at), layer
            at += MINUTE


def test_a_whole_year_of_random_rotations_has_no_hole() -> None:
    chance = random.Random(7)
    for name, change in CHANGES:
        rotation = OnCall(key="r", timezone=name, layers=(a_layer(chance, change.date()),))
        found = turns(rotation, change, change + timedelta(days=365))
        assert (found[0].start, found[-1].end) == (change, change + timedelta(days=365))
        assert all(before.end == after.start for before, after in pairwise(found))
        assert all(turn.person for turn in found)


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=BERLIN, fold=fold)  # type: ignore[arg-type, misc]


def weekly(**changed: object) -> OnCall:
    values: dict[str, object] = {"key": "r", "members": ("ann", "bob"), "timezone": "Europe/Berlin"}
    return OnCall(**(values | {"start": date(2026, 3, 23)} | changed))  # type: ignore[arg-type]


def test_weekly_handoff_stays_at_nine_when_clocks_change() -> None:
    found = turns(weekly(), local(2026, 3, 23, 9), local(2026, 4, 6, 9))
    assert [(turn.person, turn.start.astimezone(BERLIN).hour) for turn in found] == [("ann", 9), ("bob", 9)]
    assert found[0].end - found[0].start == timedelta(days=7) - HOUR


def test_two_hour_shifts_hand_over_on_even_hours_after_a_change_too() -> None:
    rotation = weekly(shift=2 * HOUR, handoff="00:00")
    for day in (local(2026, 3, 29), local(2026, 10, 25)):
        edges = [turn.end.astimezone(BERLIN) for turn in turns(rotation, day, day + 30 * HOUR)][:-1]
        # Where 02:00 is leapt over, the hand-off is at 03:00.
        assert {edge.hour % 2 for edge in edges if edge.hour != 3} == {0}
        assert all(edge.minute == 0 for edge in edges)


def test_handoff_in_the_repeated_hour_happens_the_first_time() -> None:
    rotation = weekly(shift=24 * HOUR, handoff="02:30")
    assert who(rotation, local(2026, 10, 25, 2, 29)) != who(rotation, local(2026, 10, 25, 2, 30))
    assert who(rotation, local(2026, 10, 25, 2, 30)) == who(rotation, local(2026, 10, 25, 2, 29, fold=1))


def test_handoff_that_is_leapt_over_happens_right_after_the_leap() -> None:
    rotation = weekly(shift=24 * HOUR, handoff="02:30")
    assert who(rotation, local(2026, 3, 29, 1, 59)) != who(rotation, local(2026, 3, 29, 3, 0))


@pytest.mark.parametrize(("day", "hours"), [((2026, 3, 29), 2), ((2026, 10, 25), 4)])
def test_restricted_hours_last_from_their_first_to_their_last_wall_time(day: tuple[int, int, int], hours: int) -> None:
    night = tuple((Window(start=60, end=240),) for _ in range(7))
    start = datetime(*day, tzinfo=BERLIN)
    on_call = [turn for turn in turns(weekly(hours=night), start, start + 20 * HOUR) if turn.person]
    assert [turn.end - turn.start for turn in on_call] == [hours * HOUR]


def test_the_last_layer_with_somebody_counts() -> None:
    days = (*[(Window(start=540, end=1020),)] * 5, (), ())
    rotation = weekly(layers=(Layer(members=("day",), hours=days),))
    assert who(rotation, local(2026, 3, 24, 10)) == "day"
    assert who(rotation, local(2026, 3, 24, 17)) == "ann"


def test_override_stands_for_whoever_it_names_or_for_anybody() -> None:
    since, until = local(2026, 3, 28), local(2026, 3, 31)
    anybody = Override(since=since, until=until, person="cleo")
    only_bob = Override(since=since, until=until, person="cleo", instead_of="bob")
    assert [turn.person for turn in turns(weekly(), since, until, [anybody])] == ["cleo"]
    assert [turn.person for turn in turns(weekly(), since, until, [only_bob])] == ["ann", "cleo"]
    assert who(weekly(overrides=(anybody,)), since) == "cleo"
    assert who(weekly(overrides=(anybody,)), until) == "bob"


def test_hours_without_anybody_are_gaps() -> None:
    days = (*[(Window(start=540, end=1020),)] * 5, (), ())
    found = gaps(weekly(hours=days), local(2026, 3, 27, 12), local(2026, 3, 30, 12))
    assert [(turn.start, turn.end) for turn in found] == [
        (local(2026, 3, 27, 17).astimezone(UTC), local(2026, 3, 30, 9).astimezone(UTC))
    ]
