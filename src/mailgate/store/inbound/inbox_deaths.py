"""Mails whose worker or node died come back; those that kill are put aside."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from mailgate.metrics import LIMITS
from mailgate.model.envelope import InboxState
from mailgate.store.tables.queues import INBOX_WORKING, inbox

#: Deaths of a worker on one mail alone (L-33).
WORKER_DEATHS = 3
#: Deaths of the whole node with the mail in hand: most have other reasons than the mail.
NODE_DEATHS = 10

_COLUMNS = (inbox.c.id, inbox.c.node, inbox.c.worker, inbox.c.lease, inbox.c.attempts, inbox.c.node_attempts)
_HELD: Select[Any] = select(*_COLUMNS).where(INBOX_WORKING).order_by(inbox.c.node, inbox.c.worker, inbox.c.id)
_HELD_BY_NODE = _HELD.where(inbox.c.node == bindparam("node"))
_HELD_BY_WORKER = _HELD_BY_NODE.where(inbox.c.worker == bindparam("worker"))
_EXPIRED = select(inbox.c.id).where(INBOX_WORKING, inbox.c.lease_until <= bindparam("now"))
_TAKE_BACK = (
    update(inbox)
    .where(INBOX_WORKING, inbox.c.id == bindparam("held_id"), inbox.c.lease == bindparam("held_lease"))
    .values(
        state=bindparam("state"),
        attempts=bindparam("attempts"),
        node_attempts=bindparam("node_attempts"),
        outcome=bindparam("outcome"),
        detail=bindparam("detail"),
        processed_at=bindparam("processed_at"),
        alone=True,
        node="",
        worker="",
        lease_until=None,
    )
)


def worker_died(conn: Connection, *, node: str, worker: str, now: datetime) -> list[int]:
    """Take back what a dead worker held; the answer is the ids of those mails, ascending.

    Which of several mails killed it nobody knows, so they come back ``alone`` and uncounted. A death on exactly one
    counts, and the third puts that mail into quarantine (F-14, L-33).
    """
    held = conn.execute(_HELD_BY_WORKER, {"node": node, "worker": worker}).all()
    _take_back(conn, [_after_worker(row, len(held), now) for row in held])
    return [row.id for row in held]


def release_node(conn: Connection, node: str, *, now: datetime) -> int:
    """Take back what a node held when it ended, as it starts again; the answer is how many mails.

    A node's death counts apart from its workers' deaths; the tenth puts a mail into quarantine.
    """
    held = conn.execute(_HELD_BY_NODE, {"node": node}).all()
    _take_back(conn, [_after_node(row, now) for row in held])
    return len(held)


def take_back_expired(conn: Connection, now: datetime) -> None:
    """Take back what nobody has renewed: its worker hangs, or is gone with its node; the rule is ``worker_died``'s."""
    expired = set(conn.scalars(_EXPIRED, {"now": now}))
    if not expired:
        return
    back: list[dict[str, Any]] = []
    for _, group in groupby(conn.execute(_HELD), key=lambda row: (row.node, row.worker)):
        held = list(group)
        back += [_after_worker(row, len(held), now) for row in held if row.id in expired]
    _take_back(conn, back)


def _after_worker(row: Row[Any], held: int, now: datetime) -> dict[str, Any]:
    if held > 1:
        return _pending(row, attempts=max(row.attempts - 1, 0))
    if row.attempts < WORKER_DEATHS:
        return _pending(row, attempts=row.attempts)
    return _quarantined(row, "quarantine.worker_death", f"{row.attempts} attempts, the last ended a worker", now)


def _after_node(row: Row[Any], now: datetime) -> dict[str, Any]:
    deaths = row.node_attempts + 1
    back = _pending(row, attempts=max(row.attempts - 1, 0))
    if deaths >= NODE_DEATHS:
        back = _quarantined(row, "quarantine.node_deaths", f"in hand at {deaths} deaths of a node", now)
    return back | {"node_attempts": deaths}


def _pending(row: Row[Any], *, attempts: int) -> dict[str, Any]:
    return {
        "held_id": row.id,
        "held_lease": row.lease,
        "state": InboxState.PENDING.value,
        "attempts": attempts,
        "node_attempts": row.node_attempts,
        "outcome": "",
        "detail": "",
        "processed_at": None,
    }


def _quarantined(row: Row[Any], outcome: str, detail: str, now: datetime) -> dict[str, Any]:
    LIMITS.fired(33)
    back = _pending(row, attempts=row.attempts)
    return back | {
        "state": InboxState.QUARANTINED.value,
        "outcome": outcome,
        "detail": detail,
        "processed_at": now,
    }


def _take_back(conn: Connection, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        conn.execute(_TAKE_BACK, rows)
