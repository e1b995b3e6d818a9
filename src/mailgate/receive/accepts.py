"""Work that has begun to keep a mail, detached from the connection that brought it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

Results = Sequence[int | Exception]


class Accepts:
    """A registry of running accepts.

    A peer that hangs up after the final dot must not cancel a COMMIT half way (RFC 1047): what was
    begun runs to its end, and a shutdown waits for it.
    """

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Results]] = set()

    async def run(self, accept: Coroutine[Any, Any, Results], done: Callable[[], None]) -> Results:
        """Wait for ``accept``; being cancelled ends the wait alone. ``done`` is called when the work ends."""
        task = asyncio.create_task(accept)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        task.add_done_callback(lambda _: done())
        return await asyncio.shield(task)

    async def drain(self, seconds: float) -> int:
        """Wait for what is running; how many are still at it after ``seconds``."""
        if not self._running:
            return 0
        _, pending = await asyncio.wait(self._running, timeout=max(seconds, 0))
        return len(pending)
