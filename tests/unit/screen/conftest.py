from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from mailgate.model.desk import DeskRates
from mailgate.model.identity import Sender, Tier
from mailgate.model.mark import SenderFacts
from mailgate.model.message import Author, Headers, Message
from mailgate.screen.question import Question

AUTHOR = Author(address="cora@customers.test", name="Cora", clean=True)


@pytest.fixture
def ask() -> Callable[..., Question]:
    """An ordinary mail from a relay that is not trusted; ``headers`` as pairs, ``message`` as fields of it."""

    def build(
        *headers: tuple[str, str], message: dict[str, Any] | None = None, facts: SenderFacts | None = None, **more: Any
    ) -> Question:
        read: dict[str, Any] = {"headers": Headers(fields=headers), "author": AUTHOR, "subject": "", "date": None}
        values: dict[str, Any] = {
            "message": Message(**(read | (message or {}))),
            "sender": Sender(address=AUTHOR.address, name="Cora", tier=Tier.WEAK, reason="nothing_known"),
            "facts": facts or SenderFacts(),
            "rates": DeskRates(),
            "loop_id": "our-loop-id",
            "mail_from": AUTHOR.address,
            "trusted_peer": False,
        }
        return Question(**(values | more))

    return build
