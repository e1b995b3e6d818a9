"""Where the listeners' mail goes: the inbox, by the writer's next group commit."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from mailgate.model.envelope import NewMail
from mailgate.model.limits import SessionLimits
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection, Database
from mailgate.store.inbound import inbox

T = TypeVar("T")

#: Free space is looked up at most this often, in seconds.
_SPACE_CHECKED = 1.0


class StoreIntake:
    """Takes accepted mail into the inbox; ``receive`` answers 250 after it returned."""

    def __init__(self, tools: Tools, *, on_accepted: Callable[[], None]) -> None:
        self._tools = tools
        self._on_accepted = on_accepted
        self._space = _Space(tools.server.data_dir, tools.server.limits.session)

    def use(self, tools: Tools) -> None:
        """Route by other desks from now on."""
        self._tools = tools

    def route(self, address: str) -> str | None:
        found = self._tools.book.route(address)
        return found.tenant if found else None

    def storage_full(self) -> bool:
        return self._space.short()

    async def accept(self, mails: Sequence[NewMail]) -> Sequence[int | Exception]:
        """Keep the mails of one transaction, all or none, in one commit."""
        return await self.accept_with(mails, lambda _, rows: rows)

    async def accept_with(self, mails: Sequence[NewMail], note: Callable[[Connection, Sequence[int]], T]) -> T:
        """Keep the mails, all or none, and run ``note`` with their inbox ids in the same transaction."""
        database: Database = self._tools.database
        rows = self._tools.blocks.ready("row", len(mails))
        if rows is None:
            # A new block is a write of its own, and the loop waits for no write.
            rows = await asyncio.to_thread(self._tools.rows, len(mails))
        size = sum(len(mail.raw) for mail in mails)
        noted = await database.write_async(partial(_insert, rows=rows, mails=mails, note=note), size=size)
        self._on_accepted()
        return noted


def _insert(
    conn: Connection, *, rows: Sequence[int], mails: Sequence[NewMail], note: Callable[[Connection, Sequence[int]], T]
) -> T:
    inbox.insert_all(conn, dict(zip(rows, mails, strict=True)))
    return note(conn, rows)


class _Space:
    """Whether the disk under the data folder has room for more mail (L-22)."""

    def __init__(self, folder: Path, limits: SessionLimits) -> None:
        self._folder = folder
        self._wanted = limits.message_size * 3 // 2 + limits.free_space_reserve
        self._checked = float("-inf")
        self._short = False

    def short(self) -> bool:
        if time.monotonic() - self._checked > _SPACE_CHECKED:
            self._checked = time.monotonic()
            self._short = shutil.disk_usage(self._folder).free < self._wanted
        return self._short
