"""Notices over a limit that wait in the outbox to be told together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from mailgate.errors import Conflict
from mailgate.model.outbound import OutboundKind, OutboxState
from mailgate.store.tables.queues import OUTBOX_UNTOLD, UNTOLD, outbox
from mailgate.store.tables.tickets import ticket

#: What stands as the answer of a mail that waits so.
WAITS = UNTOLD
#: Told in one mail; more wait for the next.
MOST = 500

_NEXT = select(func.min(outbox.c.next_at)).where(OUTBOX_UNTOLD)
_DUE = (
    select(outbox.c.tenant, outbox.c.recipient)
    .where(OUTBOX_UNTOLD, outbox.c.next_at <= bindparam("now"))
    .order_by(outbox.c.next_at)
    .limit(1)
)
_ITS = (
    OUTBOX_UNTOLD,
    outbox.c.tenant == bindparam("its_tenant"),
    outbox.c.recipient == bindparam("its_recipient"),
)
_OF = (
    select(outbox.c.id, outbox.c.kind, ticket.c.number, ticket.c.subject, ticket.c.queue)
    .join(ticket, ticket.c.id == outbox.c.ticket_id, isouter=True)
    .where(*_ITS)
    .order_by(outbox.c.id)
    .limit(MOST)
)
_CLOSE = (
    update(outbox)
    .where(OUTBOX_UNTOLD, outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=OutboxState.SUPPRESSED.value, answer="told in a digest", finished_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One notice; number, subject and queue are empty where it is about no ticket."""

    id: int
    kind: OutboundKind
    number: str
    subject: str
    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBundle:
    """What waits for one recipient, oldest first."""

    tenant: str
    recipient: str
    notices: tuple[Waiting, ...]


def next_due(conn: Connection) -> datetime | None:
    """When the next bundle falls due."""
    return conn.execute(_NEXT).scalar_one_or_none()


def due(conn: Connection, *, now: datetime) -> NoticeBundle | None:
    """The bundle that has been due for longest, with all that waits for the same recipient."""
    first = conn.execute(_DUE, {"now": now}).first()
    if first is None:
        return None
    rows = conn.execute(_OF, {"its_tenant": first.tenant, "its_recipient": first.recipient})
    waiting = (
        Waiting(
            id=row.id,
            kind=OutboundKind(row.kind),
            number=row.number or "",
            subject=row.subject or "",
            queue=row.queue or "",
        )
        for row in rows
    )
    return NoticeBundle(tenant=first.tenant, recipient=first.recipient, notices=tuple(waiting))


def close(conn: Connection, bundle: NoticeBundle, *, now: datetime) -> None:
    """None of them goes out on its own any more.

    Raises:
        Conflict: Somebody else told them, or released one.
    """
    ids = [notice.id for notice in bundle.notices]
    if conn.execute(_CLOSE, {"ids": ids, "now": now}).rowcount != len(ids):
        raise Conflict(f"notices for {bundle.tenant} were told meanwhile")
