"""A report about a mail of ours: never a ticket; only the token in the mail's own return path proves it (T-33)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailgate.model.envelope import InboxState
from mailgate.model.event import Event
from mailgate.model.mark import MarkKind
from mailgate.model.message import DeliveryReport, FailedRecipient
from mailgate.model.outbound import PAGES, Bounced, OutboundKind, OutboundMail, OutboxState, Suppression
from mailgate.model.plan import Plan
from mailgate.model.recording import NewEntry, Recording
from mailgate.model.ticket import AuthorType, EntryAuthor, EntryKind, Ticket
from mailgate.notify.kinds.undelivered import Undelivered
from mailgate.notify.suppressing import BOUNCED
from mailgate.pipeline.customers.mail_entry import mail_entry
from mailgate.pipeline.escalations.answers import hurry
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outbound.blaming import blame
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.outbound.undelivered import tell_of_failure
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox
from mailgate.store.tickets import entries, tickets

#: Characters of a report's words that are kept beside its entry.
_SAID_LIMIT = 500
_NOTHING = FailedRecipient(address="")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proven:
    """A report with the mail that it is about."""

    situation: Situation
    row: outbox.OutboxRow
    #: None where the mail was about no ticket, or the ticket is gone.
    ticket: Ticket | None
    said: FailedRecipient

    def event(self, code: str, **details: object) -> Event:
        event = mail_event(self.situation, Plan(), outcome=code)
        about = {"mail": self.row.id, "kind": self.row.kind.value, "recipient": self.row.recipient}
        return replace(event, details={**event.details, "report": {**about, **_words(self.said), **details}})


def delivery_report(conn: Connection, situation: Situation) -> Outcome:
    """What a report comes to; without a right token it is written down and has no consequences at all."""
    match, report = situation.decided, situation.mail.message.report
    if match.outbox_id is None:
        return _hearsay(conn, situation)
    row = outbox.show(conn, match.outbox_id)
    if row is None or row.tenant != situation.mail.item.tenant:
        return put_aside(situation, Plan(), code="bounce.unmatched", state=InboxState.PROCESSED)
    ticket = _ticket(conn, situation, row.ticket_id)
    proven = _Proven(situation=situation, row=row, ticket=ticket, said=_about(report, row.recipient))
    if report is None:
        return _answered(conn, proven)
    if proven.said.action != "failed":
        return _recorded(proven, "bounce.delayed" if proven.said.action == "delayed" else "bounce.delivered")
    if row.state is OutboxState.FAILED:
        return put_aside(situation, Plan(), code="bounce.repeated", state=InboxState.PROCESSED)
    return _failed(conn, proven)


def _hearsay(conn: Connection, situation: Situation) -> Outcome:
    """Whoever saw our mail can write such a report: agents may read in the journal what it says."""
    match, said = situation.decided, _about(situation.mail.message.report, "")
    ticket = _ticket(conn, situation, match.ticket_id)
    code = "bounce.bad_token" if match.reason == "bounce.bad_token" else "bounce.unproven"
    if ticket is None:
        code = code if code == "bounce.bad_token" else "bounce.unmatched"
        return put_aside(situation, Plan(), code=code, state=InboxState.PROCESSED)
    event = mail_event(situation, Plan(), outcome=code)
    event = replace(event, details={**event.details, "report": _words(said)})
    return _outcome(situation, ticket, code, (event,))


def _answered(conn: Connection, proven: _Proven) -> Outcome:
    """Words to the return path: most automatic answers come there (RFC 3834 section 4); agents may read them."""
    situation, ticket = proven.situation, proven.ticket
    if ticket is None:
        return put_aside(situation, Plan(), code="bounce.unmatched", state=InboxState.PROCESSED)
    if proven.row.kind in PAGES and situation.verdict.has(MarkKind.AUTO_REPLY):
        return _hurried(conn, proven, ticket, _recorded(proven, "page.nobody_there"))
    return _recorded(proven, "bounce.answered", entry=True)


def _failed(conn: Connection, proven: _Proven) -> Outcome:
    """The mail never arrives: its row says so, its ticket too, and who wrote to a customer is told."""
    row, reason = proven.row, f"{proven.said.status} {proven.said.diagnostic}".strip()[:_SAID_LIMIT]
    answer = f"{BOUNCED}{reason}"
    against = blame(conn, (row.tenant, row.recipient), answer, proven.situation.now)
    bounced = Bounced(outbox_id=row.id, answer=answer)
    details = {"suppressed_until": against.until.isoformat()} if against else {}
    outcome = _recorded(proven, "bounce.failed", entry=True, **details)
    recording = replace(outcome.recording, bounced=bounced, suppressed=(against,) if against else ())
    if proven.ticket is None:
        return replace(outcome, recording=recording)
    if row.kind is OutboundKind.REPLY:
        mails = _notices(conn, proven, proven.ticket, reason, against)
        recording = replace(recording, mails=mails, references=own_ids(mails))
    outcome = replace(outcome, recording=recording)
    return _hurried(conn, proven, proven.ticket, outcome) if row.kind in PAGES else outcome


def _notices(
    conn: Connection, proven: _Proven, ticket: Ticket, reason: str, against: Suppression | None
) -> tuple[OutboundMail, ...]:
    mail, row = proven.situation.mail, proven.row
    queue = mail.desk.queue(ticket.queue) or mail.queue
    post = Post(tools=proven.situation.tools, desk=mail.desk, queue=queue, ticket=ticket, now=proven.situation.now)
    failure = Undelivered(
        recipient=row.recipient, written_at=row.created_at, reason=reason, until=against.until if against else None
    )
    writer = entries.writer(conn, mail.item.tenant, ticket.id, row.created_at)
    return tell_of_failure(post, failure, mail=row.id, writer=writer)


def _hurried(conn: Connection, proven: _Proven, ticket: Ticket, outcome: Outcome) -> Outcome:
    """Nobody reads the page: the next step is due at once."""
    before, after = hurry(conn, ticket, now=proven.situation.now)
    recording = replace(outcome.recording, clockwork_before=before, clockwork=after)
    return replace(outcome, recording=recording)


def _recorded(proven: _Proven, code: str, *, entry: bool = False, **details: object) -> Outcome:
    situation, ticket = proven.situation, proven.ticket
    event = proven.event(code, **details)
    if ticket is None:
        aside = put_aside(situation, Plan(), code=code, state=InboxState.PROCESSED)
        return replace(aside, recording=replace(aside.recording, events=(event,)))
    return _outcome(situation, ticket, code, (event,), (_entry(situation, ticket),) if entry else ())


def _entry(situation: Situation, ticket: Ticket) -> NewEntry:
    mail = situation.mail
    author = EntryAuthor(type=AuthorType.SYSTEM, email=mail.sender.address, name=mail.sender.name)
    return mail_entry(mail, ticket.id, situation.tools, situation.now, author=author, kind=EntryKind.SYSTEM)


def _outcome(
    situation: Situation, ticket: Ticket, code: str, events: tuple[Event, ...], new: tuple[NewEntry, ...] = ()
) -> Outcome:
    mail = situation.mail
    recording = Recording(
        tenant=mail.item.tenant,
        revision=mail.desk.revision,
        before=ticket,
        after=ticket,
        entries=new,
        events=events,
        event_ids=tuple(situation.tools.rows(len(events))),
        inbox_id=mail.item.id,
    )
    return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=ticket.id)


def _ticket(conn: Connection, situation: Situation, ticket_id: int | None) -> Ticket | None:
    if ticket_id is None:
        return None
    known = situation.found.tickets.get(ticket_id)
    return known or tickets.living(conn, situation.mail.item.tenant, (ticket_id,)).get(ticket_id)


def _about(report: DeliveryReport | None, recipient: str) -> FailedRecipient:
    """What a report says of the recipient; a mail of ours has one, whatever name a forwarding gave it."""
    named = report.recipients if report else ()
    same = (item for item in named if item.address.lower() == recipient.lower())
    return next(same, named[0] if named else _NOTHING)


def _words(said: FailedRecipient) -> dict[str, object]:
    return {"status": said.status, "action": said.action, "diagnostic": said.diagnostic[:_SAID_LIMIT]}
