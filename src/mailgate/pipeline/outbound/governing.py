"""The last look at every mail before it is recorded: which of them do not go out, and who is told so."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.outbound import OutboundKind, OutboundMail, OutboxState, Suppression
from mailgate.model.recording import Recording
from mailgate.model.ticket import AuthorType
from mailgate.notify.kinds.undelivered import Undelivered
from mailgate.notify.suppressing import words
from mailgate.pipeline.outbound.limiting import within_limits
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.outbound.quiet_hours import after_quiet_hours
from mailgate.pipeline.outbound.undelivered import tell_of_failure
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.outbound import suppressions

#: An address of one tenant, lower-case.
Address = tuple[str, str]


def govern(
    conn: Connection, tools: Tools, recordings: Sequence[Recording], now: datetime, *, heard: Collection[Address] = ()
) -> list[Recording]:
    """Look at all mails of a batch at once; recordings come back in their order.

    A mail to a suppressed address is suppressed, whatever its kind; a notice in its reader's quiet hours waits; one
    over a limit waits or is dropped. An agent's words to a customer are never lost without a word: the agent is told.

    Args:
        heard: Whoever wrote to us just now reads mail there: such an address is suppressed no more.
    """
    against = _against(conn, recordings, heard)
    if against:
        recordings = [_looked_at(tools, recording, against, now, heard) for recording in recordings]
    return within_limits(conn, tools, after_quiet_hours(tools, recordings, now), now)


def _against(
    conn: Connection, recordings: Sequence[Recording], heard: Collection[Address]
) -> dict[Address, Suppression]:
    asked: dict[str, set[str]] = {}
    for tenant, address in (*heard, *((mail.tenant, mail.recipient.lower()) for it in recordings for mail in it.mails)):
        asked.setdefault(tenant, set()).add(address)
    return {
        (tenant, address): found
        for tenant, addresses in asked.items()
        for address, found in suppressions.of(conn, tenant, addresses).items()
    }


def _looked_at(
    tools: Tools,
    recording: Recording,
    against: Mapping[Address, Suppression],
    now: datetime,
    heard: Collection[Address],
) -> Recording:
    tenant = recording.tenant
    lifted = tuple(
        address
        for named, address in heard
        if named == tenant and (known := against.get((named, address))) and known.lifted_at is None
    )
    stopped = {
        mail.id: found
        for mail in recording.mails
        if (found := against.get((tenant, mail.recipient.lower())))
        and now < found.until
        and found.address not in lifted
    }
    if not stopped:
        return replace(recording, lifted=lifted) if lifted else recording
    mails = tuple(_stopped(mail, stopped[mail.id]) if mail.id in stopped else mail for mail in recording.mails)
    told = tuple(
        notice
        for mail in mails
        if mail.id in stopped and mail.kind is OutboundKind.REPLY
        for notice in _told(tools, recording, mail, stopped[mail.id], now)
    )
    events = tuple(_event(mail, now) for mail in mails if mail.id in stopped)
    return replace(
        recording,
        lifted=lifted,
        mails=(*mails, *told),
        references=(*recording.references, *own_ids(told)),
        events=(*recording.events, *events),
        event_ids=(*recording.event_ids, *tools.rows(len(events))),
    )


def _stopped(mail: OutboundMail, found: Suppression) -> OutboundMail:
    return replace(mail, state=OutboxState.SUPPRESSED, answer=words(found))


def _told(
    tools: Tools, recording: Recording, mail: OutboundMail, found: Suppression, now: datetime
) -> tuple[OutboundMail, ...]:
    """The notice to the agent whose words the mail has; its own box may be as dead, so nobody else is told of that."""
    ticket, desk = recording.after, tools.desk(recording.tenant)
    if ticket is None:
        return ()
    authors = [new.entry.author for new in recording.entries]
    writer = next((author.email for author in authors if author.type is AuthorType.AGENT), "")
    queue = desk.queue(ticket.queue) or desk.queues[0]
    post = Post(tools=tools, desk=desk, queue=queue, ticket=ticket, now=now)
    failure = Undelivered(
        recipient=mail.recipient, written_at=now, reason=found.reason, not_tried=True, until=found.until
    )
    return tell_of_failure(post, failure, mail=mail.id, writer=writer)


def _event(mail: OutboundMail, now: datetime) -> Event:
    return Event(
        kind=EventKind.MAIL_FAILED,
        at=now,
        actor="system",
        cause=Cause(kind="outbox", ref=str(mail.id)),
        details={"recipient": mail.recipient, "kind": mail.kind.value, "answer": mail.answer},
    )
