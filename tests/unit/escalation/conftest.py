from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from mailgate.model.desk import Desk, Queue
from mailgate.model.event import EventKind
from mailgate.model.sla import Deadline, EscalationPolicy, EscalationStep, Trigger
from mailgate.model.ticket import Ticket

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)


@pytest.fixture
def make_ticket(ticket_at: Callable[..., Ticket]) -> Callable[..., Ticket]:
    return partial(ticket_at, T0)


@pytest.fixture
def make_desk() -> Callable[..., Desk]:
    """A desk whose policy ``default`` has these steps, about warnings and breaches unless told otherwise."""

    def build(*steps: EscalationStep, on: tuple[str, ...] = (EventKind.SLA_WARNING, EventKind.SLA_BREACHED)) -> Desk:
        first = EscalationPolicy(key="default", on=tuple(map(str, on)), steps=steps)
        vip = EscalationPolicy(key="vip", on=first.on, steps=steps)
        queues = (
            Queue(key="support", address="support@acme.test", name="Support"),
            Queue(key="vip", address="vip@acme.test", name="VIP", escalation="vip"),
        )
        return Desk(tenant="acme", queues=queues, escalations=(first, vip))

    return build


@pytest.fixture
def make_deadline() -> Callable[..., Deadline]:
    def build(trigger: Trigger = Trigger.BREACH, **changed: Any) -> Deadline:
        values: dict[str, Any] = {
            "id": 50,
            "tenant": "acme",
            "ticket_id": 7,
            "cycle_id": 100,
            "trigger": trigger,
            "due_at": T0,
        }
        return Deadline(**(values | changed))

    return build
