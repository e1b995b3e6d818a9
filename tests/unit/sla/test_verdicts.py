from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from mailgate.model.event import Cause, EventKind
from mailgate.model.ticket import Status
from mailgate.sla.verdicts import verdict_events

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
CAUSE = Cause(kind="mail", ref="31")

Tell = Callable[..., Any]


def verdicts(story: Any, after: timedelta, **changed: Any) -> list[tuple[EventKind, object]]:
    before = story.clockwork.cycles
    story.at(after, **changed)
    events = verdict_events(before, story.clockwork.cycles, now=T0 + after, actor="ann@acme.test", cause=CAUSE)
    return [(event.kind, event.details["metric"]) for event in events]


def test_reply_in_time_is_journaled_as_met(tell: Tell) -> None:
    assert verdicts(tell(), HOUR, human_reply=True) == [(EventKind.SLA_MET, "first_response")]


def test_breach_noticed_by_the_stop_is_journaled_with_its_due(tell: Tell) -> None:
    story = tell()
    before = story.clockwork.cycles
    story.at(5 * HOUR, human_reply=True)
    (event,) = verdict_events(before, story.clockwork.cycles, now=T0 + 5 * HOUR, actor="ann@acme.test", cause=CAUSE)
    assert (event.kind, event.at, event.cause) == (EventKind.SLA_BREACHED, T0 + 5 * HOUR, CAUSE)
    assert event.details == {
        "metric": "first_response",
        "number": 1,
        "policy": "standard",
        "due_at": "2026-11-23T21:00:00+00:00",
        "stopped_at": "2026-11-23T22:00:00+00:00",
        "breached_at": "2026-11-23T21:00:00+00:00",
    }


def test_a_verdict_is_journaled_once(tell: Tell) -> None:
    story = tell().at(HOUR, human_reply=True)
    assert verdicts(story, 2 * HOUR, human_reply=True, category="billing") == []


def test_pauses_and_cancellations_are_no_verdicts(tell: Tell) -> None:
    story = tell()
    assert verdicts(story, HOUR, status=Status.WAITING_FOR_CUSTOMER) == []
    assert verdicts(story, 2 * HOUR, status=Status.CANCELLED) == []
