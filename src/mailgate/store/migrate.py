"""Brings a database to the schema of this code, and refuses one that serves only newer code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from sqlalchemy import Connection, inspect, select, text

from mailgate.errors import ConfigurationError, SchemaTooNew
from mailgate.store.database import Database
from mailgate.store.engine.failures import translated
from mailgate.store.engine.opening import open_backend
from mailgate.store.tables.schema import schema

#: Of the PostgreSQL advisory lock under which migrations run.
LOCK = 7_310_586_432_100_457

_log = structlog.get_logger(__name__)


def migrations_folder() -> Path:
    """Where the migrations are: in the installed wheel, or in the checkout that this file belongs to."""
    package = Path(__file__).parents[1]
    shipped = package / "_shipped" / "migrations"
    return shipped if shipped.exists() else package.parents[1] / "migrations"


def known_revisions() -> tuple[str, ...]:
    """The revisions that this code knows, oldest first: ``0001``, ``0002``, ..."""
    return tuple(sorted(path.name[:4] for path in (migrations_folder() / "versions").glob("[0-9]*.py")))


def migrate(url: str) -> tuple[str, ...]:
    """Apply the missing revisions, one process at a time, each in a transaction of its own.

    Returns:
        Their names, oldest first (``0001_first_tables``); empty when the database was up to date, or is newer and
        still serves this code.

    Raises:
        SchemaTooNew: the database serves only newer code.
        StoreUnavailable: it does not answer.
    """
    try:
        with connect_to_migrate(url) as connection:
            with connection.begin():
                found = _expect_served(connection)
            return _upgrade(connection) if found in ("", *known_revisions()[:-1]) else ()
    except Exception as error:
        raise translated(error) from error


def check_schema(database: Database) -> None:
    """Refuse a database that this code cannot work with, as it is now.

    Raises:
        SchemaTooNew: it serves only newer code.
        ConfigurationError: it was not brought to this schema yet.
        StoreUnavailable: it does not answer.
    """
    found = database.read(_expect_served)
    if found in ("", *known_revisions()[:-1]):
        told = f"is at schema {found}, this mailgate needs {known_revisions()[-1]}" if found else "has no tables yet"
        raise ConfigurationError([f"the database {told}: start mailgate serve, or run mailgate migrate"])


def _expect_served(connection: Connection) -> str:
    """The database's revision, empty before the first one."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    revision: str = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or ""
    newest = known_revisions()[-1]
    if revision and revision not in known_revisions():
        oldest = connection.execute(select(schema.c.oldest_code)).scalar()
        if oldest is None or oldest > int(newest):
            raise SchemaTooNew(
                f"the database is at schema {revision} and serves mailgate from schema {oldest} on; "
                f"this mailgate knows schemas up to {newest}: install a newer one"
            )
    return revision


@contextmanager
def connect_to_migrate(url: str) -> Iterator[Connection]:
    """A connection on which nobody else migrates or, on SQLite, writes; without a transaction."""
    backend = open_backend(url)
    try:
        with backend.turn(), backend.writing.connect() as connection:
            driver: Any = connection.connection.driver_connection
            if backend.dialect == "sqlite":
                # Tables are rebuilt under their rows, which enforcement would forbid; it cannot be changed later.
                driver.execute("PRAGMA foreign_keys = OFF")
            else:
                driver.execute("SELECT set_config('statement_timeout', '0', false)")
                driver.execute("SET lock_timeout = 0")
                driver.execute(f"SELECT pg_advisory_lock({LOCK})")
                # Nobody on the tables waits long behind a step that waits for them.
                driver.execute("SET lock_timeout = '10s'")
                driver.commit()
            yield connection
    finally:
        backend.dispose()


def _upgrade(connection: Connection) -> tuple[str, ...]:
    # Heavy to import, and needed only here.
    from alembic import command
    from alembic.config import Config

    applied: list[str] = []

    def note(*, step: Any, **_: Any) -> None:
        applied.append(Path(step.up_revision.path).stem)
        _log.info("store.migrated", revision=applied[-1])

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes.update(connection=connection, on_version_apply=(note,))
    command.upgrade(config, "head")
    return tuple(applied)
