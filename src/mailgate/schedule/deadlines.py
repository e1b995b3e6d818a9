"""Wakes at the next deadline and fires what is due. A timer only: that something fires once is the store's business."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailgate.errors import StoreUnavailable
from mailgate.pipeline.due import fire_due
from mailgate.pipeline.tools import Tools
from mailgate.store import clockworks

_LOG = structlog.get_logger()
_JOB = "deadlines"
#: The safety net: a look without any hint, should one be lost.
_SWEEP = timedelta(seconds=30)
_AWAY = timedelta(seconds=2)


class DeadlineTimer:
    """Lives on the front's event loop; the work itself is done in a thread."""

    def __init__(self, tools: Tools, *, on_mail: Callable[[], None]) -> None:
        self._tools = tools
        self._on_mail = on_mail
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._turn = asyncio.Lock()
        self._asked_again = False

    async def start(self) -> None:
        self._scheduler.start()
        self._at(datetime.now(UTC))

    async def stop(self) -> None:
        """Finish what is being fired, then fire no more."""
        async with self._turn:
            self._scheduler.shutdown(wait=False)

    def use(self, tools: Tools) -> None:
        """Fire under other desks from now on."""
        self._tools = tools

    def wake(self) -> None:
        """An earlier deadline may have been recorded."""
        if self._turn.locked():
            self._asked_again = True
        elif not self._looks_soon():
            self._at(datetime.now(UTC))

    def _looks_soon(self) -> bool:
        """Hints come with every mail: one look a second is enough, and at most a second late."""
        job = self._scheduler.get_job(_JOB)
        return job is not None and job.next_run_time <= datetime.now(UTC) + timedelta(seconds=0.5)

    def _at(self, when: datetime) -> None:
        self._scheduler.add_job(
            self._look, "date", run_date=when, id=_JOB, replace_existing=True, misfire_grace_time=None, coalesce=True
        )

    async def _look(self) -> None:
        async with self._turn:
            self._asked_again = False
            try:
                fired, following = await asyncio.to_thread(self._fire)
            except StoreUnavailable as error:
                _LOG.warning("schedule.store_away", error=str(error))
                fired, following = 0, datetime.now(UTC) + _AWAY
        if fired:
            self._on_mail()
        soon = datetime.now(UTC) + timedelta(seconds=0.5)
        self._at(min(following, soon) if self._asked_again else following)

    def _fire(self) -> tuple[int, datetime]:
        fired = fire_due(self._tools, clock=lambda: datetime.now(UTC))
        following = self._tools.database.read(clockworks.next_due)
        swept = datetime.now(UTC) + _SWEEP
        return fired, min(following, swept) if following else swept
