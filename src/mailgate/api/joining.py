"""``/api/v1/tickets/{ref}/merge`` and its like: tickets become one, two, or have to do with each other."""

from __future__ import annotations

from fastapi import APIRouter, Response

from mailgate.api.answers import answer, show_ticket
from mailgate.api.documented import LINKS, OPENED, TICKET
from mailgate.api.inputs import LinkInput, MergeInput, SnoozeInput, SplitInput
from mailgate.api.principal import AnAgent, Principal
from mailgate.api.serving import Served, Serving
from mailgate.api.shapes import Shape
from mailgate.pipeline.tickets.joining import Wish, link, merge, snooze, split, unmerge
from mailgate.store.database import Connection
from mailgate.store.tickets import links, tickets

router = APIRouter(prefix="/api/v1/tickets/{ref}", tags=["tickets"])


@router.post("/merge", responses=TICKET)
def merge_(parts: Served, asking: AnAgent, ref: str, body: MergeInput) -> Response:
    """It becomes part of another ticket: whatever names it leads there from now on."""
    merge(parts.tools, asking.actor, ref, body.into, other_customer=body.other_customer, now=parts.now())
    return _done(parts, asking, ref)


@router.post("/unmerge", responses=TICKET)
def unmerge_(parts: Served, asking: AnAgent, ref: str) -> Response:
    """It is one of its own again, as it was before."""
    unmerge(parts.tools, asking.actor, ref, now=parts.now())
    return _done(parts, asking, ref)


@router.post("/split", status_code=201, responses=OPENED)
def split_(parts: Served, asking: AnAgent, ref: str, body: SplitInput) -> Response:
    """Messages become a ticket of their own, which is the answer."""
    number = split(parts.tools, asking.actor, ref, body.messages, subject=body.subject, now=parts.now())
    return _done(parts, asking, number, 201)


@router.post("/link", responses=LINKS)
def link_(parts: Served, asking: AnAgent, ref: str, body: LinkInput) -> Response:
    """What it has to do with another ticket: parent, child, blocks, blocked_by, duplicates, related, follow_up."""
    wish = Wish(kind=body.kind, other=body.to, holds=body.holds)
    link(parts.tools, asking.actor, ref, wish, now=parts.now())
    parts.committed()
    return answer(parts.read(lambda conn: _links(conn, asking, ref)))


@router.get("/links", responses=LINKS)
def links_(parts: Served, asking: AnAgent, ref: str) -> Response:
    """Everything that it has to do with other tickets."""
    return answer(parts.read(lambda conn: _links(conn, asking, ref)))


@router.post("/snooze", responses=TICKET)
def snooze_(parts: Served, asking: AnAgent, ref: str, body: SnoozeInput) -> Response:
    """Put it off, or have it back."""
    snooze(parts.tools, asking.actor, ref, body.until, now=parts.now())
    return _done(parts, asking, ref)


def _links(conn: Connection, asking: Principal, ref: str) -> Shape:
    ticket = asking.ticket(conn, ref)
    found = links.of(conn, (ticket.id,))
    named = tickets.by_ids(conn, asking.tenant, {row for it in found for row in (it.ticket_id, it.other_id)})
    items = sorted(
        (named[it.ticket_id].number, it.kind.value, named[it.other_id].number)
        for it in found
        if it.ticket_id in named and it.other_id in named
    )
    return {"items": [{"ticket": one, "kind": kind, "of": other} for one, kind, other in items]}


def _done(parts: Serving, asking: Principal, ref: str, status: int = 200) -> Response:
    parts.committed()
    return answer(parts.read(lambda conn: show_ticket(conn, asking, ref)), status)
