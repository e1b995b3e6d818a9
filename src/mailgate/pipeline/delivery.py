"""What became of one attempt to deliver: on the outbox row, and for a mail that failed also on its ticket."""

from __future__ import annotations

from datetime import datetime

from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.outbound import Delivery, OutboxItem, OutboxState
from mailgate.store import events, outbox
from mailgate.store.database import Connection


def record_delivery(conn: Connection, item: OutboxItem, delivery: Delivery, now: datetime, event_id: int) -> bool:
    """Record an attempt; that a mail failed is an event on its ticket.

    Args:
        event_id: Row id for that event, should there be one.

    Returns:
        False when the lease was lost meanwhile: then nothing is recorded.
    """
    if not outbox.record(conn, item, delivery, now=now):
        return False
    if delivery.state is OutboxState.FAILED:
        event = Event(
            kind=EventKind.MAIL_FAILED,
            at=now,
            actor="system",
            cause=Cause(kind="outbox", ref=str(item.id)),
            details={"recipient": item.recipient, "kind": item.kind.value, "answer": delivery.answer},
        )
        happened = events.Happened(
            tenant=item.tenant, events=((event_id, event),), ticket_id=item.ticket_id, inbox_id=None, revision=0
        )
        events.add(conn, (happened,))
    return True
