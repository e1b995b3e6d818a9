from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from mailgate.model.calendar import Calendar, Window
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk, Queue
from mailgate.model.sla import Metric, SlaPolicy
from mailgate.model.ticket import Priority, Ticket
from mailgate.sla.cycles import advance, start_cycles
from mailgate.sla.deadlines import deadlines

MONDAY_17 = datetime(2026, 11, 23, 17, tzinfo=UTC)
MINUTES = {
    "standard": {
        "critical": (30, 240),
        "urgent": (60, 480),
        "high": (120, 1440),
        "medium": (240, 2880),
        "low": (480, 5760),
    },
    "enterprise": {
        "critical": (15, 240),
        "urgent": (15, 240),
        "high": (60, 1440),
        "medium": (240, 4320),
        "low": (1440, 10080),
    },
}


def _policy(key: str, minutes: dict[str, tuple[int, int]], **more: Any) -> SlaPolicy:
    targets = {
        Priority(priority): {
            Metric.FIRST_RESPONSE: timedelta(minutes=response),
            Metric.RESOLUTION: timedelta(minutes=resolution),
        }
        for priority, (response, resolution) in minutes.items()
    }
    return SlaPolicy(key=key, targets=targets, **more)


@pytest.fixture
def office() -> Calendar:
    """Monday to Friday, 08:00 to 18:00 UTC."""
    hours = (Window(start=480, end=1080),)
    return Calendar(key="office", timezone="UTC", week=(hours,) * 5 + ((), ()))


@pytest.fixture
def make_desk(office: Calendar) -> Callable[..., Desk]:
    """A desk with the policies ``standard``, ``enterprise`` and ``office`` (standard, in office hours).

    Other arguments go into every policy, ``targets`` replaces those of ``standard``.
    """

    def build(*, targets: dict[Priority, dict[Metric, timedelta]] | None = None, **policy: Any) -> Desk:
        standard = _policy("standard", MINUTES["standard"], **policy)
        policies = (
            standard if targets is None else replace(standard, targets=targets),
            _policy("enterprise", MINUTES["enterprise"], **policy),
            _policy("office", MINUTES["standard"], calendar="office", **policy),
        )
        queues = (
            Queue(key="support", address="support@acme.test", name="Support"),
            Queue(key="vip", address="vip@acme.test", name="VIP", sla="enterprise"),
        )
        return Desk(tenant="acme", revision=3, slas=policies, calendars=(office,), queues=queues)

    return build


@pytest.fixture
def make_ticket(ticket_at: Callable[..., Ticket]) -> Callable[..., Ticket]:
    return partial(ticket_at, MONDAY_17)


class Story:
    """A ticket lived through in steps, each so long after its creation."""

    def __init__(self, ticket: Ticket, desk: Desk) -> None:
        self.ticket, self.desk = ticket, desk
        cycles = start_cycles(ticket, desk, ids=range(100, 104), now=ticket.created_at)
        self.clockwork = Clockwork(cycles=cycles, deadlines=deadlines(cycles, ticket, desk, ids=range(200, 300)))
        self._ids = 1_000

    def at(self, after: timedelta, *, human_reply: bool = False, **changed: Any) -> Story:
        now = self.ticket.created_at + after
        then = replace(self.ticket, **changed)
        if human_reply:
            then = replace(then, first_response_at=then.first_response_at or now, last_agent_message_at=now)
        self._ids += 100
        ids = range(self._ids, self._ids + 100)
        self.clockwork = advance(
            self.clockwork, self.ticket, then, self.desk, ids=ids, now=now, human_reply=human_reply
        )
        self.ticket = then
        return self

    def cycle(self, metric: Metric, number: int = 1) -> Any:
        return next(cycle for cycle in self.clockwork.cycles if (cycle.metric, cycle.number) == (metric, number))

    def has(self, metric: Metric, number: int = 1) -> bool:
        return any((cycle.metric, cycle.number) == (metric, number) for cycle in self.clockwork.cycles)


@pytest.fixture
def tell(make_ticket: Callable[..., Ticket], make_desk: Callable[..., Desk]) -> Callable[..., Story]:
    """Begin a story with a ticket so made, on a desk (the standard one when none is given)."""

    def build(desk: Desk | None = None, **changed: Any) -> Story:
        return Story(make_ticket(**changed), desk or make_desk())

    return build
