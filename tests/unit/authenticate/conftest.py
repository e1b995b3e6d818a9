from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mailgate.model.message import Author, Headers, Message


@pytest.fixture
def make_message() -> Callable[..., Message]:
    """A mail of ``cora@customers.test`` with these Authentication-Results, topmost first."""

    def build(*results: str, **author: Any) -> Message:
        values: dict[str, Any] = {"address": "cora@customers.test", "name": "Cora", "clean": True}
        return Message(
            headers=Headers(fields=tuple(("authentication-results", value) for value in results)),
            author=Author(**(values | author)),
            subject="",
            date=None,
        )

    return build
