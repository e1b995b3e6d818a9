"""A mail's words as they are recorded on a ticket, and the ids that lead there from now on."""

from __future__ import annotations

from datetime import datetime

from mailgate.metrics import LIMITS
from mailgate.model.match import KnownId
from mailgate.model.recording import NewEntry
from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind
from mailgate.pipeline.inbound.understanding import Understood
from mailgate.pipeline.tools import Tools
from mailgate.thread.addresses import AddressBook

#: More Cc addresses than this are not proposed as watchers (L-27).
_WATCHERS_PROPOSED = 20


def customer_entry(mail: Understood, ticket_id: int, tools: Tools, now: datetime) -> NewEntry:
    """The customer's words, for all to read."""
    author = EntryAuthor(type=AuthorType.CUSTOMER, email=mail.sender.address, name=mail.sender.name)
    return mail_entry(mail, ticket_id, tools, now, author=author, kind=EntryKind.PUBLIC)


def mail_entry(
    mail: Understood, ticket_id: int, tools: Tools, now: datetime, *, author: EntryAuthor, kind: EntryKind
) -> NewEntry:
    """Any mail's words; what is shown are the new ones, the whole text is kept beside them."""
    message = mail.message
    row, *parts = tools.rows(1 + len(message.attachments))
    entry = Entry(
        id=row,
        ticket_id=ticket_id,
        kind=kind,
        author=author,
        text=message.new_text or message.text,
        html=message.reply_html or message.html,
        full_text=message.text,
        created_at=now,
        message_id=message.message_id,
        key=message.key,
        inbox_id=mail.item.id,
    )
    return NewEntry(entry=entry, attachments=message.attachments, attachment_ids=tuple(parts))


def references(mail: Understood, ticket_id: int) -> tuple[KnownId, ...]:
    """The mail's own id and every id it names, so that siblings which skip our mails still meet (spec/mail.md B6)."""
    message = mail.message
    named = (message.message_id, *message.in_reply_to, *message.references, *mail.pointers.foreign_refs)
    return tuple(
        KnownId(message_id=message_id, ticket_id=ticket_id, own=False)
        for message_id in dict.fromkeys(named)
        if message_id
    )


def watchers_proposed(mail: Understood, book: AddressBook) -> tuple[tuple[str, str], ...]:
    """Cc never makes a watcher by itself (decision D-15): the addresses are only proposed."""
    named = {
        address.address.lower(): None
        for address in mail.message.cc
        if address.address and address.address.lower() != mail.sender.address
    }
    proposed = [email for email in named if not book.owns(email) and mail.desk.agent(email) is None]
    if len(proposed) > _WATCHERS_PROPOSED:
        LIMITS.fired(27)
    return tuple((email, "proposed") for email in proposed[:_WATCHERS_PROPOSED])
