"""Taking the mails of one open folder: fetch, keep and note in one transaction, then tell the server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import TypeVar

import structlog

from mailgate.receive.imap.answers import Selected
from mailgate.receive.imap.failures import CommandRefused, ConnectionBroken
from mailgate.receive.imap.keeping import Keeping, Terms
from mailgate.receive.imap.session import Session
from mailgate.store.database import Database
from mailgate.store.mailboxes import mailboxes
from mailgate.store.mailboxes.mailboxes import Cursor, MailState, Settled

T = TypeVar("T")

log = structlog.get_logger(__name__)

#: Mails whose size is asked for at once; the library can read 300 lines of an answer.
_LOOK = 200
#: Mails, and bytes of them, that are fetched by one command.
_FETCH = 20
_FETCH_BYTES = 8 * 1024 * 1024
#: Mails that are refused one by one before the others are left for the next look.
_REFUSED = 5
#: A server that does not say what UID comes next: any mail may be an old one.
_ANY_UID = 2**32


class Taking:
    """Works on one folder, under one lease, over one session."""

    def __init__(self, session: Session, keeping: Keeping, terms: Terms, database: Database) -> None:
        self._session = session
        self._keeping = keeping
        self._terms = terms
        self._database = database
        #: Mails that were being fetched when a connection broke: each is fetched alone.
        self.suspects: frozenset[int] = frozenset()

    @property
    def cursor(self) -> Cursor:
        """How far the folder is taken."""
        return self._keeping.cursor

    async def open(self, folder: str) -> None:
        """Open the folder, and begin anew when its UIDs do not mean what they did (RFC 3501 section 2.3.1.1)."""
        selected = await self._session.select(folder)
        if self._is_same(selected):
            return
        until = selected.uidnext - 1 if selected.uidnext else _ANY_UID
        first = self._terms.only_new and self.cursor.uidvalidity == 0 and selected.uidvalidity and selected.uidnext
        tell = log.warning if self.cursor.uidvalidity else log.info
        tell("imap.rescan", account=self.cursor.account, folder=folder, uidvalidity=selected.uidvalidity, until=until)
        now = datetime.now(UTC)
        work = partial(mailboxes.rescan, cursor=self.cursor, uidvalidity=selected.uidvalidity, until=until, now=now)
        if first:
            work = partial(mailboxes.begin_behind, cursor=self.cursor, uidvalidity=selected.uidvalidity, last_uid=until)
        self._keeping.cursor = await self._database.write_async(work)

    async def run(self) -> int:
        """Take all that is new, try again what could not be read, tell the server; the answer is how many were new."""
        new = await self._session.uids_from(self.cursor.last_uid + 1)
        try:
            await self._take_all(new)
        except ConnectionBroken:
            # What came before is as good as ever.
            await self._keeping.drain()
            raise
        finally:
            # Nobody else may use the cursor while it is being moved.
            await self._keeping.rest()
        for uid in await self._read(mailboxes.troubled, datetime.now(UTC)):
            await self._take_alone(uid)
        await self._tell()
        return len(new)

    def _is_same(self, selected: Selected) -> bool:
        known = selected.uidvalidity != 0 and selected.uidvalidity == self.cursor.uidvalidity
        # A server that counts its UIDs anew under the old UIDVALIDITY (F-16).
        return known and (not selected.uidnext or selected.uidnext > self.cursor.last_uid)

    async def _take_all(self, new: Sequence[int]) -> None:
        noted = await self._read(mailboxes.noted_above) if new else set()
        for start in range(0, len(new), _LOOK):
            await self._take(new[start : start + _LOOK], noted)
        await self._keeping.drain()

    async def _take(self, found: Sequence[int], noted: set[int]) -> None:
        """Have every one of these mails accounted for: kept, listed, or gone; then advance the cursor."""
        uids = [uid for uid in found if uid not in noted]
        sizes = await self._session.sizes(uids) if uids else {}
        suspects = self.suspects
        fit = [uid for uid in uids if sizes.get(uid, _ANY_UID) <= self._terms.message_size and uid not in suspects]
        left = set(uids)
        left -= await self._take_groups(list(_groups(fit, sizes)), sizes)
        if left:
            await self._keeping.drain()
        # Whatever was not given, and is still there: large, suspect, or not to be read in a group.
        for uid in await self._lacking(sorted(left)):
            await self._take_alone(uid)
        self._keeping.put({}, reached=found[-1])

    async def _take_groups(self, groups: Sequence[list[int]], sizes: dict[int, int]) -> set[int]:
        """Put mails to be kept while the server is busy with those after them; the answer is which it gave."""
        given: set[int] = set()
        mails: dict[int, bytes] = {}
        for group in (*groups, []):
            ahead = sum(sizes[uid] for uid in group)
            if sum(map(len, mails.values())) + ahead > _FETCH_BYTES:
                # Of large mails there is never more than one in memory.
                self._keeping.put(mails)
                given |= mails.keys()
                mails = {}
            await self._keeping.room(sum(map(len, mails.values())) + ahead)
            fetching = asyncio.create_task(self._fetched(group, max((sizes[uid] for uid in group), default=0)))
            # Now its command is on its way.
            await asyncio.sleep(0)
            try:
                self._keeping.put(mails)
            except BaseException:
                fetching.cancel()
                await asyncio.wait({fetching})
                raise
            given |= mails.keys()
            mails = await fetching
        return given

    async def _fetched(self, uids: Sequence[int], size: int) -> dict[int, bytes]:
        self.suspects = frozenset(uids)
        try:
            mails = await self._session.mails(uids, size) if uids else {}
        except CommandRefused:
            mails = {}
        self.suspects = frozenset()
        return mails

    async def _take_alone(self, uid: int) -> None:
        """Try one mail that may be one of those that cannot be read; what fails is counted before it is tried."""
        try:
            size = (await self._session.sizes([uid])).get(uid, 0)
        except CommandRefused:
            size = self._terms.message_size
        if size > self._terms.message_size:
            await self._note([Settled(uid=uid, state=MailState.TOO_LARGE)], last_uid=0)
            return
        now = datetime.now(UTC)
        tries = await self._database.write_async(partial(mailboxes.begin_try, cursor=self.cursor, uid=uid, now=now))
        try:
            mails = await self._session.mails([uid], size or self._terms.message_size)
        except CommandRefused:
            mails = {}
        if uid in mails:
            self._keeping.put(mails)
            await self._keeping.drain()
        elif not await self._lacking([uid]):
            await self._database.write_async(partial(mailboxes.forget, cursor=self.cursor, uids=[uid]))
        else:
            log.warning("imap.unreadable", account=self.cursor.account, uid=uid, tries=tries)

    async def _lacking(self, uids: Sequence[int]) -> list[int]:
        """Those that the server has, and did not give; the others were expunged since."""
        return sorted(await self._session.still_there(uids)) if uids else []

    async def _note(self, mails: Sequence[Settled], *, last_uid: int) -> None:
        work = partial(mailboxes.settle, cursor=self.cursor, mails=mails, last_uid=last_uid, now=datetime.now(UTC))
        self._keeping.cursor = await self._database.write_async(work)

    async def _tell(self) -> None:
        """Mark, move or delete what is kept; what the server refuses is tried again with the next look."""
        above = 0
        while self._terms.after != "keep" and (uids := await self._read(mailboxes.taken, above, _LOOK)):
            away = await self._away(uids)
            if not away:
                return
            await self._database.write_async(partial(mailboxes.done, cursor=self.cursor, uids=away))
            above = uids[-1]

    async def _away(self, uids: Sequence[int]) -> list[int]:
        """Those of these mails of which the server is told, or that are gone from it."""
        try:
            await self._put_away(uids)
        except CommandRefused as refused:
            log.warning("imap.not_put_away", account=self.cursor.account, mails=len(uids), error=str(refused))
            there = await self._session.still_there(uids)
            return [uid for uid in uids if uid not in there] + await self._away_alone(sorted(there))
        return list(uids)

    async def _away_alone(self, uids: Sequence[int]) -> list[int]:
        """One that is refused must not keep all beside it; where the first few are, the server means all of them."""
        away: list[int] = []
        for tried, uid in enumerate(uids):
            if tried == _REFUSED and not away:
                break
            try:
                await self._put_away([uid])
                away.append(uid)
            except CommandRefused:
                continue
        return away

    async def _put_away(self, uids: Sequence[int]) -> None:
        verb, _, folder = self._terms.after.partition(":")
        if verb == "seen":
            await self._session.mark_seen(uids)
        elif verb == "move":
            await self._session.move(uids, folder)
        else:
            await self._session.delete(uids)

    async def _read(self, work: Callable[..., T], *more: object) -> T:
        return await asyncio.to_thread(self._database.read, lambda conn: work(conn, self.cursor, *more))


def _groups(uids: Sequence[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    """Mails that are fetched together."""
    group: list[int] = []
    for uid in uids:
        if group and (len(group) == _FETCH or sum(sizes[one] for one in group) + sizes[uid] > _FETCH_BYTES):
            yield group
            group = []
        group.append(uid)
    if group:
        yield group
