"""One account's mailbox for as long as the node runs: lease, connection, look, wait, and again after a failure."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import random
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog

from mailgate.errors import Conflict, MailgateError
from mailgate.model.envelope import Channel
from mailgate.model.server import ImapAccount, Server
from mailgate.receive.delivered import Origin
from mailgate.receive.imap.connecting import AccessTokens, connect
from mailgate.receive.imap.failures import ConnectionBroken, LoginRefused
from mailgate.receive.imap.keeping import Keeping, MailboxIntake, Terms
from mailgate.receive.imap.session import Session
from mailgate.receive.imap.taking import Taking
from mailgate.store.database import Database
from mailgate.store.mailboxes import mailboxes
from mailgate.store.mailboxes.mailboxes import LEASE, Cursor

log = structlog.get_logger(__name__)

#: RFC 2177 has IDLE renewed before 29 minutes; some firewalls forget sooner.
_IDLE = timedelta(minutes=25)
#: Between two looks at a mailbox that another node reads, in seconds.
_OTHERS = 5.0
#: Seconds before the first retry, and at the most; the second is for a server that does not let us in.
_FIRST, _LAST, _LAST_LOGIN = 0.5, 30.0, 300.0


class MailboxReader:
    """Reads one account's folder. Any number of nodes may run one for the same account: one of them works."""

    def __init__(
        self,
        account: ImapAccount,
        *,
        server: Server,
        node: str,
        intake: MailboxIntake,
        database: Database,
        tokens: AccessTokens | None = None,
    ) -> None:
        self._tokens = tokens
        self._account = account
        self._server = server
        self._node = node
        self._intake = intake
        self._database = database
        self._failures = 0
        self._suspects: frozenset[int] = frozenset()

    async def run(self) -> None:
        """Read until cancelled."""
        while True:
            pause = _OTHERS
            try:
                cursor = await self._claim()
                if cursor is not None:
                    await self._hold(cursor)
            except Exception as error:
                pause = self._pause(error)
                await self._note_failure(error, pause)
            await asyncio.sleep(pause)

    async def _claim(self) -> Cursor | None:
        account, now = self._account, datetime.now(UTC)
        return await self._database.write_async(
            lambda conn: mailboxes.claim(conn, account.name, account.folder, node=self._node, now=now)
        )

    async def _hold(self, cursor: Cursor) -> None:
        """Read under a lease until something fails; then give it back, unless it is lost."""
        work = asyncio.create_task(self._read(cursor))
        renewal = asyncio.create_task(self._renew(cursor))
        try:
            await asyncio.wait({work, renewal}, return_when=asyncio.FIRST_COMPLETED)
            for task in (work, renewal):
                if task.cancelled():
                    # Nobody but us may end the reader.
                    raise ConnectionBroken("given up")
                if task.done():
                    task.result()
        finally:
            for task in (work, renewal):
                task.cancel()
            await asyncio.gather(work, renewal, return_exceptions=True)
            with contextlib.suppress(MailgateError):
                await self._database.write_async(partial(mailboxes.release, cursor=cursor))

    async def _renew(self, cursor: Cursor) -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            await self._database.write_async(lambda conn: mailboxes.renew(conn, cursor, datetime.now(UTC)))

    async def _read(self, cursor: Cursor) -> None:
        session = await connect(self._account, self._tokens)
        try:
            terms = self._terms(session)
            keeping = Keeping(cursor, terms, intake=self._intake, database=self._database)
            taking = Taking(session, keeping, terms, self._database)
            taking.suspects = self._suspects
            try:
                await self._look_and_wait(session, taking)
            finally:
                self._suspects = taking.suspects
                if keeping.kept:
                    self._failures = 0
        finally:
            await session.close()

    async def _look_and_wait(self, session: Session, taking: Taking) -> None:
        await taking.open(self._account.folder)
        seconds = min(self._account.poll, _IDLE).total_seconds()
        count = None
        while True:
            new = await taking.run()
            if new or count is None:
                count = await session.count()
            await self._note_success(taking.cursor, count)
            await session.wait_for_mail(seconds)

    def _terms(self, session: Session) -> Terms:
        networks = [ipaddress.ip_network(one, strict=False) for one in self._server.authentication.trusted_relays]
        trusted = bool(session.peer) and any(ipaddress.ip_address(session.peer) in network for network in networks)
        return Terms(
            after=self._account.after,
            message_size=self._server.limits.session.message_size,
            origin=Origin(
                peer=session.peer,
                trusted=trusted,
                deliver_to=self._account.deliver_to,
                channel=Channel.SENT if self._account.is_sent else Channel.IMAP,
            ),
            only_new=self._account.is_sent,
        )

    async def _note_success(self, cursor: Cursor, count: int) -> None:
        self._failures = 0
        now = datetime.now(UTC)
        await self._database.write_async(lambda conn: mailboxes.succeeded(conn, cursor, server_count=count, now=now))

    def _pause(self, error: Exception) -> float:
        """Seconds to wait, doubled with each failure, with jitter: many nodes must not come back at once."""
        if isinstance(error, Conflict):
            return _OTHERS
        self._failures += 1
        longest = _LAST_LOGIN if isinstance(error, LoginRefused) else _LAST
        pause = min(_FIRST * 2.0 ** min(self._failures - 1, 16), longest)
        return pause * random.uniform(0.5, 1.0)  # noqa: S311 - nothing secret about it

    async def _note_failure(self, error: Exception, pause: float) -> None:
        trace = None if isinstance(error, MailgateError) else error
        account, again = self._account, round(pause, 1)
        log.error(
            "imap.failed", account=account.name, folder=account.folder, error=str(error), again_in=again, exc_info=trace
        )
        # What is expected to fail says so in words; of a bug the kind says most.
        said = f"{type(error).__name__}: {error}" if trace else str(error)
        now, text = datetime.now(UTC), said[:500]
        try:
            await self._database.write_async(
                lambda conn: mailboxes.failed(conn, account.name, account.folder, error=text, now=now)
            )
        except Exception as unnoted:
            # Whatever the database refuses: nobody else reads this mailbox on this node.
            log.warning("imap.failure_not_noted", account=account.name, error=type(unnoted).__name__)
