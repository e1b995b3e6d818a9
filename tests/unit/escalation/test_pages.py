"""Which pages can still be taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.escalation.pages import last_pages, open_pages
from mailgate.model.clockwork import Clockwork
from mailgate.model.sla import Cycle, CycleState, Deadline, DeadlineState, Metric, Trigger

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def page(make_deadline: Callable[..., Deadline]) -> Callable[..., Deadline]:
    """A step of a run that fired."""

    def make(row: int, run: str, **changes: object) -> Deadline:
        began = changes.pop("began", T0)
        step = replace(make_deadline(), id=row, trigger=Trigger.STEP, run=run, policy="night", due_at=began)
        return replace(step, **{"state": DeadlineState.FIRED, "run_started_at": began, **changes})

    return make


def ids(pages: list[Deadline]) -> list[int]:
    return [page.id for page in pages]


def test_of_each_run_the_newest_page_counts(page):
    rows = [page(1, "warning"), page(2, "warning", step=1, due_at=T0 + MINUTE), page(3, "manual", cycle_id=77)]
    assert ids(last_pages(rows)) == [2, 3]


def test_warning_is_over_when_its_breach_begins_a_run(page):
    rows = [page(1, "warning"), page(2, "breach", state=DeadlineState.PENDING)]
    assert ids(open_pages(Clockwork(deadlines=(rows[0],)))) == [1]
    assert ids(open_pages(Clockwork(deadlines=tuple(rows)))) == []


def test_run_is_over_when_its_promise_came_to_its_end(page):
    row = page(1, "breach")
    running = Cycle(
        id=row.cycle_id,
        ticket_id=row.ticket_id,
        metric=Metric.FIRST_RESPONSE,
        number=1,
        policy="gold",
        revision=1,
        calendar="24x7",
        goal=MINUTE,
        started_at=T0,
        state=CycleState.RUNNING,
        due_at=T0 + MINUTE,
    )
    assert ids(open_pages(Clockwork(cycles=(running,), deadlines=(row,)))) == [1]
    assert ids(open_pages(Clockwork(cycles=(replace(running, stopped_at=T0),), deadlines=(row,)))) == []


def test_run_that_was_asked_for_is_over_when_the_same_was_asked_for_again(page):
    rows = [page(1, "manual", cycle_id=77), page(2, "rule", cycle_id=78, began=T0 + MINUTE)]
    assert ids(open_pages(Clockwork(deadlines=tuple(rows)))) == [2]
