"""From the URL in the configuration to an opened backend."""

from __future__ import annotations

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from mailgate.errors import ConfigurationError
from mailgate.store.engine.backend import Backend
from mailgate.store.engine.postgresql import open_postgresql
from mailgate.store.engine.sqlite import open_sqlite


def open_backend(url: str) -> Backend:
    """Open what a URL names; a server need not be up yet.

    Raises:
        ConfigurationError: neither SQLite nor PostgreSQL, or a file that cannot be used.
    """
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise ConfigurationError(["database: not a URL like sqlite:///var/mailgate.db"]) from error
    match parsed.drivername.partition("+")[0]:
        case "sqlite":
            return open_sqlite(parsed)
        case "postgresql" | "postgres":
            return open_postgresql(parsed)
        case other:
            raise ConfigurationError([f"database: {other} is neither sqlite nor postgresql"])
