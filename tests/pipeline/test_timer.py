"""The timer between its looks: whatever a look comes to, there is a next one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import literal, select
from tests.pipeline.conftest import House

from mailgate.schedule.deadlines import DeadlineTimer

_ONE = select(literal(1))


def looks(house: House, *, until: int, fails: bool = False) -> int:
    """How often a timer looks for which something falls due while it looks, until it looked so often."""
    seen = 0

    def perform(tools, *, clock: Callable[[], datetime]) -> int:
        nonlocal seen
        seen += 1
        return 0

    def broken(tools, *, clock: Callable[[], datetime]) -> int:
        raise ZeroDivisionError

    def overdue(conn) -> datetime | None:
        conn.scalar(_ONE)
        return datetime.now(UTC) - timedelta(seconds=1) if seen < until else None

    async def run() -> None:
        timer = DeadlineTimer(house.tools, on_done=lambda: None, duties=duties)
        await timer.start()
        async with asyncio.timeout(20):
            while seen < until:
                await asyncio.sleep(0.01)
        await timer.stop()

    duties = ((broken, overdue), (perform, overdue)) if fails else ((perform, overdue),)
    asyncio.run(run())
    return seen


def test_what_falls_due_while_the_clock_looks_is_done_by_a_look_after_it(house):
    assert looks(house, until=2) == 2


def test_duty_that_breaks_keeps_neither_the_others_nor_the_next_look_from_being_done(house):
    assert looks(house, until=2, fails=True) == 2
