"""The readers of all accounts of a node, and the one who looks after them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from mailgate.pipeline.tools import Tools
from mailgate.receive.imap.keeping import MailboxIntake
from mailgate.receive.imap.oauth.logins import Logins
from mailgate.receive.imap.oauth.sealing import Seal
from mailgate.receive.imap.reader import MailboxReader
from mailgate.receive.imap.watch import MailboxWatch


class MailboxReaders:
    """Started and stopped with the listeners."""

    def __init__(
        self, tools: Tools, seal: Seal, *, node: str, intake: MailboxIntake, on_told: Callable[[], None]
    ) -> None:
        """Of one node; ``on_told`` is called when there is mail to the operator to be sent."""
        server, database = tools.server, tools.database
        self._watch = MailboxWatch(tools, on_told=on_told)
        self._logins = logins = Logins(database, seal, on_failure=self._watch.call)
        self._readers = [
            MailboxReader(account, server=server, node=node, intake=intake, database=database, tokens=logins)
            for each in server.imap
            for account in each.each_folder()
        ]
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        runs = [reader.run() for reader in self._readers]
        if runs:
            runs.append(self._watch.run())
        self._tasks = [asyncio.create_task(run, name="imap") for run in runs]

    def use(self, tools: Tools) -> None:
        """Tell of troubles under other desks from now on."""
        self._watch.use(tools)

    async def stop(self) -> None:
        """Stop at once: what is committed is noted with it, and all else will be read again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._logins.close()
