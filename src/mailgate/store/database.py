"""The door to the database: reads on one snapshot, writes through the process's one writer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from typing import Any, TypeVar

from sqlalchemy import Connection as Connection
from sqlalchemy import text

from mailgate.errors import MailgateError, StoreUnavailable
from mailgate.store.engine.backend import Backend
from mailgate.store.engine.failures import Kind, kind_of, translated
from mailgate.store.engine.opening import open_backend
from mailgate.store.engine.unit import Batch, Futures, LoopReceiver, Unit, running_future
from mailgate.store.engine.writer import ALONE_BYTES as ALONE_BYTES
from mailgate.store.engine.writer import Writer

T = TypeVar("T")
Work = Callable[[Connection], T]

#: Nobody waits longer for a write, whatever the database does; the work may still happen afterwards.
PATIENCE_S = 20.0
_FUTURES = Futures()
_NOTHING = text("SELECT 1")


class Database:
    """One database, for the whole life of a process; safe from many threads.

    A failure of the database reaches the caller as ``StoreUnavailable`` or ``StorageFull``; the next call tries anew.
    """

    def __init__(self, url: str, backend: Backend, *, threaded: bool = True) -> None:
        self.url = url
        #: ``sqlite`` or ``postgresql``.
        self.dialect = backend.dialect
        #: How many mails may share a commit.
        self.group_units = backend.group_units
        self._backend = backend
        self._writer = Writer(backend, threaded=threaded)

    @classmethod
    def open(cls, url: str, *, threaded: bool = True) -> Database:
        """Open ``sqlite:///path.db`` (relative to the current folder; made if missing) or ``postgresql://user@host/name``.

        A server need not be up yet.

        Args:
            threaded: False: one thread alone will use it, and writes by itself; nothing is gathered into groups.

        Raises:
            ConfigurationError: the URL or its place cannot be used.
        """
        return cls(url, open_backend(url), threaded=threaded)

    def read(self, work: Work[T]) -> T:
        """Run reads on one snapshot. ``work`` may run twice, and cannot write.

        Raises:
            StoreUnavailable: the database is away, or all connections stayed in use for 2 seconds.
        """
        for last in (False, True):
            try:
                with self._backend.reading.connect() as connection:
                    return work(connection)
            except Exception as error:
                # A pooled connection may have died while it lay idle; reading twice does no harm.
                if last or not (getattr(error, "connection_invalidated", False) or kind_of(error) is Kind.RETRY):
                    told = translated(error)
                    if told is error:
                        raise
                    raise told from error
        raise AssertionError

    def answers(self) -> bool:
        """Whether a read works now."""
        try:
            self.read(lambda connection: connection.execute(_NOTHING))
        except MailgateError:
            return False
        return True

    def submit(self, work: Work[T], *, order: int = 0, size: int = 0, alone: bool = False) -> Future[T]:
        """Hand a unit of work to the writer; the future is resolved when it is durable, and cannot be cancelled.

        ``work`` may run more than once (what it did to the database is undone before) and must not commit, wait for
        another unit, or hide an error of a statement outside a savepoint of its own.

        Args:
            order: id of the ticket it is about: units of one group run in this order.
            size: bytes it carries; over 1 MiB it shares its commit with no other unit.
            alone: shares its commit with no other unit.
        """
        unit = Unit(work, _FUTURES, running_future(), order=order, size=size, alone=alone)
        self._writer.hand_over([unit])
        future: Future[T] = unit.waiter
        return future

    def write(self, work: Work[T], *, order: int = 0, size: int = 0, alone: bool = False) -> T:
        """Submit a unit of work and wait until it is durable; arguments as for ``submit``.

        Raises:
            StoreUnavailable: it did not happen, or after 20 seconds or a lost connection: it may not have happened.
            Exception: what ``work`` raised; nothing of it happened.
        """
        unit = Unit(work, _FUTURES, running_future(), order=order, size=size, alone=alone)
        self._hand_over_to_wait([unit])
        future: Future[T] = unit.waiter
        try:
            return future.result(PATIENCE_S)
        except TimeoutError:
            # Unless the work itself raised it.
            if future.done():
                raise
            unit.abandoned = True
            raise _impatient() from None

    def write_all(self, works: Sequence[tuple[Work[T], int, int]]) -> list[T | Exception]:
        """Submit many units, each with its order and size, and wait once until all are settled.

        Returns:
            For each unit in turn its result, or the exception with which nothing of it happened.
        """
        batch = Batch(len(works))
        units = [Unit(work, batch, None, order=order, size=size, alone=False) for work, order, size in works]
        if units:
            self._hand_over_to_wait(units)
            batch.settled.wait(PATIENCE_S)
        return [_outcome(unit) for unit in units]

    async def write_async(self, work: Work[T], *, order: int = 0, size: int = 0, alone: bool = False) -> T:
        """Like ``write``, for a coroutine. Cancelling the one who waits never cancels the unit."""
        loop = asyncio.get_running_loop()
        waiter: asyncio.Future[T] = loop.create_future()
        unit = Unit(work, LoopReceiver(loop), waiter, order=order, size=size, alone=alone)
        self._writer.hand_over([unit])
        patience = loop.call_later(PATIENCE_S, _give_up, unit)
        try:
            return await waiter
        finally:
            patience.cancel()

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Have ``callback`` called in the writer's thread after each commit that did something; it must not block."""
        self._writer.on_commit.append(callback)

    def close(self) -> None:
        """Finish what was submitted, then let go of the database."""
        self._writer.close()
        self._backend.dispose()

    def _hand_over_to_wait(self, units: list[Unit]) -> None:
        if self._writer.is_this_thread():
            raise RuntimeError("a unit of work cannot wait for another: the writer would wait for itself")
        self._writer.hand_over(units)


def _outcome(unit: Unit) -> Any:
    if not unit.done:
        unit.abandoned = True
        return _impatient()
    return unit.result if unit.error is None else unit.error


def _give_up(unit: Unit) -> None:
    unit.abandoned = True
    if not unit.waiter.done():
        unit.waiter.set_exception(_impatient())


def _impatient() -> StoreUnavailable:
    return StoreUnavailable(f"the write was not done within {PATIENCE_S:.0f} s")
