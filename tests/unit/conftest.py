from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from mailgate.model.ticket import Priority, Status, Ticket


@pytest.fixture
def ticket_at() -> Callable[..., Ticket]:
    """An open ticket made at that instant, but for what is told otherwise."""

    def build(at: datetime, **changed: Any) -> Ticket:
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
            "created_at": at,
            "updated_at": at,
        }
        return Ticket(**(values | changed))

    return build
