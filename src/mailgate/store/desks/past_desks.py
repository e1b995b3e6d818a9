"""The desks of earlier revisions, read once by each process: what was promised under one is measured by it."""

from __future__ import annotations

from collections.abc import Set
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from mailgate.config.desk_json import desk_from_json
from mailgate.model.desk import Desk
from mailgate.store.desks import revisions

#: Desks remembered of one database; a revision never changes.
_MOST = 64

_known: WeakKeyDictionary[Engine, dict[tuple[str, int], Desk]] = WeakKeyDictionary()
_knowing = Lock()


def of(conn: Connection, asked: Set[tuple[str, int]]) -> dict[int, Desk]:
    """Desks of one tenant by revision number; one that was never installed is left out."""
    found = ((number, _of(conn, tenant, number)) for tenant, number in asked)
    return {number: desk for number, desk in found if desk is not None}


def _of(conn: Connection, tenant: str, number: int) -> Desk | None:
    with _knowing:
        known = _known.setdefault(conn.engine, {})
    desk = known.get((tenant, number))
    if desk is not None:
        return desk
    revision = revisions.get(conn, tenant, number)
    if revision is None:
        return None
    desk = desk_from_json(revision.document, number)
    with _knowing:
        if len(known) >= _MOST:
            known.clear()
        return known.setdefault((tenant, number), desk)
