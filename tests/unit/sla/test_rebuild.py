"""The journal read backwards for how a ticket began, and forwards for what became of its promises."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind, Journaled
from mailgate.model.sla import CycleState, Metric
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.sla.rebuild import CLOCK, SPOKE, Rebuilt, rebuilt

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
Rebuild = Callable[..., Rebuilt]


def _entry(row: int, after: timedelta, kind: EventKind, by: str = "cli", **details: Any) -> Journaled:
    event = Event(kind=kind, at=T0 + after, actor="ann@acme.test", cause=Cause(kind=by), details=details)
    return Journaled(id=row, revision=3, event=event)


CREATED = _entry(1, 0 * HOUR, EventKind.CREATED)


def _moved(row: int, after: timedelta, origin: Status, target: Status) -> Journaled:
    changed = {"field": "status", "from": origin.value, "to": target.value}
    return _entry(row, after, EventKind.STATUS_CHANGED, **changed)


@pytest.fixture
def rebuild(make_ticket: Callable[..., Ticket], make_desk: Callable[..., Desk]) -> Rebuild:
    """Of a ticket as it stands, from its journal."""

    def build(*journal: Journaled, **stands: Any) -> Rebuilt:
        return rebuilt(make_ticket(**stands), journal, {3: make_desk()})

    return build


def _state(found: Rebuilt, metric: Metric) -> CycleState:
    return next(cycle.state for cycle in found.cycles if cycle.metric is metric)


def test_creation_begins_what_was_promised_to_the_ticket_as_it_was(rebuild: Rebuild) -> None:
    raised = {"field": "priority", "from": "medium", "to": "high"}
    found = rebuild(CREATED, _entry(9, HOUR, EventKind.PRIORITY_CHANGED, **raised), priority=Priority.HIGH)
    assert [cycle.goal for cycle in found.cycles] == [2 * HOUR, 24 * HOUR]
    assert found.gaps == ()


def test_pause_is_found_again(rebuild: Rebuild) -> None:
    waits, works = Status.WAITING_FOR_VENDOR, Status.IN_PROGRESS
    found = rebuild(
        CREATED, _moved(9, HOUR, Status.OPEN, waits), _moved(20, 4 * HOUR, waits, works), status=Status.IN_PROGRESS
    )
    assert found.cycles[1].due_at == T0 + 51 * HOUR


def test_answer_of_an_agent_stops_the_first_response(rebuild: Rebuild) -> None:
    found = rebuild(CREATED, _entry(9, HOUR, EventKind.MESSAGE_ADDED, **{SPOKE: "agent"}))
    assert _state(found, Metric.FIRST_RESPONSE) is CycleState.MET


def test_words_of_a_machine_stop_nothing(rebuild: Rebuild) -> None:
    found = rebuild(CREATED, _entry(9, HOUR, EventKind.MESSAGE_ADDED))
    assert _state(found, Metric.FIRST_RESPONSE) is CycleState.RUNNING


def test_breach_is_of_the_moment_at_which_the_clock_noticed_it(rebuild: Rebuild) -> None:
    found = rebuild(CREATED, _entry(9, 7 * HOUR, EventKind.SLA_BREACHED, "schedule", metric="first_response"))
    assert (found.cycles[0].breached_at, found.cycles[0].detected_at) == (T0 + 4 * HOUR, T0 + 7 * HOUR)


@pytest.mark.parametrize("clock", ["off", "answered"])
def test_ticket_that_nobody_waits_for_is_promised_nothing(rebuild: Rebuild, clock: str) -> None:
    assert rebuild(_entry(1, 0 * HOUR, EventKind.CREATED, **{CLOCK: clock})).cycles == ()


def test_events_of_one_decision_are_one_change(rebuild: Rebuild) -> None:
    # Resolved and reopened at one instant is two decisions; assigned and moved is one.
    back = _moved(20, HOUR, Status.RESOLVED, Status.OPEN)
    found = rebuild(CREATED, _moved(9, HOUR, Status.OPEN, Status.RESOLVED), back)
    assert [cycle.number for cycle in found.cycles if cycle.metric is Metric.RESOLUTION] == [1, 2]


def test_journal_without_a_beginning_tells_nothing(rebuild: Rebuild) -> None:
    assert rebuild().gaps == ("the journal does not tell how the ticket began",)
    assert rebuild(_moved(9, HOUR, Status.OPEN, Status.RESOLVED)).gaps != ()


def test_change_without_a_word_in_the_journal_is_a_gap(rebuild: Rebuild) -> None:
    found = rebuild(CREATED, _moved(9, HOUR, Status.OPEN, Status.TRIAGED), status=Status.RESOLVED)
    assert found.gaps == ("status became resolved without a word in the journal",)


def test_unknown_desk_is_a_gap(rebuild: Rebuild) -> None:
    assert rebuild(replace(CREATED, revision=8)).gaps == ("desk revision 8 is not known",)
