from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from mailgate.model.event import Cause
from mailgate.model.plan import Change
from mailgate.model.ticket import Priority, Status, Ticket


@pytest.fixture
def make_ticket() -> Callable[..., Ticket]:
    def build(**changed: Any) -> Ticket:
        values: dict[str, Any] = {
            "id": 7,
            "uuid": UUID(int=7),
            "tenant": "acme",
            "number": "2026-11-00007",
            "refid": "sup_0123456789abcdefghij",
            "subject": "Widget on fire",
            "status": Status.OPEN,
            "priority": Priority.MEDIUM,
            "queue": "support",
            "product": "widgets",
            "contact_id": 1,
            "customer_email": "zoe@customer.test",
            "customer_name": "Zoe",
            "created_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
            "updated_at": datetime(2026, 11, 2, 9, tzinfo=UTC),
        }
        return Ticket(**(values | changed))

    return build


@pytest.fixture
def make_change() -> Callable[..., Change]:
    def build(field: str, value: object, kind: str = "api") -> Change:
        return Change(field=field, value=value, cause=Cause(kind=kind, ref="c1"))

    return build
