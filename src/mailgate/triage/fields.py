"""The value behind a field's name, as rules see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from mailgate.model.message import Message
from mailgate.model.ticket import Ticket
from mailgate.triage.occasion import Occasion
from mailgate.triage.value import Value

#: Fields that a rule may name and that nobody can know yet: a condition on one never holds, not even a negation.
#: ``customer.tier`` waits for what a desk will know of its customers.
UNKNOWN = frozenset({"customer.tier"})

_TICKET_FIELDS = frozenset(field.name for field in dataclass_fields(Ticket))


class Reading:
    """An occasion as one pass reads it: each field is worked out once, however many rules ask for it."""

    def __init__(self, occasion: Occasion, values: dict[str, Value] | None = None) -> None:
        self.occasion = occasion
        self._values = {} if values is None else values

    def of(self, name: str) -> Value:
        """The value of a field; of one that has none here, a missing one."""
        value = self._values.get(name)
        if value is None:
            value = self._values[name] = Value(_raw(name, self.occasion))
        return value

    def after(self, ticket: Ticket) -> Reading:
        """The same occasion with the ticket as a rule left it; what the mail says stays as it was read."""
        kept = {name: value for name, value in self._values.items() if not _is_of_ticket(name)}
        return Reading(replace(self.occasion, ticket=ticket), kept)


def _is_of_ticket(name: str) -> bool:
    return name in _TICKET_FIELDS or name.startswith(("custom.", "customer."))


def _raw(name: str, occasion: Occasion) -> object:
    """None where there is no value."""
    family, _, rest = name.partition(".")
    if family == "header" and rest:
        return occasion.message.headers.all(rest) if occasion.message else None
    if family == "custom" and rest:
        return occasion.ticket.custom.get(rest)
    if family == "before" and rest:
        return getattr(occasion.before, rest, None)
    if name in _TICKET_FIELDS:
        return getattr(occasion.ticket, name)
    reader = _READERS.get(name)
    return reader(occasion) if reader else None


def _of_mail(read: Callable[[Message], object]) -> Callable[[Occasion], object]:
    return lambda occasion: read(occasion.message) if occasion.message is not None else None


def _sender(occasion: Occasion) -> object:
    """``agent``, ``customer`` (wrote to this desk before) or ``unknown``."""
    if occasion.sender is None:
        return None
    if occasion.desk.agent(occasion.sender.address) is not None:
        return "agent"
    return "customer" if occasion.known_sender or occasion.before is not None else "unknown"


_READERS: dict[str, Callable[[Occasion], object]] = {
    "event": lambda occasion: occasion.events,
    "now": lambda occasion: occasion.now,
    "sender": _sender,
    "sender.tier": lambda occasion: occasion.sender.tier if occasion.sender else None,
    "customer.email": lambda occasion: occasion.ticket.customer_email,
    "customer.name": lambda occasion: occasion.ticket.customer_name,
    "customer.domain": lambda occasion: occasion.ticket.customer_email.rpartition("@")[2],
    "mark": lambda occasion: tuple(mark.kind.value for mark in occasion.verdict.marks) if occasion.verdict else (),
    "delivered_to": lambda occasion: occasion.envelope.recipients if occasion.envelope else (),
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
