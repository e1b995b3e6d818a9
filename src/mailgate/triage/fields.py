"""The value behind a field's name, as rules see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields as dataclass_fields

from mailgate.model.message import Message
from mailgate.model.ticket import Ticket
from mailgate.triage.occasion import Occasion

#: What a field that has no value here reads as.
MISSING = None

_TICKET_FIELDS = frozenset(field.name for field in dataclass_fields(Ticket))


def value_of(name: str, occasion: Occasion) -> object:
    """The value of a field: text, number, instant, a tuple of texts, or None where there is none."""
    family, _, rest = name.partition(".")
    if family == "header" and rest:
        return occasion.message.headers.all(rest) if occasion.message else MISSING
    if family == "custom" and rest:
        return occasion.ticket.custom.get(rest)
    if family == "before" and rest:
        return _of_ticket(rest, occasion.before) if occasion.before else MISSING
    if name in _TICKET_FIELDS:
        return _of_ticket(name, occasion.ticket)
    reader = _READERS.get(name)
    return reader(occasion) if reader else MISSING


def _of_ticket(name: str, ticket: Ticket) -> object:
    return getattr(ticket, name, MISSING)


def _of_mail(read: Callable[[Message], object]) -> Callable[[Occasion], object]:
    return lambda occasion: read(occasion.message) if occasion.message is not None else MISSING


def _sender(occasion: Occasion) -> object:
    """``agent``, ``customer`` (known here) or ``unknown``."""
    if occasion.sender is None:
        return MISSING
    if occasion.desk.agent(occasion.sender.address) is not None:
        return "agent"
    return "customer" if occasion.before is not None else "unknown"


_READERS: dict[str, Callable[[Occasion], object]] = {
    "event": lambda occasion: occasion.events,
    "now": lambda occasion: occasion.now,
    "sender": _sender,
    "sender.tier": lambda occasion: occasion.sender.tier if occasion.sender else MISSING,
    "customer.email": lambda occasion: occasion.ticket.customer_email,
    "customer.name": lambda occasion: occasion.ticket.customer_name,
    "customer.domain": lambda occasion: occasion.ticket.customer_email.rpartition("@")[2],
    "mark": lambda occasion: tuple(mark.kind.value for mark in occasion.verdict.marks) if occasion.verdict else (),
    "delivered_to": lambda occasion: occasion.envelope.recipients if occasion.envelope else (),
    "subject": lambda occasion: occasion.ticket.subject,
    "body": _of_mail(lambda message: message.text),
    "new_text": _of_mail(lambda message: message.new_text),
    "from": _of_mail(lambda message: message.author.address),
    "from_name": _of_mail(lambda message: message.author.name),
    "to": _of_mail(lambda message: tuple(address.address for address in message.to)),
    "cc": _of_mail(lambda message: tuple(address.address for address in message.cc)),
    "reply_to": _of_mail(lambda message: tuple(address.address for address in message.reply_to)),
    "language": _of_mail(lambda message: message.language),
    "kind": _of_mail(lambda message: message.mail_class),
    "auto_submitted": _of_mail(lambda message: message.headers.first("auto-submitted")),
    "attachment.count": _of_mail(lambda message: len(message.attachments)),
    "attachment.name": _of_mail(lambda message: tuple(part.name for part in message.attachments)),
    "attachment.type": _of_mail(lambda message: tuple(part.type for part in message.attachments)),
    "attachment.size": _of_mail(lambda message: max((part.size for part in message.attachments), default=0)),
}
