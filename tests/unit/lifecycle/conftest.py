from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import pytest

from mailgate.model.event import Cause
from mailgate.model.plan import Change
from mailgate.model.ticket import Ticket


@pytest.fixture
def make_ticket(ticket_at: Callable[..., Ticket]) -> Callable[..., Ticket]:
    return partial(ticket_at, datetime(2026, 11, 2, 9, tzinfo=UTC))


@pytest.fixture
def make_change() -> Callable[..., Change]:
    def build(field: str, value: object, kind: str = "api") -> Change:
        return Change(field=field, value=value, cause=Cause(kind=kind, ref="c1"))

    return build
