"""``/api/v1/tickets/{ref}/messages``: what was said, saying something, and attached files."""

from __future__ import annotations

import re
from urllib.parse import quote

from fastapi import APIRouter, Response

from mailgate.api.agent_view import not_sent
from mailgate.api.answers import answer, listed, message_shapes
from mailgate.api.documented import MESSAGES, SAID
from mailgate.api.idempotency import IdempotencyKey, Wanted, message_key, said_before
from mailgate.api.inputs import MessageInput
from mailgate.api.principal import Anyone, Principal
from mailgate.api.problems import Turned
from mailgate.api.queries import Part, RowId
from mailgate.api.serving import Served, Serving
from mailgate.api.shapes import Shape
from mailgate.errors import Conflict, NotFound
from mailgate.model.ticket import Entry, EntryAttachment, EntryKind
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.customers.words import CustomerWords, customer_says
from mailgate.pipeline.tickets.actions import note_on, reply_to
from mailgate.store.database import Connection
from mailgate.store.tickets import entries
from mailgate.store.tickets.listing import list_messages, message_of
from mailgate.store.tickets.merges import said_in, shown_in

router = APIRouter(prefix="/api/v1/tickets/{ref}", tags=["messages"])
_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}")


@router.get("/messages", responses=MESSAGES)
@router.get("/comments", include_in_schema=False)
def list_(parts: Served, asking: Anyone, ref: str, part: Part) -> Response:
    """Messages, oldest first; customers get the public ones."""

    def read(conn: Connection) -> Shape:
        ticket = asking.ticket(conn, ref)
        shown = shown_in(conn, ticket, to_customer=asking.is_customer)
        page = list_messages(conn, asking.tenant, shown, part, public_only=asking.is_customer)
        return listed(message_shapes(conn, asking, page.items), page, part)

    return answer(parts.read(read))


@router.post("/messages", status_code=201, responses=SAID)
@router.post("/comments", status_code=201, include_in_schema=False)
def say(parts: Served, asking: Anyone, ref: str, body: MessageInput, idempotency_key: IdempotencyKey = "") -> Response:
    """An agent's answer goes to the customer by mail, a note to the agents; a customer's words go to the agents.

    ``not_sent`` tells whom an answer does not reach, or not now.
    """
    if asking.is_customer and body.internal:
        raise Turned(403, "forbidden.note", "Only agents leave notes")
    if asking.is_customer and body.children:
        raise Turned(403, "forbidden.children", "Only agents write to several customers")
    ticket = parts.read(lambda conn: asking.ticket(conn, ref))
    key = message_key(asking, idempotency_key)
    wanted = (ticket, body.text, body.internal)
    known = parts.read(lambda conn: said_before(conn, asking, key, wanted))
    row = known.id if known else _say(parts, asking, str(ticket.uuid), (body, key, wanted))

    def read(conn: Connection) -> Shape:
        entry = message_of(conn, asking.tenant, said_in(conn, ticket), row)
        if entry is None:
            raise NotFound(f"no message {row}")
        (shape,) = message_shapes(conn, asking, [entry])
        return shape if asking.is_customer else shape | {"not_sent": not_sent(conn, asking.tenant, entry)}

    return answer(parts.read(read), 201)


@router.get("/messages/{message_id}/attachments/{attachment_id}", response_class=Response)
def attachment(parts: Served, asking: Anyone, ref: str, message_id: RowId, attachment_id: RowId) -> Response:
    """The bytes of an attached file, never to be shown in place."""

    def read(conn: Connection) -> tuple[EntryAttachment, bytes]:
        entry = _message(conn, asking, ref, message_id)
        found = entries.attachments_of(conn, asking.tenant, [entry.id])[entry.id]
        part = next((part for part in found if part.id == attachment_id), None)
        content = entries.blob_content(conn, asking.tenant, part.sha256) if part else None
        if part is None or content is None:
            raise NotFound(f"no attachment {attachment_id}")
        return part, content

    part, content = parts.read(read)
    headers = {
        "Content-Disposition": _disposition(part.name),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-store",
    }
    media_type = part.type if _TYPE.fullmatch(part.type) else "application/octet-stream"
    return Response(content, headers=headers, media_type=media_type)


def _say(parts: Serving, asking: Principal, ref: str, said: tuple[MessageInput, str, Wanted]) -> int:
    body, key, wanted = said
    try:
        if asking.is_customer:
            told = CustomerWords(text=body.text, key=key)
            row = customer_says(parts.tools, asking.actor, ref, told, now=parts.now())
        else:
            words = Words(text=body.text, key=key)
            row = _agent_says(parts, asking, ref, body, words)
    except Conflict:
        # The same request came twice at once, and the other was faster.
        known = parts.read(lambda conn: said_before(conn, asking, key, wanted))
        if known is None:
            raise
        return known.id
    parts.committed()
    return row


def _agent_says(parts: Serving, asking: Principal, ref: str, body: MessageInput, words: Words) -> int:
    if body.internal:
        return note_on(parts.tools, asking.actor, ref, words, now=parts.now())
    return reply_to(parts.tools, asking.actor, ref, words, children=body.children, now=parts.now())


def _message(conn: Connection, asking: Principal, ref: str, message_id: int) -> Entry:
    shown = shown_in(conn, asking.ticket(conn, ref), to_customer=asking.is_customer)
    entry = message_of(conn, asking.tenant, shown, message_id)
    if entry is None or (asking.is_customer and entry.kind is not EntryKind.PUBLIC):
        raise NotFound(f"no message {message_id}")
    return entry


def _disposition(name: str) -> str:
    """RFC 6266 with the name in the extended notation of RFC 8187, and in plain ASCII for old clients."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", name) or "attachment"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='', errors='replace')}"
