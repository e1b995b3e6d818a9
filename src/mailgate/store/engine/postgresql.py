"""PostgreSQL through psycopg 3: pooled readers, one writing connection, bounded waits."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import psycopg
import structlog
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import URL, Connection, Engine, NullPool, QueuePool, create_engine, event

from mailgate.store.engine.backend import Backend
from mailgate.store.hints import CHANNEL, take_noted

#: Small, because the group holds the row locks of all its tickets until it commits.
GROUP_UNITS = 16
POOL_WAIT_S = 2.0

#: A server that vanished without a word is noticed after about ten seconds.
_CONNECT = {
    "connect_timeout": 2,
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
    "application_name": "mailgate",
}
#: A lock that another node keeps, or a node that is stopped within a transaction, must not stop us for long. The
#: writers of all nodes hold their locks for one group, some 50 ms.
_WRITING_BOUNDS = {"lock_timeout": "2s", "statement_timeout": "60s", "idle_in_transaction_session_timeout": "10s"}
#: For the commits of others to end.
_COMMIT_WAIT = "20s"
_READING_BOUNDS = {"statement_timeout": "60s", "idle_in_transaction_session_timeout": "60s"}
#: Statements that a connection keeps prepared; the road of a mail alone has dozens.
_PREPARED = 400
#: Off, each of these lets a committed mail be lost in a crash.
_DURABILITY = ("synchronous_commit", "fsync", "full_page_writes")

_log = structlog.get_logger(__name__)


def open_postgresql(url: URL) -> Backend:
    """Make the engines; the server need not be up."""
    warned: set[str] = set()
    reading = _engine(
        url,
        lambda driver: _prepare(driver, _READING_BOUNDS, warned),
        poolclass=QueuePool,
        pool_size=4,
        max_overflow=12,
        pool_timeout=POOL_WAIT_S,
        pool_use_lifo=True,
        isolation_level="REPEATABLE READ",
    )
    event.listen(reading, "connect", _read_only)
    writing = _engine(url, lambda driver: _prepare(driver, _WRITING_BOUNDS, warned), poolclass=NullPool)
    event.listen(writing, "begin", lambda connection: _command(connection.connection.driver_connection, b"BEGIN"))
    event.listen(writing, "commit", _announce)
    return Backend(
        dialect="postgresql",
        reading=reading,
        writing=writing,
        group_units=GROUP_UNITS,
        turn=nullcontext,
        savepoint=lambda driver: _command(driver, b"SAVEPOINT unit"),
        next_savepoint=lambda driver: _command(driver, b"RELEASE SAVEPOINT unit; SAVEPOINT unit"),
        undo=lambda driver: _command(driver, b"ROLLBACK TO SAVEPOINT unit"),
        tidy=lambda _: None,
        committed=lambda _: None,
        # COMMIT of a failed transaction is answered with ROLLBACK and no error.
        is_sound=lambda driver: driver.info.transaction_status == TransactionStatus.INTRANS,
        release=lambda: None,
    )


async def connect_apart(url: URL) -> psycopg.AsyncConnection[Any]:
    """A connection beside the pools, each of its statements a transaction of its own.

    Raises:
        psycopg.Error: the server cannot be had.
    """
    named = _psycopg(url).get_dialect()().create_connect_args(url)[1]
    return await psycopg.AsyncConnection.connect(**{**_CONNECT, **named}, autocommit=True)


def _engine(url: URL, prepare: Callable[[Any], None], **options: Any) -> Engine:
    engine = create_engine(
        _psycopg(url),
        connect_args={name: value for name, value in _CONNECT.items() if name not in url.query},
        # A message of an error must not carry a customer's mail.
        hide_parameters=True,
        use_native_hstore=False,
        **options,
    )
    event.listen(engine, "connect", lambda driver, _: prepare(driver))
    return engine


def _psycopg(url: URL) -> URL:
    return url.set(drivername="postgresql+psycopg")


def _prepare(driver: psycopg.Connection[Any], bounds: dict[str, str], warned: set[str]) -> None:
    """Bound the session's waits and warn, once a process, where commits are not durable."""
    driver.prepared_max = _PREPARED
    columns = [f"current_setting('{name}')" for name in _DURABILITY]
    columns += [f"set_config('{name}', '{value}', false)" for name, value in bounds.items()]
    row = driver.execute(f"SELECT {', '.join(columns)}").fetchone()
    driver.commit()
    assert row is not None
    for name, value in zip(_DURABILITY, row, strict=False):
        if value == "off" and name not in warned:
            warned.add(name)
            _log.warning("store.not_durable", setting=name, value=value, server=driver.info.host)


def _read_only(driver: psycopg.Connection[Any], _: object) -> None:
    driver.read_only = True


def _announce(connection: Connection) -> None:
    """Say within the transaction what waits after it, so that it is heard only if it commits.

    Commits that say something wait for each other's sync (async.c, PreCommit_Notify): once a group is enough, and a
    disk that stalls must not fail them as a forgotten lock would.
    """
    if noted := take_noted(connection):
        driver: Any = connection.connection.driver_connection
        said = [f"SET LOCAL lock_timeout = '{_COMMIT_WAIT}'", *(f"NOTIFY {CHANNEL}, '{work}'" for work in noted)]
        _command(driver, "; ".join(said).encode())


def _command(driver: psycopg.Connection[Any], command: bytes) -> None:
    # A third of the CPU of execute(), which would also begin a transaction by itself.
    result = driver.pgconn.exec_(command)
    if result.status != ExecStatus.COMMAND_OK:
        if driver.closed:
            raise psycopg.OperationalError(result.get_error_message())
        raise psycopg.errors.error_from_result(result)
