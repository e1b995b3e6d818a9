"""Notices of held mail that wait to be told together, and since when each agent has been left in peace."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select, update

from mailgate.errors import Conflict
from mailgate.model.envelope import InboxState
from mailgate.model.outbound import OutboundKind
from mailgate.model.recording import WaitingNotice
from mailgate.store.hints import Work, note
from mailgate.store.tables.queues import inbox, outbox, waiting_notice

#: An agent is told of held mail at most once in this time (DESIGN section 12).
PEACE = timedelta(minutes=10)
#: Told in one mail; who has more waiting gets another after the next pause.
MOST = 500

_KINDS = [OutboundKind.HELD_NOTICE.value, OutboundKind.HELD_DIGEST.value]
_INSERT = insert(waiting_notice)
_TOLD = (
    select(outbox.c.recipient, func.max(outbox.c.created_at).label("at"))
    .where(
        outbox.c.tenant == bindparam("tenant"),
        outbox.c.recipient.in_(bindparam("recipients", expanding=True)),
        outbox.c.kind.in_(_KINDS),
        outbox.c.created_at > bindparam("since"),
    )
    .group_by(outbox.c.recipient)
)
_WAITING = (
    select(waiting_notice.c.recipient, func.min(waiting_notice.c.due_at).label("at"))
    .where(
        waiting_notice.c.tenant == bindparam("tenant"),
        waiting_notice.c.recipient.in_(bindparam("recipients", expanding=True)),
    )
    .group_by(waiting_notice.c.recipient)
)
_NEXT = select(func.min(waiting_notice.c.due_at))
_DUE = (
    select(waiting_notice.c.tenant, waiting_notice.c.recipient)
    .where(waiting_notice.c.due_at <= bindparam("now"))
    .order_by(waiting_notice.c.due_at)
    .limit(1)
)
_ITS = (waiting_notice.c.tenant == bindparam("its_tenant"), waiting_notice.c.recipient == bindparam("its_recipient"))
_OF = (
    select(waiting_notice, inbox.c.state)
    .join(inbox, inbox.c.id == waiting_notice.c.inbox_id)
    .where(*_ITS)
    .order_by(waiting_notice.c.inbox_id)
    .limit(MOST)
)
_REMOVE = delete(waiting_notice).where(*_ITS, waiting_notice.c.inbox_id.in_(bindparam("mails", expanding=True)))
_PUT_OFF = update(waiting_notice).where(*_ITS).values(due_at=bindparam("later"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """What waits for one agent, oldest mail first."""

    tenant: str
    recipient: str
    notices: tuple[WaitingNotice, ...]
    #: Ids of those mails that are held still.
    held: frozenset[int]


def free_at(conn: Connection, tenant: str, recipients: Collection[str], *, now: datetime) -> dict[str, datetime]:
    """When each agent may be told next; agents who may be told at once are left out.

    A bundle that is overdue, for nobody looks at the clock, makes nobody free who was told just now.
    """
    asked = {"tenant": tenant, "recipients": sorted(recipients)}
    told = conn.execute(_TOLD, {**asked, "since": now - PEACE})
    free = {row.recipient: row.at + PEACE for row in told}
    for row in conn.execute(_WAITING, asked):
        free[row.recipient] = max(row.at, free.get(row.recipient, row.at))
    return free


def add(conn: Connection, tenant_notices: Sequence[tuple[str, WaitingNotice]]) -> None:
    """Keep notices, each under its tenant, in the transaction that holds their mails."""
    if tenant_notices:
        conn.execute(_INSERT, [_row(tenant, notice) for tenant, notice in tenant_notices])
        note(conn, Work.CLOCK)


def next_due(conn: Connection) -> datetime | None:
    """When the next bundle falls due."""
    return conn.execute(_NEXT).scalar_one_or_none()


def due(conn: Connection, *, now: datetime) -> Bundle | None:
    """The bundle that has been due for longest, with all that waits for the same agent."""
    first = conn.execute(_DUE, {"now": now}).first()
    if first is None:
        return None
    rows = conn.execute(_OF, {"its_tenant": first.tenant, "its_recipient": first.recipient}).all()
    return Bundle(
        tenant=first.tenant,
        recipient=first.recipient,
        notices=tuple(_notice(row) for row in rows),
        held=frozenset(row.inbox_id for row in rows if row.state == InboxState.HELD.value),
    )


def close(conn: Connection, bundle: Bundle, *, now: datetime) -> None:
    """Take what was told away; what came meanwhile waits for its own pause.

    Raises:
        Conflict: Somebody else told it.
    """
    its = {"its_tenant": bundle.tenant, "its_recipient": bundle.recipient}
    mails = [notice.inbox_id for notice in bundle.notices]
    if conn.execute(_REMOVE, {**its, "mails": mails}).rowcount != len(mails):
        raise Conflict(f"notices for {bundle.tenant} were sent by another node")
    conn.execute(_PUT_OFF, {**its, "later": now + PEACE})


def _row(tenant: str, notice: WaitingNotice) -> dict[str, Any]:
    return {
        "tenant": tenant,
        "recipient": notice.recipient,
        "inbox_id": notice.inbox_id,
        "queue": notice.queue,
        "author": notice.author,
        "subject": notice.subject,
        "reason": notice.reason,
        "due_at": notice.due_at,
    }


def _notice(row: Row[Any]) -> WaitingNotice:
    return WaitingNotice(
        inbox_id=row.inbox_id,
        recipient=row.recipient,
        queue=row.queue,
        author=row.author,
        subject=row.subject,
        reason=row.reason,
        due_at=row.due_at,
    )
