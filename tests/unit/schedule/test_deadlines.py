"""The timer between the hints that reach it and the looks that it takes."""

from __future__ import annotations

import asyncio

from mailgate.schedule.deadlines import DeadlineTimer


def test_hints_before_the_start_wait_for_its_first_look():
    async def hinted() -> None:
        timer = DeadlineTimer(None, on_done=lambda: None)
        timer.wake()
        timer.wake()

    asyncio.run(hinted())
