"""The outbox: final bytes for one recipient each, from the commit of the ticket to the peer's answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, or_, select, update
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.model.outbound import Attempt, OutboundKind, OutboundMail, OutboxItem, OutboxState
from mailgate.notify.governor import customer_domain
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.hints import Work, note
from mailgate.store.outbound.outbox_rows import (
    OutboxRow,
    bounced,
    counts,
    discard,
    listing,
    next_due,
    raw,
    release,
    retry,
    sent_since,
    show,
)
from mailgate.store.tables.queues import OUTBOX_SENDING, OUTBOX_UNSENT, outbox, outbox_mail

__all__ = [
    "OutboxRow",
    "bounced",
    "claim",
    "counts",
    "discard",
    "insert",
    "listing",
    "next_due",
    "raw",
    "record",
    "recover",
    "release",
    "renew",
    "retry",
    "sent_since",
    "show",
]

#: How long a mail that the peer may have is left alone before it is sent again.
UNCERTAIN_WAIT = timedelta(seconds=30)

_ROWS, _RAW_ROWS = ManyRows(outbox), ManyRows(outbox_mail)
_ITEM = (
    outbox.c.id,
    outbox.c.tenant,
    outbox.c.ticket_id,
    outbox.c.kind,
    outbox.c.recipient,
    outbox.c.envelope_from,
    outbox.c.message_id,
    outbox.c.attempts,
    outbox.c.lease,
    outbox.c.created_at,
)
_DUE: Select[Any] = (
    select(*_ITEM, outbox_mail.c.raw)
    .join(outbox_mail, outbox_mail.c.outbox_id == outbox.c.id)
    .where(OUTBOX_UNSENT, outbox.c.state != OutboxState.SENDING.value, outbox.c.next_at <= bindparam("now"))
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(of=outbox, skip_locked=True)
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=OutboxState.SENDING.value,
        attempts=outbox.c.attempts + 1,
        lease=outbox.c.lease + 1,
        lease_until=bindparam("until"),
        node=bindparam("by_node"),
    )
)
_RECOVER = update(outbox).values(
    state=OutboxState.UNCERTAIN.value, next_at=bindparam("again_at"), lease_until=None, node=""
)
_RECOVER_EXPIRED = _RECOVER.where(OUTBOX_SENDING, outbox.c.lease_until <= bindparam("now"))
_RECOVER_NODE = _RECOVER.where(
    OUTBOX_SENDING, or_(outbox.c.node == bindparam("of_node"), outbox.c.lease_until <= bindparam("now"))
)
_HELD = (outbox.c.id == bindparam("held_id"), outbox.c.lease == bindparam("held_lease"))
_RENEW = (
    update(outbox).where(*_HELD, outbox.c.state == OutboxState.SENDING.value).values(lease_until=bindparam("until"))
)
_RECORD = (
    update(outbox)
    # A result that comes late is still the truth while nobody has begun to send again.
    # Not IN, which SQLAlchemy cannot run for many rows at once.
    .where(*_HELD, or_(outbox.c.state == OutboxState.SENDING.value, outbox.c.state == OutboxState.UNCERTAIN.value))
    .values(
        state=bindparam("came_to"),
        answer=bindparam("peer_said"),
        next_at=func.coalesce(bindparam("again_at", type_=outbox.c.next_at.type), outbox.c.next_at),
        finished_at=bindparam("ended_at"),
        lease_until=None,
        node="",
    )
)


def insert(conn: Connection, mails: Sequence[OutboundMail], *, next_at: datetime) -> None:
    """Keep mails to be sent from ``next_at`` on, in the transaction of what caused them.

    Raises:
        Conflict: One of them exists by its (tenant, cause, recipient): what caused it was recorded before.
    """
    if not mails:
        return
    try:
        _ROWS.insert(conn, [_row(mail, next_at) for mail in mails])
        _RAW_ROWS.insert(conn, [{"outbox_id": mail.id, "tenant": mail.tenant, "raw": mail.raw} for mail in mails])
    except IntegrityError as error:
        # Without the database's own words, which name the recipient.
        raise Conflict(f"outbox: {mails[0].cause} was recorded before") from error
    note(conn, Work.OUTBOX)
    if any(mail.told_at for mail in mails):
        note(conn, Work.CLOCK)


def claim(conn: Connection, *, node: str, now: datetime, lease: timedelta, limit: int) -> list[OutboxItem]:
    """Take up to ``limit`` mails that are due, oldest ``next_at`` first; attempts are counted here.

    Leases that ran out are recovered first. ``lease`` is longer than one send may take (send timeout + 30 s).
    """
    recover(conn, node=None, now=now)
    due = conn.execute(_DUE, {"now": now, "most": limit}).all()
    if due:
        holder = {"until": now + lease, "by_node": node}
        conn.execute(_CLAIM, {"ids": [row.id for row in due], **holder})
    return [_item(row) for row in due]


def recover(conn: Connection, *, node: str | None, now: datetime) -> int:
    """Mark as ``uncertain`` what was being sent under a lease that ran out; the answer is how many.

    ``node`` is that of a starting node: its own mails are taken back at once, since it sends nothing yet. The peer may
    have each of them, so it is sent again, with the same bytes and Message-ID, 30 s later.
    """
    values: dict[str, Any] = {"now": now, "again_at": now + UNCERTAIN_WAIT}
    if node is None:
        return conn.execute(_RECOVER_EXPIRED, values).rowcount
    return conn.execute(_RECOVER_NODE, values | {"of_node": node}).rowcount


def renew(conn: Connection, item: OutboxItem, *, until: datetime) -> bool:
    """Hold the lease until then; False: it is no longer ours, and somebody else sends the mail (F-21)."""
    return conn.execute(_RENEW, {**_held(item), "until": until}).rowcount == 1


def record(conn: Connection, attempts: Sequence[Attempt]) -> int:
    """Write what attempts at different mails came to; the answer is how many were written.

    The others' leases were lost, and somebody else sends those mails.
    """
    if not attempts:
        return 0
    # In the order of their ids, so that nodes lock the rows in one order.
    rows = [_result(attempt) for attempt in sorted(attempts, key=lambda attempt: attempt.item.id)]
    return conn.execute(_RECORD, rows).rowcount


def _result(attempt: Attempt) -> dict[str, Any]:
    delivery = attempt.delivery
    return _held(attempt.item) | {
        "came_to": delivery.state.value,
        "peer_said": delivery.answer,
        "again_at": delivery.next_at,
        "ended_at": attempt.at if delivery.next_at is None else None,
    }


def _held(item: OutboxItem) -> dict[str, Any]:
    return {"held_id": item.id, "held_lease": item.lease}


def _row(mail: OutboundMail, next_at: datetime) -> dict[str, Any]:
    return {
        "id": mail.id,
        "tenant": mail.tenant,
        "ticket_id": mail.ticket_id,
        "kind": mail.kind.value,
        "cause": mail.cause,
        "recipient": mail.recipient,
        "domain": customer_domain(mail),
        "envelope_from": mail.envelope_from,
        "message_id": mail.message_id,
        "size_bytes": len(mail.raw),
        "state": mail.state.value,
        "answer": mail.answer,
        "next_at": mail.told_at or next_at,
        "created_at": mail.created_at,
        "finished_at": mail.created_at if mail.state is OutboxState.SUPPRESSED else None,
    }


def _item(row: Row[Any]) -> OutboxItem:
    """The mail as it is once the claim is written."""
    return OutboxItem(
        id=row.id,
        tenant=row.tenant,
        ticket_id=row.ticket_id,
        kind=OutboundKind(row.kind),
        recipient=row.recipient,
        envelope_from=row.envelope_from,
        message_id=row.message_id,
        raw=row.raw,
        attempts=row.attempts + 1,
        lease=row.lease + 1,
        created_at=row.created_at,
    )
