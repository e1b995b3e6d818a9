"""What became of attempts to deliver: on the outbox rows, and for a mail that failed also on its ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mailgate.model.clockwork import Clockwork
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.match import KnownId
from mailgate.model.outbound import PAGES, Attempt, OutboundKind, OutboundMail, OutboxState, Suppression
from mailgate.model.recording import Recording
from mailgate.notify.kinds.undelivered import Undelivered
from mailgate.pipeline.escalations.answers import hurry
from mailgate.pipeline.outbound.blaming import blame
from mailgate.pipeline.outbound.governing import govern
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.outbound.undelivered import tell_of_failure
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox, outbox_rows
from mailgate.store.record import record
from mailgate.store.tickets import entries, events, tickets
from mailgate.thread.relay_ids import renamed_id

#: What is recorded with a failed attempt beside the attempt itself, by outbox id.
Notices = Mapping[int, Recording]


def failure_notices(conn: Connection, tools: Tools, attempts: Sequence[Attempt]) -> Notices:
    """Whoever wrote words to a customer that failed for good is told so, once a mail; a dead address gets no other."""
    found = {}
    failed = [attempt for attempt in attempts if attempt.failed]
    for place, attempt in enumerate(failed):
        item, answer = attempt.item, attempt.delivery.answer
        also = [(each.at, each.delivery.answer) for each in failed[:place] if _to_the_same(each, attempt)]
        against = blame(conn, (item.tenant, item.recipient), answer, attempt.at, also=also)
        mails = _told(conn, tools, attempt, against) if item.kind is OutboundKind.REPLY else ()
        before, after = _hurried(conn, attempt) if item.kind in PAGES else (Clockwork(), Clockwork())
        if mails or against or after != before:
            planned = Recording(
                tenant=item.tenant,
                revision=0,
                mails=mails,
                references=own_ids(mails),
                suppressed=(against,) if against else (),
                clockwork_before=before,
                clockwork=after,
            )
            (found[item.id],) = govern(conn, tools, (planned,), attempt.at)
    return found


def _hurried(conn: Connection, attempt: Attempt) -> tuple[Clockwork, Clockwork]:
    """The relay refused a page for good: nobody reads it, and the next step is due at once."""
    item = attempt.item
    ticket = tickets.by_id(conn, item.tenant, item.ticket_id) if item.ticket_id else None
    return hurry(conn, ticket, now=attempt.at) if ticket else (Clockwork(), Clockwork())


def _to_the_same(one: Attempt, other: Attempt) -> bool:
    return (one.item.tenant, one.item.recipient) == (other.item.tenant, other.item.recipient)


def record_attempts(
    conn: Connection,
    attempts: Sequence[Attempt],
    event_ids: Sequence[int],
    notices: Notices | None = None,
    *,
    renamed_to: str = "",
) -> None:
    """Record attempts at different mails; that a mail failed is an event on its ticket.

    Where a lease was lost meanwhile, nothing is recorded.

    Args:
        event_ids: Fresh row ids, one for each attempt that failed.
        renamed_to: Domain of the Message-IDs that the relay puts in place of ours.
    """
    outbox.record(conn, [attempt for attempt in attempts if not attempt.failed])
    entries.add_references(conn, [found for attempt in attempts for found in _renamed(attempt, renamed_to)])
    failed = [attempt for attempt in attempts if attempt.failed]
    happened = []
    for attempt, event_id in zip(failed, event_ids, strict=True):
        if outbox.record(conn, [attempt]):
            notice = (notices or {}).get(attempt.item.id)
            happened.append(_failure(attempt, event_id, notice.suppressed if notice else ()))
            if notice:
                record(conn, (notice,), now=attempt.at)
    events.add(conn, happened)


def _renamed(attempt: Attempt, domain: str) -> Iterator[tuple[str, KnownId]]:
    """What the mail is called where it arrives leads to its ticket too, but is no token: the relay made it."""
    item, delivery = attempt.item, attempt.delivery
    name = renamed_id(delivery.answer, domain) if delivery.state is OutboxState.SENT else ""
    if name and item.ticket_id is not None:
        yield item.tenant, KnownId(message_id=name, ticket_id=item.ticket_id, own=False)


def _told(conn: Connection, tools: Tools, attempt: Attempt, against: Suppression | None) -> tuple[OutboundMail, ...]:
    item = attempt.item
    desk = tools.desks.get(item.tenant)
    ticket = tickets.by_id(conn, item.tenant, item.ticket_id) if item.ticket_id else None
    cause = f"outbox:{item.id}:{OutboundKind.UNDELIVERED.value}"
    if desk is None or ticket is None or outbox_rows.recipients_of(conn, tenant=item.tenant, cause=cause):
        return ()
    queue = desk.queue(ticket.queue) or desk.queues[0]
    post = Post(tools=tools, desk=desk, queue=queue, ticket=ticket, now=attempt.at)
    failure = Undelivered(
        recipient=item.recipient,
        written_at=item.created_at,
        reason=attempt.delivery.answer,
        until=against.until if against else None,
    )
    writer = entries.writer(conn, item.tenant, ticket.id, item.created_at)
    return tell_of_failure(post, failure, mail=item.id, writer=writer)


def _failure(attempt: Attempt, event_id: int, against: tuple[Suppression, ...]) -> events.Happened:
    item = attempt.item
    details: dict[str, object] = {
        "recipient": item.recipient,
        "kind": item.kind.value,
        "answer": attempt.delivery.answer,
    }
    for found in against:
        details["suppressed_until"] = found.until.isoformat()
    event = Event(
        kind=EventKind.MAIL_FAILED,
        at=attempt.at,
        actor="system",
        cause=Cause(kind="outbox", ref=str(item.id)),
        details=details,
    )
    return events.Happened(
        tenant=item.tenant, events=((event_id, event),), ticket_id=item.ticket_id, inbox_id=None, revision=0
    )
