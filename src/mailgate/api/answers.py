"""Bodies of answers."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fastapi import Response

from mailgate.api.agent_view import messages_for_agent, tickets_for_agent
from mailgate.api.principal import Principal
from mailgate.api.shapes import Shape, message_for_customer, ticket_for_customer
from mailgate.model.ticket import Entry, Ticket
from mailgate.notify.public_entry import public_entry
from mailgate.store.database import Connection
from mailgate.store.tickets import entries
from mailgate.store.tickets.listing import Page, PageRequest, T


def answer(body: Mapping[str, object], status: int = 200) -> Response:
    """JSON in ASCII: a mail's subject in the journal may hold what is no UTF-8."""
    return Response(json.dumps(body, ensure_ascii=True, separators=(",", ":")), status, media_type="application/json")


def listed(items: list[Shape], page: Page[T], part: PageRequest) -> Shape:
    """A part of a list; ``total_is_minimum`` stands there only when it is true."""
    body: Shape = {"items": items, "total": page.total, "page": part.page, "limit": part.limit}
    return body | {"total_is_minimum": True} if page.total_is_minimum else body


def ticket_shapes(conn: Connection, asking: Principal, found: list[Ticket]) -> list[Shape]:
    """Tickets as the one who asks may see them."""
    if asking.is_customer:
        return [ticket_for_customer(ticket) for ticket in found]
    return tickets_for_agent(conn, asking.tenant, found)


def message_shapes(conn: Connection, asking: Principal, found: list[Entry]) -> list[Shape]:
    """Messages as the one who asks may see them; what is not for customers is not among theirs."""
    if not asking.is_customer:
        return messages_for_agent(conn, asking.tenant, found)
    public = [seen for entry in found if (seen := public_entry(entry)) is not None]
    attached = entries.attachments_of(conn, asking.tenant, [entry.id for entry in public])
    return [message_for_customer(entry, attached[entry.id]) for entry in public]


def show_ticket(conn: Connection, asking: Principal, ref: str) -> Shape:
    """One ticket.

    Raises:
        NotFound: None that the one who asks may know of.
    """
    return ticket_shapes(conn, asking, [asking.ticket(conn, ref)])[0]
