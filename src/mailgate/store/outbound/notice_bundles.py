"""Notices that wait in the outbox to be told together: over a limit, or in their reader's quiet hours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, select, update

from mailgate.errors import Conflict
from mailgate.model.outbound import WHOLE, OutboundKind, OutboxState
from mailgate.store.hints import Work, note
from mailgate.store.tables import queues
from mailgate.store.tables.queues import OUTBOX_UNTOLD, outbox
from mailgate.store.tables.tickets import ticket

#: What stands as the answer of a mail that waits so, because of a limit or of quiet hours.
WAITS = queues.UNTOLD
QUIET = queues.QUIET
#: Told in one mail; more wait for the next.
MOST = 500
#: So few are not told together when quiet hours are over: each can be answered, a digest cannot.
FEW = 3

_NEXT = select(func.min(outbox.c.next_at)).where(OUTBOX_UNTOLD)
_DUE = (
    select(outbox.c.tenant, outbox.c.recipient, outbox.c.answer)
    .where(OUTBOX_UNTOLD, outbox.c.next_at <= bindparam("now"))
    .order_by(outbox.c.next_at)
    .limit(1)
)
_ITS = (
    OUTBOX_UNTOLD,
    outbox.c.tenant == bindparam("its_tenant"),
    outbox.c.recipient == bindparam("its_recipient"),
    outbox.c.answer == bindparam("its_answer"),
)
_OF = (
    select(outbox.c.id, outbox.c.kind, outbox.c.ticket_id, ticket.c.number, ticket.c.subject, ticket.c.queue)
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
_LET_GO = (
    update(outbox)
    .where(OUTBOX_UNTOLD, outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=OutboxState.PENDING.value, answer="", next_at=bindparam("now"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One notice; number, subject and queue are empty where it is about no ticket."""

    id: int
    kind: OutboundKind
    ticket_id: int | None
    number: str
    subject: str
    queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeBundle:
    """What waits for one recipient, oldest first."""

    tenant: str
    recipient: str
    notices: tuple[Waiting, ...]
    #: Because of quiet hours, not of a limit.
    quiet: bool = False

    @property
    def together(self) -> tuple[Waiting, ...]:
        """What a digest tells of; the others go out as they are."""
        if not self.quiet:
            return self.notices if len(self.notices) > 1 else ()
        many = tuple(notice for notice in self.notices if notice.kind not in WHOLE)
        return many if len(many) > FEW else ()


def next_due(conn: Connection) -> datetime | None:
    """When the next bundle falls due."""
    return conn.execute(_NEXT).scalar_one_or_none()


def due(conn: Connection, *, now: datetime) -> NoticeBundle | None:
    """The bundle that has been due for longest, with all that waits for the same recipient for the same reason."""
    first = conn.execute(_DUE, {"now": now}).first()
    if first is None:
        return None
    its = {"its_tenant": first.tenant, "its_recipient": first.recipient, "its_answer": first.answer}
    rows = conn.execute(_OF, its)
    waiting = (
        Waiting(
            id=row.id,
            kind=OutboundKind(row.kind),
            ticket_id=row.ticket_id,
            number=row.number or "",
            subject=row.subject or "",
            queue=row.queue or "",
        )
        for row in rows
    )
    quiet = first.answer == QUIET
    return NoticeBundle(tenant=first.tenant, recipient=first.recipient, notices=tuple(waiting), quiet=quiet)


def close(conn: Connection, bundle: NoticeBundle, *, now: datetime) -> None:
    """What is told together goes out on its own no more; the others go out now.

    Raises:
        Conflict: Somebody else told them, or released one.
    """
    told = [notice.id for notice in bundle.together]
    rest = [notice.id for notice in bundle.notices if notice.id not in told]
    for statement, ids in ((_CLOSE, told), (_LET_GO, rest)):
        if ids and conn.execute(statement, {"ids": ids, "now": now}).rowcount != len(ids):
            raise Conflict(f"notices for {bundle.tenant} were told meanwhile")
    if rest:
        note(conn, Work.OUTBOX)
