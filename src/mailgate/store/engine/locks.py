"""Writes that must not overlap between nodes: a lock that is kept to the end of the transaction."""

from __future__ import annotations

from enum import IntEnum

from sqlalchemy import Connection, bindparam, func, select

#: "mg": keeps our advisory locks apart from those of others in the same PostgreSQL database.
_SPACE = 0x6D67
_LOCK = select(func.pg_advisory_xact_lock(_SPACE, bindparam("lock")))


class Lock(IntEnum):
    """What is done by one node at a time; a number is never reused."""

    CLAIM_INBOX = 1
    INSTALL_DESK = 2


def take_lock(conn: Connection, lock: Lock) -> None:
    """Wait until no other transaction has this lock, and keep it until this one ends.

    What is read after it includes all that the one before committed, since READ COMMITTED takes a new snapshot for
    each statement. On SQLite a write transaction is alone already.
    """
    if conn.dialect.name == "postgresql":
        conn.execute(_LOCK, {"lock": int(lock)})
