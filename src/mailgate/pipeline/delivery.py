"""What became of attempts to deliver: on the outbox rows, and for a mail that failed also on its ticket."""

from __future__ import annotations

from collections.abc import Sequence

from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.outbound import Attempt
from mailgate.store import events, outbox
from mailgate.store.database import Connection


def record_attempts(conn: Connection, attempts: Sequence[Attempt], event_ids: Sequence[int]) -> None:
    """Record attempts at different mails; that a mail failed is an event on its ticket.

    Where a lease was lost meanwhile, nothing is recorded.

    Args:
        event_ids: Fresh row ids, one for each attempt that failed.
    """
    outbox.record(conn, [attempt for attempt in attempts if not attempt.failed])
    failed = [attempt for attempt in attempts if attempt.failed]
    happened = [
        _failure(attempt, event_id)
        for attempt, event_id in zip(failed, event_ids, strict=True)
        if outbox.record(conn, [attempt])
    ]
    events.add(conn, happened)


def _failure(attempt: Attempt, event_id: int) -> events.Happened:
    item = attempt.item
    event = Event(
        kind=EventKind.MAIL_FAILED,
        at=attempt.at,
        actor="system",
        cause=Cause(kind="outbox", ref=str(item.id)),
        details={"recipient": item.recipient, "kind": item.kind.value, "answer": attempt.delivery.answer},
    )
    return events.Happened(
        tenant=item.tenant, events=((event_id, event),), ticket_id=item.ticket_id, inbox_id=None, revision=0
    )
