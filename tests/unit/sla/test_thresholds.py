from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from mailgate.model.desk import Desk
from mailgate.model.sla import Deadline, DeadlineState, Metric, Threshold, Trigger
from mailgate.model.ticket import Status
from mailgate.sla.deadlines import ids_needed
from mailgate.sla.turns import breach

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
RESPONSE, RESOLUTION = Metric.FIRST_RESPONSE, Metric.RESOLUTION
OVERDUE = Threshold(after=HOUR)

Tell = Callable[..., Any]
MakeDesk = Callable[..., Desk]


def warned(story: Any, metric: Metric = RESPONSE) -> list[timedelta]:
    """How long after the creation warnings are still to come."""
    return [row.due_at - T0 for row in rows(story, metric) if row.state is DeadlineState.PENDING]


def rows(story: Any, metric: Metric = RESPONSE) -> list[Deadline]:
    of = story.cycle(metric).id
    return [row for row in story.clockwork.deadlines if (row.cycle_id, row.trigger) == (of, Trigger.WARNING)]


def broken(story: Any, after: timedelta, metric: Metric = RESPONSE) -> Any:
    """As if the scheduler had noticed the breach."""
    of, now = story.cycle(metric).id, T0 + after
    cycles = tuple(breach(cycle, now) if cycle.id == of else cycle for cycle in story.clockwork.cycles)
    fired = tuple(
        replace(row, state=DeadlineState.FIRED) if row.cycle_id == of and row.due_at <= now else row
        for row in story.clockwork.deadlines
    )
    story.clockwork = replace(story.clockwork, cycles=cycles, deadlines=fired)
    return story


def test_reminder_comes_so_much_business_time_after_the_due(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(Threshold(after=8 * HOUR),)), sla_policy="office")
    # Due on Tuesday at 11:00; seven hours that day, one on Wednesday.
    assert warned(story) == [timedelta(days=1, hours=16)]


def test_reminder_waits_for_a_promise_that_is_broken_and_not_kept_yet(tell: Tell, make_desk: MakeDesk) -> None:
    story = broken(tell(make_desk(warn=(OVERDUE,))), 4 * HOUR).at(4.5 * HOUR, category="fire")
    assert warned(story) == [5 * HOUR]


def test_answer_spares_the_reminder(tell: Tell, make_desk: MakeDesk) -> None:
    story = broken(tell(make_desk(warn=(OVERDUE,))), 4 * HOUR).at(4.5 * HOUR, human_reply=True)
    assert warned(story) == []


def test_reminder_of_what_stands_is_put_off_by_the_wait(tell: Tell, make_desk: MakeDesk) -> None:
    story = broken(tell(make_desk(warn=(OVERDUE,))), 48 * HOUR, RESOLUTION)
    assert warned(story.at(48.5 * HOUR, status=Status.WAITING_FOR_CUSTOMER), RESOLUTION) == []
    assert warned(story.at(60 * HOUR, status=Status.WAITING_FOR_SUPPORT), RESOLUTION) == [60.5 * HOUR]


def test_reminder_that_was_given_comes_once(tell: Tell, make_desk: MakeDesk) -> None:
    story = broken(tell(make_desk(warn=(OVERDUE,))), 49 * HOUR, RESOLUTION)
    story.at(50 * HOUR, status=Status.WAITING_FOR_CUSTOMER).at(60 * HOUR, status=Status.WAITING_FOR_SUPPORT)
    assert [row.state for row in rows(story, RESOLUTION)] == [DeadlineState.FIRED]


def test_warnings_before_the_due_are_over_with_the_breach(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(Threshold(before=HOUR), OVERDUE)))
    cycles = tuple(breach(cycle, T0 + 2 * HOUR) for cycle in story.clockwork.cycles)
    story.clockwork = replace(story.clockwork, cycles=cycles)
    assert warned(story.at(2 * HOUR, category="fire")) == [5 * HOUR]


def test_reminder_is_repeated_so_often(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(Threshold(after=HOUR, every=4 * HOUR, repeat=2),)))
    assert warned(story) == [5 * HOUR, 9 * HOUR, 13 * HOUR]
    assert [row.repeat for row in rows(story)] == [0, 1, 2]


def test_row_ids_are_enough_for_every_repeat(tell: Tell, make_desk: MakeDesk) -> None:
    desk = make_desk(warn=(Threshold(share=0.5), Threshold(after=HOUR, every=HOUR, repeat=3)))
    assert ids_needed(1, desk) == len(rows(tell(desk))) + 1


def test_warning_for_one_metric_leaves_the_others_alone(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(Threshold(before=HOUR, metrics=(RESOLUTION,)),)))
    assert (warned(story), warned(story, RESOLUTION)) == ([], [47 * HOUR])


def test_two_warnings_at_one_instant_for_different_people_are_two(tell: Tell, make_desk: MakeDesk) -> None:
    story = tell(make_desk(warn=(Threshold(share=0.75), Threshold(before=HOUR, notify=("team:lead",)))))
    assert warned(story) == [3 * HOUR, 3 * HOUR]


def test_warnings_that_ask_no_calendar_come_so_much_real_time_before_and_after_the_due(tell, make_desk):
    before = Threshold(before=12 * HOUR, calendar_aware=False)
    after = Threshold(after=8 * HOUR, every=HOUR, repeat=1, calendar_aware=False)
    early = Threshold(before=48 * HOUR, calendar_aware=False, notify=("team",))
    story = tell(make_desk(warn=(before, after, early)), sla_policy="office")
    # Due on Tuesday at 11:00: on Monday at 23:00, on Tuesday at 19:00 and 20:00, and not before the start.
    assert warned(story) == [6 * HOUR, 26 * HOUR, 27 * HOUR, timedelta(0)]
