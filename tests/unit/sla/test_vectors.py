"""The vectors of spec/features.md section E, and the pains of its section D, on the policies that every desk has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from mailgate.config.presets import PRESETS
from mailgate.model.calendar import Calendar, Window
from mailgate.model.desk import Desk
from mailgate.model.sla import CycleState, Metric, Threshold, Trigger
from mailgate.model.ticket import Priority, Status
from mailgate.sla.turns import is_late

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RESPONSE, RESOLUTION, NEXT = Metric.FIRST_RESPONSE, Metric.RESOLUTION, Metric.NEXT_RESPONSE

Tell = Callable[..., Any]


@pytest.fixture
def preset(make_desk: Callable[..., Desk]) -> Callable[[str], Desk]:
    """A desk on one of the presets."""
    return lambda key: replace(make_desk(), slas=PRESETS, default_sla=key, queues=())


def late(story: Any, after: timedelta) -> list[Metric]:
    """What would be found broken so long after the creation."""
    return [cycle.metric for cycle in story.clockwork.cycles if is_late(cycle, T0 + after)]


def test_s0_critical_ticket_breaks_its_response_after_fifteen_minutes(tell: Tell, preset: Callable[..., Desk]) -> None:
    story = tell(preset("enterprise"), priority=Priority.CRITICAL)
    assert (late(story, 10 * MINUTE), late(story, 20 * MINUTE)) == ([], [RESPONSE])


def test_s0_ticket_that_was_triaged_breaks_its_resolution_only(tell: Tell, preset: Callable[..., Desk]) -> None:
    story = tell(preset("enterprise"), priority=Priority.MEDIUM).at(HOUR, status=Status.TRIAGED)
    assert late(story, 80 * HOUR) == [RESOLUTION]


def test_s0_resolved_ticket_never_breaks_anything_later(tell: Tell, preset: Callable[..., Desk]) -> None:
    story = tell(preset("enterprise"), priority=Priority.MEDIUM).at(HOUR, status=Status.TRIAGED)
    story.at(2 * HOUR, status=Status.IN_PROGRESS).at(3 * HOUR, status=Status.RESOLVED)
    assert late(story, 10_000 * HOUR) == []


@pytest.mark.parametrize(
    ("key", "goals"),
    [
        ("standard", [(30, 240), (60, 480), (120, 1440), (240, 2880), (480, 5760)]),
        ("enterprise", [(15, 240), (15, 240), (60, 1440), (240, 4320), (1440, 10080)]),
        ("isp", [(15, 240), (60, 480), (240, 1440), (1440, 4320), (2880, 10080)]),
        ("simple", [(None, 120), (60, 120), (None, 480), (None, 1440), (None, 4320)]),
    ],
)
def test_presets_promise_what_their_desks_did(
    key: str, goals: list[tuple[int | None, int]], tell: Tell, preset: Callable[..., Desk]
) -> None:
    for priority, (response, resolution) in zip(Priority, goals, strict=True):
        cycles = {cycle.metric: cycle.goal for cycle in tell(preset(key), priority=priority).clockwork.cycles}
        wanted = {RESPONSE: response, RESOLUTION: resolution}
        assert cycles == {metric: goal * MINUTE for metric, goal in wanted.items() if goal is not None}


def _warned(story: Any) -> datetime:
    (at,) = [row.due_at for row in story.clockwork.deadlines if row.trigger is Trigger.WARNING]
    return at


def test_glpi_22678_an_hour_before_due_is_an_hour_of_work(tell: Tell, make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(targets={Priority.MEDIUM: {RESOLUTION: 4 * HOUR}}, warn=(Threshold(before=HOUR),))
    desk = replace(desk, default_calendar="office")
    story = tell(desk)
    assert story.cycle(RESOLUTION).due_at == datetime(2026, 11, 24, 11, tzinfo=UTC)
    assert _warned(story) == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_glpi_6902_another_priority_forgets_no_pause(tell: Tell) -> None:
    story = tell(sla_policy="office").at(16 * HOUR, status=Status.WAITING_FOR_CUSTOMER)
    story.at(19 * HOUR, status=Status.IN_PROGRESS).at(20 * HOUR, priority=Priority.URGENT)
    # An hour on Monday, one from 08:00, three waited, and seven of eight hours from noon on.
    assert story.cycle(RESOLUTION).due_at == datetime(2026, 11, 24, 18, tzinfo=UTC)


def test_zammad_3180_no_midnight_costs_a_minute(tell: Tell, make_desk: Callable[..., Desk]) -> None:
    whole = Calendar(key="whole", timezone="UTC", week=((Window(start=0, end=1440),),) * 7)
    desk = replace(make_desk(targets={Priority.MEDIUM: {RESOLUTION: 30 * HOUR}}), calendars=(whole,))
    assert tell(desk).cycle(RESOLUTION).due_at == T0 + 30 * HOUR
    assert tell(replace(desk, default_calendar="whole")).cycle(RESOLUTION).due_at == T0 + 30 * HOUR


def test_zammad_390_the_long_goal_skips_both_holidays(tell: Tell, make_desk: Callable[..., Desk]) -> None:
    days = {datetime(2016, 11, day, tzinfo=UTC).date() for day in (11, 13)}
    long = Calendar(key="long", timezone="UTC", week=((Window(start=540, end=1260),),) * 7, holidays=frozenset(days))
    desk = replace(make_desk(), calendars=(long,), default_calendar="long")
    created = datetime(2016, 11, 9, 23, tzinfo=UTC)
    cycle = tell(desk, created_at=created).cycle(RESOLUTION)
    assert cycle.due_at == datetime(2016, 11, 15, 21, tzinfo=UTC)


def test_zammad_5177_a_shorter_next_response_waits_for_the_first(tell: Tell, make_desk: Callable[..., Desk]) -> None:
    desk = make_desk(targets={Priority.MEDIUM: {RESPONSE: 4 * HOUR, NEXT: MINUTE}})
    assert not tell(desk).at(HOUR, last_customer_message_at=T0 + HOUR).has(NEXT)


@pytest.mark.parametrize(
    ("status", "states"),
    [
        (Status.WAITING_FOR_CUSTOMER, [CycleState.RUNNING, CycleState.PAUSED]),
        (Status.RESOLVED, [CycleState.CANCELLED, CycleState.MET]),
        (Status.CLOSED, [CycleState.CANCELLED, CycleState.MET]),
    ],
)
def test_alga_3091_a_ticket_that_is_created_waiting_or_done_burns_nothing(
    status: Status, states: list[CycleState], tell: Tell
) -> None:
    assert [cycle.state for cycle in tell(status=status).clockwork.cycles] == states


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", "2027-03-28", 2),
        ("Europe/Berlin", "2026-10-25", 4),
        ("Australia/Lord_Howe", "2026-10-04", 2.5),
        ("Australia/Lord_Howe", "2026-04-05", 3.5),
        ("America/Sao_Paulo", "2026-10-18", 3),
    ],
)
def test_small_hours_of_a_clock_change_are_worked_as_long_as_they_last(
    zone: str, day: str, hours: float, tell: Tell, make_desk: Callable[..., Desk]
) -> None:
    night = Calendar(key="night", timezone=zone, week=((Window(start=60, end=240),),) * 7)
    desk = replace(make_desk(targets={Priority.MEDIUM: {RESOLUTION: hours * HOUR}}), calendars=(night,))
    created = datetime.fromisoformat(f"{day}T00:30").replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    due = tell(replace(desk, default_calendar="night"), created_at=created).cycle(RESOLUTION).due_at
    assert due.astimezone(ZoneInfo(zone)).isoformat()[:16] == f"{day}T04:00"
