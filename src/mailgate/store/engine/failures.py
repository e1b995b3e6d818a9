"""What a failure of the database means: try again, connect anew, tell the caller, or let a bug be seen."""

from __future__ import annotations

import sqlite3
from enum import Enum

import psycopg
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from mailgate.errors import StorageFull, StoreUnavailable

#: What a statement raises inside a unit of work; ``translated`` says it in our own words.
StatementFailed = SQLAlchemyError


class Kind(Enum):
    """What to do about a failure."""

    #: The connection is of no use any more; a fresh one may be.
    LOST = "lost"
    #: Lost against another transaction; the same work may succeed now.
    RETRY = "retry"
    #: No space is left.
    FULL = "full"
    #: The database is there and did not do it in time.
    BUSY = "busy"
    #: Not the database's fault: a constraint, a bug, or an error of the work itself.
    OURS = "ours"


_SQLITE = {
    sqlite3.SQLITE_BUSY: Kind.RETRY,
    sqlite3.SQLITE_LOCKED: Kind.RETRY,
    sqlite3.SQLITE_SCHEMA: Kind.RETRY,
    sqlite3.SQLITE_FULL: Kind.FULL,
    sqlite3.SQLITE_ERROR: Kind.OURS,
    sqlite3.SQLITE_CONSTRAINT: Kind.OURS,
    sqlite3.SQLITE_MISMATCH: Kind.OURS,
    sqlite3.SQLITE_MISUSE: Kind.OURS,
    sqlite3.SQLITE_RANGE: Kind.OURS,
    sqlite3.SQLITE_TOOBIG: Kind.OURS,
}

#: By SQLSTATE, or by its class of two characters (PostgreSQL, appendix A).
_POSTGRESQL = {
    "40001": Kind.RETRY,
    "40P01": Kind.RETRY,
    "53100": Kind.FULL,
    # lock_not_available and query_canceled: our own timeouts.
    "55P03": Kind.BUSY,
    "57014": Kind.BUSY,
    # A server that was demoted; its successor takes writes.
    "25006": Kind.LOST,
    # idle_in_transaction_session_timeout.
    "25P03": Kind.LOST,
    # "cached plan must not change result type": a migration ran under prepared statements.
    "0A000": Kind.LOST,
    "08": Kind.LOST,
    "53": Kind.LOST,
    "57": Kind.LOST,
    "58": Kind.LOST,
}


def kind_of(error: BaseException) -> Kind:
    """Sort a failure, wrapped by SQLAlchemy or bare."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return kind_of(error.orig)
    if isinstance(error, PoolTimeout):
        return Kind.BUSY
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return Kind.OURS if code is None else _SQLITE.get(code & 0xFF, Kind.LOST)
    if isinstance(error, psycopg.Error):
        return _kind_of_postgresql(error)
    return Kind.OURS


def _kind_of_postgresql(error: psycopg.Error) -> Kind:
    state = error.sqlstate
    if not state:
        # Without an answer of the server: it could not be reached, or went away.
        return Kind.LOST if isinstance(error, psycopg.OperationalError | psycopg.InterfaceError) else Kind.OURS
    return _POSTGRESQL.get(state) or _POSTGRESQL.get(state[:2], Kind.OURS)


def translated(error: BaseException) -> BaseException:
    """What the caller is told.

    Returns:
        ``StorageFull`` or ``StoreUnavailable`` for a failure of the database, without the statement and its values;
        anything else as it is.
    """
    kind = kind_of(error)
    if kind is Kind.OURS:
        # No future takes a StopIteration.
        return RuntimeError("the work raised StopIteration") if isinstance(error, StopIteration) else error
    detail = str(error.orig if isinstance(error, DBAPIError) else error).strip()
    told = StorageFull(detail) if kind is Kind.FULL else StoreUnavailable(detail)
    told.__cause__ = error
    return told
