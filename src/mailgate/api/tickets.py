"""``/api/v1/tickets``: open, list, show and edit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from mailgate.api.answers import answer, listed, show_ticket, ticket_shapes
from mailgate.api.documented import OPENED, TICKET, TICKETS
from mailgate.api.idempotency import IdempotencyKey, digest_of, message_key, opened_before
from mailgate.api.inputs import EditInput, NewTicketInput
from mailgate.api.principal import AnAgent, Anyone, Principal
from mailgate.api.problems import Turned
from mailgate.api.queries import TicketQuery, ticket_filter
from mailgate.api.serving import Served, Serving
from mailgate.api.shapes import Shape
from mailgate.errors import Conflict, Refused
from mailgate.pipeline.tickets.edits import Edit, edit
from mailgate.pipeline.tickets.opening import NewTicket, open_by_api
from mailgate.pipeline.tickets.removal import remove
from mailgate.store.database import Connection
from mailgate.store.tickets import tickets
from mailgate.store.tickets.listing import list_tickets

router = APIRouter(prefix="/api/v1/tickets", tags=["tickets"])


@router.get("", responses=TICKETS)
def list_(parts: Served, asking: Anyone, query: Annotated[TicketQuery, Query()]) -> Response:
    """Tickets, newest first; customers get their own."""
    wanted = ticket_filter(query, asking, now=parts.now())

    def read(conn: Connection) -> Shape:
        page = list_tickets(conn, asking.tenant, wanted, query.part, sort=query.sort)
        return listed(ticket_shapes(conn, asking, page.items), page, query.part)

    return answer(parts.read(read))


@router.post("", status_code=201, responses=OPENED)
def create(parts: Served, asking: Anyone, body: NewTicketInput, idempotency_key: IdempotencyKey = "") -> Response:
    """Open a ticket; agents do so for a customer, customers for themselves."""
    new = _new_ticket(asking, body, idempotency_key)
    _refuse_own_address(parts, new.customer_email)
    row = parts.read(lambda conn: opened_before(conn, asking, new.key, new.digest)) or _open(parts, asking, new)

    def read(conn: Connection) -> Shape:
        found = tickets.by_id(conn, asking.tenant, row)
        if found is None:
            raise Refused("ticket.deleted", "The ticket that was opened with this Idempotency-Key is deleted")
        return ticket_shapes(conn, asking, [found])[0]

    return answer(parts.read(read), 201)


@router.get("/{ref}", responses=TICKET)
def show(parts: Served, asking: Anyone, ref: str) -> Response:
    """One ticket by id, number or refid."""
    return answer(parts.read(lambda conn: show_ticket(conn, asking, ref)))


@router.patch("/{ref}", responses=TICKET)
@router.put("/{ref}", responses=TICKET)
def change(parts: Served, asking: AnAgent, ref: str, body: EditInput) -> Response:
    """Set fields; all of them or, when one cannot be, none."""
    parts.read(lambda conn: asking.ticket(conn, ref))
    given = body.model_fields_set - {"tags", "custom", "version"}
    wanted = Edit(
        fields={name: getattr(body, name) for name in EditInput.model_fields if name in given},
        tags=tuple(body.tags) if body.tags is not None else None,
        custom=body.custom or {},
        version=body.version,
    )
    edit(parts.tools, asking.actor, ref, wanted, now=parts.now())
    parts.committed()
    return answer(parts.read(lambda conn: show_ticket(conn, asking, ref)))


@router.delete("/{ref}", status_code=204)
def delete(parts: Served, asking: AnAgent, ref: str) -> Response:
    """Take it out of everybody's sight; what is open is cancelled."""
    parts.read(lambda conn: asking.ticket(conn, ref))
    remove(parts.tools, asking.actor, ref, now=parts.now())
    parts.committed()
    return Response(status_code=204)


def _open(parts: Serving, asking: Principal, new: NewTicket) -> int:
    try:
        row = open_by_api(parts.tools, asking.actor, new, now=parts.now())
    except Conflict:
        # The same request came twice at once, and the other was faster.
        found = parts.read(lambda conn: opened_before(conn, asking, new.key, new.digest))
        if found is None:
            raise
        return found
    parts.committed()
    return row


def _new_ticket(asking: Principal, body: NewTicketInput, key: str) -> NewTicket:
    if asking.is_customer:
        if body.tags or body.custom:
            raise Turned(403, "forbidden.field", "Only agents may set tags and custom fields")
        if body.customer_email not in (None, asking.email):
            raise Turned(403, "forbidden.customer", "A customer opens tickets for no other")
    customer = asking.email if asking.is_customer else body.customer_email
    if customer is None:
        raise Turned(422, "request.invalid", "body.customer_email: Field required")
    return NewTicket(
        subject=body.subject,
        text=body.text,
        customer_email=customer,
        customer_name=body.customer_name,
        queue=body.queue,
        priority=body.priority,
        category=body.category,
        type=body.type,
        tags=tuple(dict.fromkeys(body.tags)),
        custom=tuple((name, value) for name, value in body.custom.items() if value is not None),
        key=message_key(asking, key),
        digest=digest_of(body),
    )


def _refuse_own_address(parts: Serving, customer: str) -> None:
    """A desk that writes to itself never stops."""
    if parts.tools.book.owns(customer):
        raise Turned(422, "customer.own_address", "This is an address of the desk itself")
