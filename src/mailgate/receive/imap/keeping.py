"""Committing mails while the next ones are fetched: inbox rows, their notes and the cursor, as one."""

from __future__ import annotations

import asyncio
import hashlib
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

import structlog

from mailgate.errors import StorageFull
from mailgate.model.envelope import NewMail
from mailgate.receive.delivered import Origin, new_mail
from mailgate.receive.intake import Intake
from mailgate.store.database import Connection, Database
from mailgate.store.mailboxes import mailboxes
from mailgate.store.mailboxes.mailboxes import Cursor, MailState, Settled

log = structlog.get_logger(__name__)

#: Bytes of mails in memory, above which fetching waits for a commit.
_HELD = 8 * 1024 * 1024
#: Bytes committed at once: while one half is written, the other gathers.
_LOT = _HELD // 2


class MailboxIntake(Intake, Protocol):
    """An intake whose commit can carry a note of ours."""

    async def accept_with(
        self, mails: Sequence[NewMail], note: Callable[[Connection, Sequence[int]], Cursor]
    ) -> Cursor:
        """Keep the mails, all or none, and run ``note`` with their inbox ids in the same transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How the mails of an account are taken."""

    #: ``keep``, ``seen``, ``move:FOLDER`` or ``delete``.
    after: str
    #: A larger mail is left where it is, and listed. In bytes.
    message_size: int
    origin: Origin
    #: What was there before the folder was first opened is left alone.
    only_new: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fetched:
    """A mail with its inbox row to be; made ready while the mails before it are being committed."""

    uid: int
    digest: str
    mail: NewMail

    @property
    def size(self) -> int:
        return len(self.mail.raw)


class Keeping:
    """One commit at a time, in the order of what is put; what gathers meanwhile shares the next one."""

    def __init__(self, cursor: Cursor, terms: Terms, *, intake: MailboxIntake, database: Database) -> None:
        #: As of the last commit.
        self.cursor = cursor
        #: Mails that were kept so far.
        self.kept = 0
        self._terms = terms
        self._intake = intake
        self._database = database
        self._waiting: deque[_Fetched] = deque()
        self._reached = 0
        #: Bytes that wait, and that are being committed.
        self._held = 0
        self._task: asyncio.Task[int] | None = None

    async def room(self, size: int) -> None:
        """Wait until so many bytes more may be in memory; of a large mail there is never more than one."""
        while self._task is not None and self._held + size > _HELD:
            await self._one_commit()

    def put(self, mails: Mapping[int, bytes], *, reached: int = 0) -> None:
        """Have these mails committed, and then the cursor advanced to UID ``reached``, unless that is 0.

        Raises what an earlier commit failed with; then nothing of this is kept.
        """
        self._look()
        now = datetime.now(UTC)
        self._waiting.extend(self._fetched(uid, raw, now) for uid, raw in sorted(mails.items()))
        self._held += sum(map(len, mails.values()))
        self._reached = max(self._reached, reached)
        self._start()

    async def drain(self) -> None:
        """Wait until everything is committed."""
        while self._task is not None:
            await self._one_commit()

    async def rest(self) -> None:
        """Wait for the commit at hand, however it ends; what waits behind it is dropped, and will be fetched again."""
        self._waiting.clear()
        self._reached = self._held = 0
        task, self._task = self._task, None
        if task is not None:
            await asyncio.wait({task})
            if not task.cancelled() and task.exception() is not None:
                log.warning("imap.not_kept", account=self.cursor.account, error=str(task.exception()))

    def _fetched(self, uid: int, raw: bytes, now: datetime) -> _Fetched:
        mail = new_mail(raw, self._terms.origin, self._intake, now)
        return _Fetched(uid=uid, digest=hashlib.sha256(raw).hexdigest(), mail=mail)

    async def _one_commit(self) -> None:
        """Wait for the commit at hand, and begin the next one."""
        if self._task is not None:
            await asyncio.wait({self._task})
        self._look()
        self._start()

    def _look(self) -> None:
        """Forget a commit that is done; raise what it failed with."""
        if self._task is not None and self._task.done():
            task, self._task = self._task, None
            self._held -= task.result()

    def _start(self) -> None:
        if self._task is None and (self._waiting or self._reached):
            lot = self._next_lot()
            # The cursor may pass a mail only with its commit.
            reached = 0 if self._waiting else self._reached
            self._reached = 0 if reached else self._reached
            self._task = asyncio.create_task(self._commit(lot, reached))

    def _next_lot(self) -> list[_Fetched]:
        lot: list[_Fetched] = []
        size = 0
        while self._waiting and (not lot or size + self._waiting[0].size <= _LOT):
            lot.append(self._waiting.popleft())
            size += lot[-1].size
        return lot

    async def _commit(self, lot: Sequence[_Fetched], reached: int) -> int:
        """Commit mails with the note that they are taken, those known by content being noted only; how many bytes."""
        if lot and self._intake.storage_full():
            raise StorageFull("no room for the mails of a mailbox")
        known = await self._known(lot)
        fresh = [one for one in lot if one.digest not in known]
        old = [self._settled(one) for one in lot if one.digest in known]
        now = datetime.now(UTC)

        def note(conn: Connection, rows: Sequence[int]) -> Cursor:
            taken = [self._settled(one, row) for one, row in zip(fresh, rows, strict=True)]
            return mailboxes.settle(conn, self.cursor, [*old, *taken], last_uid=reached, now=now)

        self.cursor = await self._intake.accept_with([one.mail for one in fresh], note)
        self.kept += len(fresh)
        return sum(one.size for one in lot)

    def _settled(self, one: _Fetched, row: int | None = None) -> Settled:
        state = MailState.DONE if self._terms.after == "keep" else MailState.TAKEN
        return Settled(uid=one.uid, state=state, digest=one.digest, inbox_id=row)

    async def _known(self, lot: Sequence[_Fetched]) -> set[str]:
        """Contents taken before; asked only where a UID may be an old mail's, for two mails may well be the same."""
        old = [one.digest for one in lot if one.uid <= self.cursor.rescan_until]
        if not old:
            return set()
        return await asyncio.to_thread(
            self._database.read, lambda conn: mailboxes.known_digests(conn, self.cursor, old)
        )
