"""What the names in mails stand for: Message-IDs, ticket numbers, dedupe keys and addresses, in one statement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, bindparam, false, literal_column, select, union_all

from mailgate.model.mark import SpamSender
from mailgate.model.match import KnownId
from mailgate.model.ticket import Contact
from mailgate.store.keys import id_hash
from mailgate.store.tables.columns import Instant
from mailgate.store.tables.tickets import contact, message, reference, spam_sender, ticket

_NO_TEXT: ColumnElement[Any] = literal_column("''")
_NO_ROW: ColumnElement[Any] = literal_column("0")
_NOT: ColumnElement[Any] = false()
_NO_INSTANT: ColumnElement[Any] = literal_column("0", Instant())


def _part(what: str, *columns: ColumnElement[Any]) -> Select[Any]:
    """Columns by their place: name, row, own, text, more, since, until; what a table lacks is left empty."""
    filled = (*columns, *(_NO_TEXT, _NO_ROW, _NOT, _NO_TEXT, _NO_TEXT, _NO_INSTANT, _NO_INSTANT)[len(columns) :])
    labels = ("name", "row", "own", "text", "more", "since", "until")
    named = [column.label(label) for column, label in zip(filled, labels, strict=True)]
    return select(literal_column(f"'{what}'").label("what"), *named)


def _among(name: str) -> ColumnElement[Any]:
    return bindparam(name, expanding=True)


_TENANT: ColumnElement[Any] = bindparam("tenant")
#: Each part is one read of one index; together they are one way to the database and back for a whole batch of mails.
_NAMES = union_all(
    _part(
        "id", reference.c.message_id, reference.c.ticket_id, reference.c.own, reference.c.issued_to, reference.c.mirrors
    ).where(reference.c.tenant == _TENANT, reference.c.id_hash.in_(_among("hashes"))),
    _part("number", ticket.c.number, ticket.c.id).where(
        ticket.c.tenant == _TENANT, ticket.c.number.in_(_among("numbers"))
    ),
    _part("key", message.c.key, message.c.ticket_id).where(
        message.c.tenant == _TENANT, message.c.key.in_(_among("keys"))
    ),
    _part("contact", contact.c.email, contact.c.id, _NOT, contact.c.name).where(
        contact.c.tenant == _TENANT, contact.c.email.in_(_among("emails"))
    ),
    _part(
        "spam",
        spam_sender.c.email,
        _NO_ROW,
        _NOT,
        spam_sender.c.listed_by,
        spam_sender.c.because,
        spam_sender.c.listed_at,
        spam_sender.c.until,
    ).where(spam_sender.c.tenant == _TENANT, spam_sender.c.email.in_(_among("emails"))),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Whatever is known, by name; what is not known is not there."""

    #: By Message-ID, in no order.
    ids: dict[str, list[KnownId]] = field(default_factory=dict)
    #: Ids of tickets.
    numbers: dict[str, int] = field(default_factory=dict)
    #: The ticket that a mail of the same key went to.
    keys: dict[str, int] = field(default_factory=dict)
    contacts: dict[str, Contact] = field(default_factory=dict)
    #: Those too whose time is over.
    spam: dict[str, SpamSender] = field(default_factory=dict)


def look_up(
    conn: Connection,
    tenant: str,
    *,
    emails: Collection[str],
    message_ids: Collection[str] = (),
    numbers: Collection[str] = (),
    keys: Collection[str] = (),
) -> Names:
    """What is known of these names; addresses are in lower case."""
    found = Names()
    asked = {
        "tenant": tenant,
        "hashes": [id_hash(value) for value in message_ids],
        "numbers": list(numbers),
        "keys": list(keys),
        "emails": list(emails),
    }
    for part in conn.execute(_NAMES, asked):
        what, name, row, own, text, more, since, until = part
        match what:
            case "id":
                known = KnownId(message_id=name, ticket_id=row, own=own, issued_to=text, mirrors=more)
                found.ids.setdefault(name, []).append(known)
            case "number":
                found.numbers[name] = row
            case "key":
                found.keys[name] = row
            case "contact":
                found.contacts[name] = Contact(id=row, tenant=tenant, email=name, name=text)
            case _:
                found.spam[name] = SpamSender(email=name, listed_by=text, because=more, listed_at=since, until=until)
    return found
