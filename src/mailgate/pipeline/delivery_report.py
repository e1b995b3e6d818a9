"""A report about one of our own mails: an event on the ticket, never a ticket, never a mail (T-33)."""

from __future__ import annotations

from mailgate.model.envelope import InboxState
from mailgate.model.plan import Plan
from mailgate.model.recording import Recording
from mailgate.model.ticket import AuthorType, EntryAuthor, EntryKind
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.mail_entry import mail_entry
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.putting_aside import put_aside
from mailgate.pipeline.situation import Situation
from mailgate.store import tickets
from mailgate.store.database import Connection


def delivery_report(conn: Connection, situation: Situation) -> Outcome:
    """Record the report on the ticket of the mail it is about; of a mail that we never sent, in the journal only."""
    mail, tools, match = situation.mail, situation.tools, situation.decided
    ticket = situation.found.tickets.get(match.ticket_id) if match.ticket_id else None
    if ticket is None and match.ticket_id is not None:
        ticket = tickets.living(conn, mail.item.tenant, (match.ticket_id,)).get(match.ticket_id)
    if ticket is None:
        return put_aside(situation, Plan(), code="bounce.unmatched", state=InboxState.PROCESSED)
    author = EntryAuthor(type=AuthorType.SYSTEM, email=mail.sender.address, name=mail.sender.name)
    new = mail_entry(mail, ticket.id, tools, situation.now, author=author, kind=EntryKind.SYSTEM)
    code = "bounce.recorded"
    recording = Recording(
        tenant=mail.item.tenant,
        revision=mail.desk.revision,
        before=ticket,
        after=ticket,
        entries=(new,),
        events=(mail_event(situation, Plan(), outcome=code),),
        event_ids=tuple(tools.rows(1)),
        inbox_id=mail.item.id,
    )
    return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=ticket.id)
