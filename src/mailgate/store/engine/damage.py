"""Looks a SQLite file over before a node works on it, where the last one did not end as it should (fault F-28)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import structlog
from sqlalchemy import make_url

from mailgate.errors import ConfigurationError, StoreUnavailable
from mailgate.store.engine.sqlite import BUSY_TIMEOUT_S, prepare

#: Looked over in some ten seconds; what is larger would keep mail waiting for too long.
MOST_BYTES = 2 * 1024**3
_FINDINGS = 3
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_log = structlog.get_logger(__name__)


def expect_sound(url: str, *, most_bytes: int = MOST_BYTES) -> None:
    """Run ``quick_check`` after an unclean end; a file of more than ``most_bytes`` is left unchecked, with a warning.

    The last connection that closes takes the write-ahead log away, so a log that is there tells of a process that was
    killed, or of one that runs ("Write-Ahead Logging", section 4.1).

    Raises:
        ConfigurationError: The file is damaged; says where, and what to do.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return
    path = Path(parsed.database or "").absolute()
    if not _was_left_open(path):
        return
    if path.stat().st_size > most_bytes:
        _log.warning("store.not_checked", file=str(path), bytes=path.stat().st_size, check="PRAGMA quick_check")
        return
    if findings := _quick_check(path):
        raise ConfigurationError(
            [
                f"database: {path} is damaged ({'; '.join(findings)}): restore the backup, "
                f"or save what can be read with: sqlite3 {path.name} .recover"
            ]
        )
    _log.info("store.checked", file=str(path))


def _was_left_open(path: Path) -> bool:
    log = Path(f"{path}-wal")
    return path.is_file() and log.is_file() and log.stat().st_size > 0


def _quick_check(path: Path) -> list[str]:
    """What is wrong, in SQLite's words; empty when all is well."""
    try:
        with closing(sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)) as driver:
            prepare(driver, query_only=True)
            rows = [str(row[0]) for row in driver.execute(f"PRAGMA quick_check({_FINDINGS})")]
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF in _DAMAGED:
            return [str(error)]
        raise StoreUnavailable(f"{path}: {error}") from error
    return [] if rows == ["ok"] else [" ".join(row.split()) for row in rows]
