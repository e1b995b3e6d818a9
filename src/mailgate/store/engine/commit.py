"""How a group of units becomes one commit, and what is tried when it does not."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import structlog
from sqlalchemy import Connection, RootTransaction

from mailgate.errors import StoreUnavailable
from mailgate.store.engine.backend import Backend
from mailgate.store.engine.failures import Kind, kind_of, translated
from mailgate.store.engine.unit import Unit

GROUP_TIME_S = 0.05
ATTEMPTS = 5
#: The first pause before another attempt, at most; it doubles each time.
PAUSE_S = 0.02
#: Attempts to begin end after this time, whatever their number.
BEGIN_TIME_S = 5.0

_log = structlog.get_logger(__name__)


class Away(Exception):
    """No transaction can be begun: nobody who waits now need wait any longer."""


class OutcomeUnknown(StoreUnavailable):
    """The connection was lost during COMMIT: the work may have happened, so it is not tried again here."""


class Committer:
    """Keeps the writing connection and settles units on it. Used by one thread."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._connection: Connection | None = None

    def carry(self, group: list[Unit]) -> None:
        """Settle units; those still not ``done`` afterwards were left because the group's time was over.

        One commit for all. When that fails, each unit is tried alone.

        Raises:
            Away: the database cannot be had; units not ``done`` did not happen.
        """
        if len(group) > 1:
            try:
                self._together(group)
                return
            except Away:
                raise
            except Exception as error:
                _log.info("store.group_failed", units=len(group), error=type(error).__name__)
        for unit in group:
            if not unit.done:
                self._alone(unit)

    def close(self) -> None:
        """Drop the connection; the next unit opens another."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.invalidate()
            with suppress(Exception):
                connection.close()

    def _together(self, group: list[Unit]) -> None:
        until = time.monotonic() + GROUP_TIME_S
        run: list[Unit] = []
        try:
            with self._transaction() as (connection, driver):
                self._backend.savepoint(driver)
                for unit in group:
                    if run and time.monotonic() > until:
                        break
                    run.append(unit)
                    self._in_savepoint(unit, connection, driver)
        except OutcomeUnknown as error:
            for unit in run:
                unit.error = unit.error or error
        for unit in run:
            unit.done = True

    def _in_savepoint(self, unit: Unit, connection: Connection, driver: Any) -> None:
        try:
            unit.error = None
            unit.result = unit.work(connection)
            self._expect_sound(driver)
            self._backend.next_savepoint(driver)
        except BaseException as error:
            if kind_of(error) in (Kind.LOST, Kind.RETRY):
                raise
            self._backend.undo(driver)
            unit.error = translated(error)

    def _alone(self, unit: Unit) -> None:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._transaction() as (connection, _):
                    unit.result = unit.work(connection)
                unit.error = None
                break
            except Away:
                raise
            except BaseException as error:
                unit.error = translated(error)
                kind = kind_of(error)
            if kind is Kind.RETRY and attempt < ATTEMPTS:
                _pause(attempt)
            elif not (kind is Kind.LOST and attempt == 1):
                break
        unit.done = True

    @contextmanager
    def _transaction(self) -> Iterator[tuple[Connection, Any]]:
        """Begin, and commit at the end; an exception rolls back and passes through."""
        connection, transaction = self._begun()
        driver: Any = connection.connection.driver_connection
        try:
            yield connection, driver
            self._expect_sound(driver)
        except BaseException as error:
            self._roll_back(transaction, lost=kind_of(error) is Kind.LOST)
            raise
        try:
            transaction.commit()
        except BaseException as error:
            # A failed COMMIT may leave the transaction open (SQLite) or the connection dead.
            self.close()
            if kind_of(error) is Kind.LOST:
                raise OutcomeUnknown(str(translated(error))) from error
            raise
        with suppress(Exception):
            self._backend.tidy(driver)

    def _begun(self) -> tuple[Connection, RootTransaction]:
        """Begin on the kept connection, or on a fresh one where that has died."""
        until = time.monotonic() + BEGIN_TIME_S
        for attempt in range(1, ATTEMPTS + 1):
            kept = self._connection
            try:
                connection = self._connection = kept or self._backend.writing.connect()
                return connection, connection.begin()
            except Exception as error:
                kind = kind_of(error)
                self.close()
                hopeless = kept is None if kind is Kind.LOST else kind is not Kind.RETRY
                if hopeless or attempt == ATTEMPTS or time.monotonic() > until:
                    raise Away from error
                if kind is Kind.RETRY:
                    _pause(attempt)
        raise AssertionError

    def _roll_back(self, transaction: RootTransaction, *, lost: bool) -> None:
        if not lost:
            try:
                transaction.rollback()
            except Exception:
                lost = True
        if lost:
            self.close()

    def _expect_sound(self, driver: Any) -> None:
        if not self._backend.is_sound(driver):
            raise RuntimeError("a unit of work ended its transaction or hid a failed statement")


def _pause(attempt: int) -> None:
    time.sleep(random.uniform(0, PAUSE_S * 2**attempt))  # noqa: S311
