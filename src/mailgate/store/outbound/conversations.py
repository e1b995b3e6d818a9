"""What an answer to a customer has to know of its ticket: whom it answers, and what it must not repeat."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, literal_column, select, union_all, update

from mailgate.model.ticket import AuthorType, EntryKind, Ticket
from mailgate.store.tables.tickets import message, ticket

#: As many as References ever carries of one ticket.
_THREAD_LENGTH = 10

_THREAD = (
    select(
        message.c.id, message.c.tenant, message.c.ticket_id, message.c.message_id, literal_column("''").label("text")
    )
    .where(
        message.c.ticket_id == bindparam("ticket"),
        message.c.author_type == AuthorType.CUSTOMER.value,
        message.c.message_id != "",
    )
    .order_by(message.c.id.desc())
    .limit(_THREAD_LENGTH)
    .subquery()
)
_NOTE = select(
    message.c.id, message.c.tenant, message.c.ticket_id, literal_column("''").label("message_id"), message.c.text
).where(message.c.kind == EntryKind.INTERNAL.value)
_TICKETS: BindParameter[Any] = bindparam("tickets", expanding=True)
_MERGED = select(ticket.c.id).where(ticket.c.contact_id == bindparam("contact"), ticket.c.merged_into.is_not(None))
#: The tenant is looked at afterwards: SQLite would take an index that begins with it, and read all its messages.
_CONVERSATION = union_all(
    select(_THREAD),
    _NOTE.where(message.c.ticket_id.in_(_TICKETS)),
    _NOTE.where(message.c.ticket_id.in_(_MERGED), message.c.ticket_id.not_in(_TICKETS)),
)
_PUBLISH = (
    update(message)
    .where(
        message.c.tenant == bindparam("of_tenant"),
        message.c.id.in_(bindparam("ids", expanding=True)),
        message.c.kind == EntryKind.SYSTEM.value,
    )
    .values(kind=EntryKind.PUBLIC.value)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """An internal note as it is compared with what goes out."""

    id: int
    ticket_id: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """What an answer to the customer has to know."""

    #: Message-IDs of the customer's newest mails on the ticket, oldest first.
    thread: tuple[str, ...]
    #: Of the tickets asked for, and of the same customer's that were merged into others.
    notes: tuple[Note, ...]


def conversation(conn: Connection, ticket: Ticket, *, also: Collection[int] = ()) -> Conversation:
    """The thread and the notes of a ticket, read at once.

    Args:
        also: Other tickets whose notes are wanted.
    """
    asked = {"ticket": ticket.id, "contact": ticket.contact_id, "tickets": sorted({ticket.id, *also})}
    rows = [row for row in conn.execute(_CONVERSATION, asked) if row.tenant == ticket.tenant]
    mails = sorted((row.id, row.message_id) for row in rows if row.message_id)
    return Conversation(
        thread=tuple(message_id for _, message_id in mails),
        notes=tuple(
            Note(id=row.id, ticket_id=row.ticket_id, text=row.text) for row in rows if not row.message_id and row.text
        ),
    )


def publish(conn: Connection, tenant: str, entry_ids: Collection[int]) -> None:
    """Words that waited as ``system`` messages are for the customer from now on."""
    if entry_ids:
        conn.execute(_PUBLISH, {"of_tenant": tenant, "ids": list(entry_ids)})
