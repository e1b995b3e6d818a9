"""Mail that was imported from files: kept once a queue, however often it is imported."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, select
from sqlalchemy import insert as insert_into
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.store.tables.mailboxes import imported_mail


def known(conn: Connection, queue: str, digests: Collection[str]) -> set[str]:
    """Which of these contents (SHA-256 in hex) were imported for this queue (``TENANT/KEY``) before."""
    query = select(imported_mail.c.digest).where(imported_mail.c.queue == queue, imported_mail.c.digest.in_(digests))
    return set(conn.execute(query).scalars())


def note(conn: Connection, queue: str, kept: Mapping[str, int]) -> None:
    """Note the inbox id of each content, in the transaction that keeps them.

    Raises:
        Conflict: Somebody else imported one of them meanwhile; nothing may be kept.
    """
    rows = [{"queue": queue, "digest": digest, "inbox_id": row} for digest, row in kept.items()]
    if not rows:
        return
    try:
        conn.execute(insert_into(imported_mail), rows)
    except IntegrityError as error:
        raise Conflict(f"imported for {queue} by somebody else") from error
