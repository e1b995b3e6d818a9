"""What several things to tell one person have in common: they wait, fall due together, and make one mail."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar

import structlog

from mailgate.errors import Conflict
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import Recording
from mailgate.pipeline.outbound.governing import govern
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.record import record

_LOG = structlog.get_logger()


class _Waiting(Protocol):
    @property
    def tenant(self) -> str: ...


B = TypeVar("B", bound=_Waiting)


class Bundles(Protocol[B]):
    """The store's side of one kind of bundle."""

    def due(self, conn: Connection, *, now: datetime) -> B | None:
        """The one that has been due for longest."""

    def close(self, conn: Connection, bundle: B, *, now: datetime) -> None:
        """It was told. Raises Conflict when somebody else told it."""


def tell_due(
    tools: Tools,
    bundles: Bundles[B],
    digest: Callable[[Tools, B, datetime], tuple[OutboundMail, ...]],
    *,
    clock: Callable[[], datetime],
) -> int:
    """Tell all that is due, a mail for each bundle or none; the answer is how many mails that made.

    No rule is asked: nothing happens to a ticket, and rules for mail that leaves look at mails about one ticket.

    Raises:
        StoreUnavailable: The database is away; what was not told is still due.
    """
    sent, lost = 0, None
    while True:
        now = clock()
        bundle = tools.database.read(partial(bundles.due, now=now))
        if bundle is None or bundle == lost:
            # What conflicts twice is looked at again with the next look: nothing else waits for it meanwhile.
            return sent
        planned = Recording(tenant=bundle.tenant, revision=0, mails=digest(tools, bundle, now))
        (recording,) = tools.database.read(partial(govern, tools=tools, recordings=(planned,), now=now))
        try:
            tools.database.write(partial(_close, bundles=bundles, bundle=bundle, recording=recording, now=now))
            sent += len(recording.mails)
        except Conflict as conflict:
            _LOG.info("notices.conflict", reason=str(conflict))
            lost = bundle


def _close(conn: Connection, bundles: Bundles[B], bundle: B, recording: Recording, now: datetime) -> None:
    bundles.close(conn, bundle, now=now)
    record(conn, (recording,), now=now)
