"""The value behind a field's name, as rules see it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields as dataclass_fields
from dataclasses import replace

from mailgate.calendar.business_time import between
from mailgate.model.calendar import ALWAYS
from mailgate.model.message import Message
from mailgate.model.sla import Cycle
from mailgate.model.ticket import Ticket
from mailgate.triage.occasion import Occasion
from mailgate.triage.value import Value

_TICKET_FIELDS = frozenset(field.name for field in dataclass_fields(Ticket))


class Reading:
    """An occasion as one pass reads it: each field is worked out once, however many rules ask for it."""

    def __init__(self, occasion: Occasion, values: dict[str, Value] | None = None) -> None:
        self.occasion = occasion
        self._values = {} if values is None else values
        #: What shared conditions came to: those about the ticket, which rules change, and all others.
        self.of_ticket: dict[int, str] = {}
        self.of_mail: dict[int, str] = {}
        #: Whether any of several expressions matches a field, by the name of their group.
        self.found: dict[str, bool] = {}

    def of(self, name: str) -> Value:
        """The value of a field; of one that has none here, a missing one."""
        value = self._values.get(name)
        if value is None:
            value = self._values[name] = Value(_raw(name, self.occasion))
        return value

    def after(self, ticket: Ticket) -> Reading:
        """The same occasion with the ticket as a rule left it; what the mail says stays as it was read."""
        kept = {name: value for name, value in self._values.items() if not is_of_ticket(name)}
        reading = Reading(replace(self.occasion, ticket=ticket), kept)
        reading.of_mail = self.of_mail
        reading.found = {key: found for key, found in self.found.items() if not is_of_ticket(key.partition("#")[0])}
        return reading


def is_of_ticket(name: str) -> bool:
    """Whether a rule may change the field's value while others are still to be asked."""
    return name in _TICKET_FIELDS or name.startswith(("custom.", "customer.", "tag"))


def _raw(name: str, occasion: Occasion) -> object:
    """None where there is no value."""
    family, _, rest = name.partition(".")
    if rest and family in _FAMILIES:
        return _FAMILIES[family](occasion, rest)
    if name in _READERS:
        return _READERS[name](occasion)
    return getattr(occasion.ticket, name, None) if name in _TICKET_FIELDS else None


def _header(occasion: Occasion, name: str) -> object:
    return occasion.message.headers.all(name) if occasion.message else None


def _custom(occasion: Occasion, name: str) -> object:
    return occasion.ticket.custom.get(name) if occasion.ticket else None


def _before(occasion: Occasion, name: str) -> object:
    if name.startswith("custom.") and occasion.before is not None:
        return occasion.before.custom.get(name.removeprefix("custom."))
    return getattr(occasion.before, name, None)


def _sla(occasion: Occasion, name: str) -> object:
    """``METRIC.state``, ``METRIC.due_at`` or ``METRIC.remaining``, in seconds by the promise's own calendar."""
    metric, _, what = name.partition(".")
    cycle = next((cycle for cycle in reversed(occasion.cycles) if cycle.metric == metric), None)
    if cycle is None:
        return None
    if what == "remaining":
        return _remaining(cycle, occasion)
    return {"state": cycle.state.value, "due_at": cycle.due_at, "policy": cycle.policy}.get(what)


def _remaining(cycle: Cycle, occasion: Occasion) -> float | None:
    if cycle.due_at is None:
        return None
    calendar = occasion.desk.calendar(cycle.calendar) or ALWAYS
    if cycle.due_at >= occasion.now:
        return between(calendar, occasion.now, cycle.due_at).total_seconds()
    return -between(calendar, cycle.due_at, occasion.now).total_seconds()


_FAMILIES: dict[str, Callable[[Occasion, str], object]] = {
    "header": _header,
    "custom": _custom,
    "before": _before,
    "sla": _sla,
    "count": lambda occasion, name: occasion.counts.get(name),
}


def _of_mail(read: Callable[[Message], object]) -> Callable[[Occasion], object]:
    return lambda occasion: read(occasion.message) if occasion.message is not None else None


def _sender(occasion: Occasion) -> object:
    """``agent``, ``customer`` (wrote to this desk before) or ``unknown``, and ``vip`` beside it."""
    address = occasion.sender.address if occasion.sender else occasion.actor
    if not address:
        return None
    if occasion.desk.agent(address) is not None:
        return "agent"
    known = occasion.known_sender or occasion.before is not None
    kind = "customer" if known else "unknown"
    return (kind, "vip") if occasion.desk.tier(address) == "vip" else kind


def _by(occasion: Occasion) -> object:
    """``agent``, ``customer`` or ``system``: whoever did it."""
    address = occasion.actor or (occasion.sender.address if occasion.sender else "")
    if "@" not in address:
        return "system"
    return "agent" if occasion.desk.agent(address) else "customer"


def _customer(read: Callable[[str], object]) -> Callable[[Occasion], object]:
    return lambda occasion: read(occasion.ticket.customer_email) if occasion.ticket else None


def _said(occasion: Occasion) -> object:
    """Fixed for the whole chain: a mail that a rule has us send is nobody's words."""
    if occasion.said:
        return occasion.said
    return "public" if occasion.message is not None and occasion.channel == "mail" else ""


def _result(method: str) -> Callable[[Occasion], object]:
    """What a relay or our own check found by one method: ``pass``, ``fail``, ``softfail``, ``none``, ..."""
    own = re.compile(rf"^{method} .*?: (\w+)")
    relay = re.compile(rf"(?:^|[\s;]){method}=(\w+)")

    def read(occasion: Occasion) -> object:
        if occasion.sender is None:
            return None
        if method == "dmarc" and occasion.sender.reason.startswith("dmarc."):
            return occasion.sender.reason.removeprefix("dmarc.")
        found = [result for line in occasion.sender.evidence for result in (*own.findall(line), *relay.findall(line))]
        return tuple(found) or None

    return read


def _score(occasion: Occasion) -> object:
    """The number that a spam filter before us gave."""
    if occasion.message is None:
        return None
    headers = occasion.message.headers
    if plain := headers.first("x-spam-score"):
        return plain.strip()
    found = _SCORE.search(headers.first("x-spam-status") or headers.first("x-spamd-result"))
    return found[1] if found else None


_SCORE = re.compile(r"(?:score=|\[)(-?\d+(?:\.\d+)?)")


def _subject(occasion: Occasion) -> object:
    return occasion.message.subject if occasion.message else None


_READERS: dict[str, Callable[[Occasion], object]] = {
    "event": lambda occasion: occasion.events,
    "now": lambda occasion: occasion.now,
    "sender": _sender,
    "sender.tier": lambda occasion: occasion.sender.tier if occasion.sender else None,
    "spf": _result("spf"),
    "dkim": _result("dkim"),
    "dmarc": _result("dmarc"),
    "score": _score,
    "event.by": _by,
    "event.actor": lambda occasion: occasion.actor or (occasion.sender.address if occasion.sender else "system"),
    "event.channel": lambda occasion: occasion.channel,
    "event.message": _said,
    "mail.kind": lambda occasion: occasion.outgoing.kind.value if occasion.outgoing else None,
    "mail.recipient": lambda occasion: occasion.outgoing.recipient if occasion.outgoing else None,
    "mail.text": lambda occasion: occasion.outgoing.text if occasion.outgoing else None,
    "tag": lambda occasion: occasion.ticket.tags if occasion.ticket else None,
    "subject": lambda occasion: occasion.ticket.subject if occasion.ticket else _subject(occasion),
    "customer.email": _customer(lambda address: address),
    "customer.name": lambda occasion: occasion.ticket.customer_name if occasion.ticket else None,
    "customer.domain": _customer(lambda address: address.rpartition("@")[2]),
    "customer.tier": lambda occasion: occasion.desk.tier(occasion.ticket.customer_email) if occasion.ticket else None,
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
