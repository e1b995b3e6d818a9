"""The readers of all accounts of a node."""

from __future__ import annotations

import asyncio

from mailgate.model.server import Server
from mailgate.receive.imap.oauth.logins import Logins
from mailgate.receive.imap.reader import MailboxReader
from mailgate.receive.imap.taking import MailboxIntake
from mailgate.store.database import Database


class MailboxReaders:
    """Started and stopped with the listeners."""

    def __init__(self, server: Server, *, node: str, intake: MailboxIntake, database: Database, logins: Logins) -> None:
        self._logins = logins
        self._readers = [
            MailboxReader(account, server=server, node=node, intake=intake, database=database, tokens=logins)
            for account in server.imap
        ]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [asyncio.create_task(reader.run(), name="imap") for reader in self._readers]

    async def stop(self) -> None:
        """Stop at once: what is committed is noted with it, and all else will be read again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._logins.close()
