"""``Idempotency-Key``: a request that is sent twice is done once."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from fastapi import Header
from pydantic import BaseModel

from mailgate.api.principal import Principal
from mailgate.errors import Refused
from mailgate.model.event import EventKind
from mailgate.model.ticket import Entry, EntryKind, Ticket
from mailgate.store.database import Connection
from mailgate.store.tickets import entries, events, listing
from mailgate.store.tickets.merges import said_in

IdempotencyKey = Annotated[str, Header(alias="Idempotency-Key", max_length=255)]


def message_key(asking: Principal, header: str) -> str:
    """The key under which the request's message is recorded, unique in the tenant; empty without a header."""
    if not header:
        return ""
    return f"api:{sha256(f'{asking.token_id}:{header}'.encode('utf-8', 'surrogatepass')).hexdigest()}"


def digest_of(body: BaseModel) -> str:
    """The same for the same request, however its JSON was written."""
    return sha256(body.model_dump_json().encode()).hexdigest()


def opened_before(conn: Connection, asking: Principal, key: str, digest: str) -> int | None:
    """The ticket which that key opened already.

    Raises:
        Refused: ``idempotency.other_request``: the key was used for something else.
    """
    ticket_id = entries.tickets_of_keys(conn, asking.tenant, [key]).get(key) if key else None
    if ticket_id is None:
        return None
    journal = events.of_ticket(conn, asking.tenant, ticket_id)
    if not any(event.kind is EventKind.CREATED and event.details.get("digest") == digest for event in journal):
        raise _other()
    return ticket_id


#: On which ticket, what text, and whether it is a note.
Wanted = tuple[Ticket, str, bool]


def said_before(conn: Connection, asking: Principal, key: str, wanted: Wanted) -> Entry | None:
    """The message which that key recorded already.

    Raises:
        Refused: ``idempotency.other_request``.
    """
    entry = listing.message_of_key(conn, asking.tenant, key) if key else None
    if entry is None:
        return None
    ticket, *said = wanted
    if entry.ticket_id not in said_in(conn, ticket) or [entry.text, entry.kind is EntryKind.INTERNAL] != said:
        raise _other()
    return entry


def _other() -> Refused:
    return Refused("idempotency.other_request", "This Idempotency-Key was used for another request")
