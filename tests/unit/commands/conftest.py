from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from mailgate.commands.resolve import Scene
from mailgate.model.desk import Agent, Desk, Queue, Team
from mailgate.model.event import Cause
from mailgate.model.ticket import Ticket

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
ANN = Agent(email="ann@agents.test", name="Ann Ash")
DESK = Desk(
    tenant="acme",
    timezone="Europe/Berlin",
    queues=(Queue(key="support", address="support@desk.test", name="Support", team="front"),),
    teams=(Team(key="front", agents=("ann@agents.test",)), Team(key="billing", agents=())),
    agents=(
        ANN,
        Agent(email="bob@agents.test", name="Bob Bay"),
        Agent(email="robert@agents.test", name="Bob Cay"),
        Agent(email="dora@agents.test", name="Dora"),
    ),
)


@pytest.fixture
def make_ticket(ticket_at: Callable[..., Ticket]) -> Callable[..., Ticket]:
    return partial(ticket_at, NOW, tags=("vip",))


@pytest.fixture
def make_scene(make_ticket: Callable[..., Ticket]) -> Callable[..., Scene]:
    def build(**changed: Any) -> Scene:
        values: dict[str, Any] = {
            "desk": DESK,
            "ticket": make_ticket(),
            "agent": ANN,
            "now": NOW,
            "cause": Cause(kind="command", ref="81"),
        }
        return Scene(**(values | changed))

    return build
