"""Hears, on a connection of its own, what the commits of all nodes of one PostgreSQL database left to do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

import psycopg
import structlog
from sqlalchemy import URL, make_url

from mailgate.store.engine.postgresql import connect_apart
from mailgate.store.hints import CHANNEL, Work

#: Seconds until a lost connection is made anew; doubled after each failure.
_FIRST_PAUSE = 0.25
_LONGEST_PAUSE = 30.0

_log = structlog.get_logger(__name__)


async def listen(url: str, on_work: Callable[[Work], None]) -> None:
    """Call ``on_work`` for what any node leaves, until cancelled; returns at once on SQLite, where there is but one.

    A hint may be lost with the connection, so every kind is reported whenever it stands anew.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "postgresql":
        return
    pause = _FIRST_PAUSE
    while True:
        try:
            async with aclosing(_heard(parsed)) as heard:
                async for work in heard:
                    pause = _FIRST_PAUSE
                    on_work(work)
        except (psycopg.Error, OSError) as error:
            _log.info("store.not_listening", error=str(error).strip(), again_in_s=pause)
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


async def _heard(url: URL) -> AsyncGenerator[Work]:
    """Every kind once the connection stands, then each as it is said."""
    async with await connect_apart(url) as connection:
        await connection.execute(f"LISTEN {CHANNEL}")
        for work in Work:
            yield work
        async for notification in connection.notifies():
            # A newer node may speak of what this one does not know.
            if notification.payload in set(Work):
                yield Work(notification.payload)
