"""What falls due one at a time: each is decided and recorded by itself, until nothing is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

import structlog

from mailgate.errors import Conflict
from mailgate.model.recording import Recording
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection

_LOG = structlog.get_logger()


class _HasId(Protocol):
    @property
    def id(self) -> int: ...


D = TypeVar("D", bound=_HasId)
D_co = TypeVar("D_co", bound=_HasId, covariant=True)
D_contra = TypeVar("D_contra", bound=_HasId, contravariant=True)


class FindsDue(Protocol[D_co]):
    def __call__(self, conn: Connection, *, now: datetime) -> D_co | None:
        """What has been due longest, or nothing."""


class Decides(Protocol[D_contra]):
    def __call__(self, conn: Connection, *, tools: Tools, due: D_contra, now: datetime) -> Recording:
        """What becomes of it, on a snapshot of its own; a recording of nothing where somebody was faster."""


def each_due(tools: Tools, find: FindsDue[D], decide: Decides[D], *, clock: Callable[[], datetime]) -> int:
    """Do everything that is due; the answer is how much that was.

    Ends early where others changed the same thing again and again: the next look goes on.

    Raises:
        StoreUnavailable: The database is away; what was not done is still due.
    """
    done = 0
    while True:
        now = clock()
        due = tools.database.read(partial(find, now=now))
        if due is None:
            return done
        try:
            decide_and_record(tools, partial(decide, tools=tools, due=due, now=now), now=now)
            done += 1
        except Conflict as conflict:
            _LOG.info("due.conflict", kind=type(due).__name__, due=due.id, reason=str(conflict))
            return done
