"""Whether this node can do its work now."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

from mailgate.daemon.supervisor import Supervisor
from mailgate.store.database import Database

#: A probe asks the store at most this often, in seconds.
_ASKED = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Each part, and whether it is up."""

    listeners: bool
    store: bool
    workers: bool

    @property
    def ready(self) -> bool:
        return self.listeners and self.store and self.workers


class Health:
    """Asked by ``/readyz``."""

    def __init__(self, database: Database, supervisor: Supervisor) -> None:
        #: Set by the front while its listeners take connections.
        self.listening = False
        self._database = database
        self._supervisor = supervisor
        self._asked = float("-inf")
        self._store = False

    async def readiness(self) -> Readiness:
        return Readiness(listeners=self.listening, store=await self._store_answers(), workers=self._supervisor.complete)

    async def _store_answers(self) -> bool:
        if time.monotonic() - self._asked > _ASKED:
            self._asked = time.monotonic()
            self._store = await asyncio.to_thread(self._database.answers)
        return self._store
