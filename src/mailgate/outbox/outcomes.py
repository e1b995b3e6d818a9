"""What attempts came to, many to a commit: while one group is written, the next one gathers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from mailgate.errors import StoreUnavailable
from mailgate.model.outbound import Attempt
from mailgate.pipeline.outbound.delivery import Notices, failure_notices, record_attempts
from mailgate.pipeline.tools import Tools

_LOG = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Ended:
    attempt: Attempt
    written: asyncio.Future[None]

    def settle(self, fault: Exception | None) -> None:
        if self.written.done():
            return
        if fault is None:
            self.written.set_result(None)
        else:
            self.written.set_exception(fault)


class Outcomes:
    """Lives on the sender's event loop."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._gathered: list[_Ended] = []
        self._writing: asyncio.Task[None] | None = None

    def use(self, tools: Tools) -> None:
        """Tell of failures under other desks from now on."""
        self._tools = tools

    async def record(self, attempt: Attempt) -> None:
        """Wait until the outcome is durable; where the lease was lost meanwhile, nothing is written.

        Raises:
            StoreUnavailable: It may not be recorded, nor those that shared its commit.
        """
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._gathered.append(_Ended(attempt, written))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write(), name="outcomes")
        await written

    async def _write(self) -> None:
        while self._gathered:
            group, self._gathered = self._gathered, []
            if not await self._settled(group):
                for ended in group:
                    await self._settled([ended])
        self._writing = None

    async def _settled(self, group: list[_Ended]) -> bool:
        """False: the fault may lie in one of several, so each is to be tried alone; nothing was written."""
        fault: Exception | None = None
        try:
            await self._written([ended.attempt for ended in group])
        except StoreUnavailable as error:
            fault = error
        except Exception as error:  # whoever waits says what it means for its mail
            if len(group) > 1:
                _LOG.exception("outbox.outcomes_apart", mails=len(group))
                return False
            fault = error
        for ended in group:
            ended.settle(fault)
        return True

    async def _written(self, attempts: list[Attempt]) -> None:
        failed = [attempt for attempt in attempts if attempt.failed]
        event_ids, notices = await asyncio.to_thread(self._about, failed) if failed else ((), {})
        renamed_to = self._tools.server.relay.message_id_domain
        write = partial(record_attempts, attempts=attempts, event_ids=event_ids, notices=notices, renamed_to=renamed_to)
        await self._tools.database.write_async(write)

    def _about(self, failed: Sequence[Attempt]) -> tuple[Sequence[int], Notices]:
        """Row ids for the events, and who is told."""
        read = partial(failure_notices, tools=self._tools, attempts=failed)
        return self._tools.rows(len(failed)), self._tools.database.read(read)
