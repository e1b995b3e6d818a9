"""What every request is served with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import anyio.from_thread
from fastapi import Depends, Request

from mailgate.api.rates import RequestRates
from mailgate.metrics import Metrics
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection

T = TypeVar("T")


class Serving:
    """One application's parts. Routes run in threads of the framework's own, since all of them ask the database."""

    def __init__(self, tools: Tools, *, on_mail: Callable[[], None]) -> None:
        #: Replaced when other desks come into force.
        self.tools = tools
        self.metrics = Metrics()
        rate = tools.server.limits.api_requests
        self.rates = RequestRates(rate) if rate is not None else None
        #: When each token's use was last noted, in monotonic seconds.
        self.noted: dict[int, float] = {}
        self._on_mail = on_mail

    def read(self, work: Callable[[Connection], T]) -> T:
        return self.tools.database.read(work)

    def committed(self) -> None:
        """Something was recorded that may have put mail into the outbox; called from a route's thread."""
        anyio.from_thread.run_sync(self._on_mail)

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)


def serving(request: Request) -> Serving:
    """The parts, from the application."""
    found: Serving = request.app.state.serving
    return found


Served = Annotated[Serving, Depends(serving)]
