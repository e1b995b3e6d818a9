from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.calendar import ALWAYS, Calendar
from mailgate.model.desk import Desk
from mailgate.model.sla import Metric, Threshold
from mailgate.model.ticket import Priority, Status
from mailgate.sla.explain import explain_cycle
from mailgate.sla.thresholds import thresholds_of

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
RESPONSE, RESOLUTION = Metric.FIRST_RESPONSE, Metric.RESOLUTION

Tell = Callable[..., Any]


def test_segments_of_a_running_cycle_add_up_to_its_goal(tell: Tell, office: Calendar) -> None:
    cycle = tell(sla_policy="office").cycle(RESOLUTION)
    explained = explain_cycle(cycle, office, T0 + 20 * HOUR)
    assert sum((segment.length for segment in explained.segments), timedelta(0)) == cycle.goal
    assert explained.segments[-1].end == cycle.due_at
    assert (explained.elapsed, explained.remaining) == (6 * HOUR, 42 * HOUR)


def test_pauses_are_measured_by_the_calendar(tell: Tell, office: Calendar) -> None:
    story = tell(sla_policy="office").at(2 * HOUR, status=Status.WAITING_FOR_CUSTOMER)
    story.at(14 * HOUR, status=Status.OPEN).at(15 * HOUR, status=Status.WAITING_FOR_VENDOR)
    story.at(17 * HOUR, status=Status.OPEN)
    explained = explain_cycle(story.cycle(RESOLUTION), office, T0 + 20 * HOUR)
    assert [pause.counted for pause in explained.pauses] == [timedelta(0), 2 * HOUR]
    assert sum((segment.length for segment in explained.segments), timedelta(0)) == 48 * HOUR


def test_days_that_the_calendar_treats_apart_are_named(tell: Tell, office: Calendar) -> None:
    calendar = replace(office, holidays=frozenset({date(2026, 11, 25), date(2026, 12, 25)}))
    explained = explain_cycle(tell(sla_policy="office").cycle(RESOLUTION), calendar, T0)
    assert [(off.day, off.windows) for off in explained.exceptions] == [(date(2026, 11, 25), ())]


def test_overdue_is_a_negative_rest(tell: Tell) -> None:
    explained = explain_cycle(tell().cycle(RESPONSE), ALWAYS, T0 + 5 * HOUR)
    assert explained.remaining == -HOUR


def test_grace_counts_to_what_is_left(tell: Tell) -> None:
    story = tell().at(60 * HOUR, human_reply=True, status=Status.RESOLVED).at(90 * HOUR, status=Status.OPEN)
    explained = explain_cycle(story.cycle(RESOLUTION, 2), ALWAYS, T0 + 90 * HOUR)
    assert explained.remaining == HOUR / 2


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        (
            [],
            "Resolution is due Tue 2026-11-24 11:00 (UTC) because by then 4 h of calendar office have passed since "
            "Mon 2026-11-23 17:00.",
        ),
        (
            [(0.5, Status.WAITING_FOR_CUSTOMER), (16, Status.OPEN)],
            "Resolution is due Tue 2026-11-24 12:30 (UTC) because by then 4 h of calendar office have passed since "
            "Mon 2026-11-23 17:00, not counting 1 h 30 min on hold.",
        ),
        (
            [(0.5, Status.WAITING_FOR_CUSTOMER)],
            "Resolution is paused (waiting for customer): 3 h 30 min left of 4 h of calendar office since "
            "Mon 2026-11-23 17:00, not counting 30 min on hold.",
        ),
        (
            [(16, Status.RESOLVED)],
            "Resolution was met: done Tue 2026-11-24 09:00 after 2 h, due Tue 2026-11-24 11:00 (UTC), 4 h of calendar "
            "office since Mon 2026-11-23 17:00.",
        ),
        (
            [(19, Status.RESOLVED)],
            "Resolution was breached: done Tue 2026-11-24 12:00 after 5 h, due Tue 2026-11-24 11:00 (UTC), 4 h of "
            "calendar office since Mon 2026-11-23 17:00.",
        ),
        (
            [(19, Status.RESOLVED), (20, Status.OPEN)],
            "Resolution is due Tue 2026-11-24 13:30 (UTC) because its reopening left it 30 min of calendar office.",
        ),
        ([(1, Status.SPAM)], "Resolution is no longer owed."),
    ],
)
def test_one_sentence_says_why(tell: Tell, office: Calendar, steps: list[tuple[float, Status]], sentence: str) -> None:
    story = tell(sla_policy="office", priority=Priority.CRITICAL)
    for hours, status in steps:
        story.at(hours * HOUR, status=status)
    assert explain_cycle(story.clockwork.cycles[-1], office, T0 + 2 * HOUR).sentence == sentence


def test_sentence_is_on_the_wall_clock_of_the_calendar(tell: Tell, office: Calendar) -> None:
    explained = explain_cycle(tell().cycle(RESPONSE), replace(ALWAYS, timezone="Asia/Tokyo"), T0)
    assert explained.sentence == (
        "First response is due Tue 2026-11-24 06:00 (Asia/Tokyo) because by then 4 h of calendar 24x7 have passed "
        "since Tue 2026-11-24 02:00."
    )


def test_what_is_overdue_was_due(tell: Tell) -> None:
    assert explain_cycle(tell().cycle(RESPONSE), ALWAYS, T0 + 5 * HOUR).sentence.startswith("First response was due ")


def test_changed_clocks_on_the_way_are_named(tell: Tell, office: Calendar) -> None:
    berlin = replace(office, timezone="Europe/Berlin")
    cycle = replace(tell(sla_policy="office").cycle(RESOLUTION), due_at=datetime(2027, 3, 30, 12, tzinfo=UTC))
    (change,) = explain_cycle(cycle, berlin, T0).clock_changes
    assert (change.at, change.by) == (datetime(2027, 3, 28, 1, tzinfo=UTC), HOUR)


def test_alarms_are_told_with_what_became_of_them(tell: Tell) -> None:
    story = tell()
    explained = explain_cycle(story.cycle(RESPONSE), ALWAYS, T0, story.clockwork.deadlines)
    assert [(alarm.trigger.value, alarm.at, alarm.state.value) for alarm in explained.alarms] == [
        ("warning", T0 + 3.2 * HOUR, "pending"),
        ("breach", T0 + 4 * HOUR, "pending"),
    ]


def told(story: Any, metric: Metric, now: datetime = T0) -> list[tuple[timedelta, str, str]]:
    """The alarms of a promise: how long after its creation, what became of it, what it is about."""
    cycle = story.cycle(metric)
    warn = thresholds_of(cycle, story.desk)
    alarms = explain_cycle(cycle, ALWAYS, now, story.clockwork.deadlines, warn).alarms
    return [(alarm.at - T0, alarm.state.value, alarm.threshold) for alarm in alarms]


def test_alarms_say_what_they_are_about(tell: Tell, make_desk: Callable[..., Desk]) -> None:
    reminder = Threshold(after=HOUR, every=2 * HOUR, repeat=1, notify=("team:lead",))
    story = tell(make_desk(warn=(Threshold(share=0.5), Threshold(before=HOUR), reminder)))
    assert told(story, RESPONSE) == [
        (2 * HOUR, "pending", "50% of the goal"),
        (3 * HOUR, "pending", "1 h before it is due"),
        (4 * HOUR, "pending", ""),
        (5 * HOUR, "pending", "1 h after it was due"),
        (7 * HOUR, "pending", "1 h after it was due, then 1 x 2 h"),
    ]


def test_default_warning_names_both_of_its_thresholds(tell: Tell) -> None:
    assert told(tell(), RESPONSE)[0] == (3.2 * HOUR, "pending", "80% of the goal or 15 min before it is due")


def test_thresholds_that_another_priority_replaced_are_left_out(tell: Tell, make_desk: Callable[..., Desk]) -> None:
    goals = {Priority.MEDIUM: {RESOLUTION: 48 * HOUR}, Priority.HIGH: {RESOLUTION: 2 * HOUR}}
    warn = (Threshold(before=4 * HOUR), Threshold(before=3 * HOUR))
    story = tell(make_desk(targets=goals, warn=warn)).at(HOUR / 2, priority=Priority.HIGH)
    # Both would be at the very start now, which is one warning.
    assert [(at, state) for at, state, _ in told(story, RESOLUTION)] == [(0 * HOUR, "pending"), (2 * HOUR, "pending")]


def test_alarms_of_what_is_over_or_waits_stay_to_be_seen(tell: Tell) -> None:
    story = tell().at(HOUR, human_reply=True, status=Status.WAITING_FOR_CUSTOMER)
    assert [state for _, state, _ in told(story, RESPONSE)] == ["cancelled", "cancelled"]
    assert [state for _, state, _ in told(story, RESOLUTION)] == ["cancelled", "cancelled"]
