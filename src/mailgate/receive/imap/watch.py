"""Looks after the readers of mailboxes: whatever needs a person is told to one."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import UTC, datetime

import structlog

from mailgate.errors import MailgateError
from mailgate.pipeline.outbound.mailbox_alarms import tell_operator
from mailgate.pipeline.tools import Tools
from mailgate.receive.imap.troubles import troubles
from mailgate.store.database import Connection
from mailgate.store.mailboxes import mailbox_logins, mailbox_status

log = structlog.get_logger(__name__)

#: Seconds between two looks, if nobody calls.
_EVERY = 20.0


class MailboxWatch:
    """Runs on every node that reads; what one of them told, no other tells again."""

    def __init__(self, tools: Tools, *, on_told: Callable[[], None] = lambda: None) -> None:
        self._tools = tools
        self._on_told = on_told
        self._called = asyncio.Event()

    def use(self, tools: Tools) -> None:
        """Work under other desks from now on."""
        self._tools = tools

    def call(self) -> None:
        """Something failed: look at once."""
        self._called.set()

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_EVERY):
                    await self._called.wait()
            self._called.clear()
            try:
                if await asyncio.to_thread(self.look):
                    self._on_told()
            except MailgateError as error:
                log.warning("mailbox.watch_failed", error=str(error))
            except Exception:
                log.exception("mailbox.watch_failed")

    def look(self) -> int:
        """Tell what there is to tell now; the answer is how many mails that made."""
        tools, now = self._tools, datetime.now(UTC)

        def read(conn: Connection) -> tuple[list[mailbox_status.MailboxStatus], list[mailbox_logins.Login]]:
            return mailbox_status.statuses(conn), mailbox_logins.all_known(conn)

        boxes, logins = tools.database.read(read)
        return tell_operator(tools, list(troubles(tools.server.imap, boxes, logins, now)), now)
