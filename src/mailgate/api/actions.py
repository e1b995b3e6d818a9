"""``/api/v1/tickets/{ref}/...``: what can be done with a ticket, and its journal."""

from __future__ import annotations

from fastapi import APIRouter, Response

from mailgate.api.answers import answer, listed, show_ticket
from mailgate.api.documented import EVENTS, TICKET
from mailgate.api.inputs import AssignInput, EndInput, RateInput
from mailgate.api.principal import AnAgent, Anyone, Principal
from mailgate.api.problems import Turned
from mailgate.api.queries import Part
from mailgate.api.serving import Served, Serving
from mailgate.api.shapes import Shape, event_shape
from mailgate.errors import Refused
from mailgate.model.survey import Rating
from mailgate.model.ticket import Status
from mailgate.pipeline.customers.rating import rate
from mailgate.pipeline.tickets.actions import claim, move
from mailgate.pipeline.tickets.edits import Edit, edit, reopen
from mailgate.store.database import Connection
from mailgate.store.tickets.listing import list_events

_NOTHING_SAID = EndInput()

router = APIRouter(prefix="/api/v1/tickets/{ref}", tags=["tickets"])


@router.post("/close", responses=TICKET)
def close(parts: Served, asking: Anyone, ref: str, body: EndInput = _NOTHING_SAID) -> Response:
    """Close it for good, as far as a reply does not reopen it; ``children`` as for ``/resolve``."""
    children = "keep" if asking.is_customer else body.children or ""
    parts.read(lambda conn: asking.ticket(conn, ref))
    try:
        move(parts.tools, asking.actor, ref, Status.CLOSED, children=children, now=parts.now())
    except Refused as refused:
        raise _told(asking, refused) from refused
    return _done(parts, asking, ref)


@router.post("/resolve", responses=TICKET)
def resolve(parts: Served, asking: AnAgent, ref: str, body: EndInput = _NOTHING_SAID) -> Response:
    """The matter is settled; ``children`` says what is to become of open tickets below it."""
    move(parts.tools, asking.actor, ref, Status.RESOLVED, children=body.children or "", now=parts.now())
    return _done(parts, asking, ref)


@router.post("/cancel", responses=TICKET)
def cancel(parts: Served, asking: AnAgent, ref: str) -> Response:
    """Nothing is to be done about it."""
    move(parts.tools, asking.actor, ref, Status.CANCELLED, now=parts.now())
    return _done(parts, asking, ref)


@router.post("/rate", responses=TICKET)
def rate_(parts: Served, asking: Anyone, ref: str, body: RateInput) -> Response:
    """How satisfied the customer is, from 1 to 5, once the matter is settled; the last word counts."""
    parts.read(lambda conn: asking.ticket(conn, ref))
    if not asking.is_customer:
        raise Turned(403, "forbidden.customers_only", "Only the ticket's customer may rate it")
    rate(parts.tools, asking.actor, ref, Rating(score=body.score, comment=body.comment), now=parts.now())
    return _done(parts, asking, ref)


@router.post("/reopen", responses=TICKET)
def reopen_(parts: Served, asking: Anyone, ref: str) -> Response:
    """Work on it again; customers may as long as a mail of theirs would."""
    parts.read(lambda conn: asking.ticket(conn, ref))
    try:
        reopen(parts.tools, asking.actor, ref, by_customer=asking.is_customer, now=parts.now())
    except Refused as refused:
        raise _told(asking, refused) from refused
    return _done(parts, asking, ref)


@router.post("/assign", responses=TICKET)
def assign(parts: Served, asking: AnAgent, ref: str, body: AssignInput) -> Response:
    """Hand it to an agent, a team, or both."""
    parts.read(lambda conn: asking.ticket(conn, ref))
    fields = {name: getattr(body, name) or None for name in ("assigned_team", "assigned_to")}
    wanted = Edit(fields={name: value for name, value in fields.items() if name in body.model_fields_set})
    edit(parts.tools, asking.actor, ref, wanted, now=parts.now())
    return _done(parts, asking, ref)


@router.post("/claim", responses=TICKET)
def claim_(parts: Served, asking: AnAgent, ref: str) -> Response:
    """Take it, unless somebody else has it."""
    claim(parts.tools, asking.actor, ref, now=parts.now())
    return _done(parts, asking, ref)


@router.get("/activity", responses=EVENTS)
def activity(parts: Served, asking: AnAgent, ref: str, part: Part) -> Response:
    """The ticket's journal, latest first."""

    def read(conn: Connection) -> Shape:
        page = list_events(conn, asking.tenant, asking.ticket(conn, ref).id, part)
        return listed([event_shape(event) for event in page.items], page, part)

    return answer(parts.read(read))


def _done(parts: Serving, asking: Principal, ref: str) -> Response:
    parts.committed()
    return answer(parts.read(lambda conn: show_ticket(conn, asking, ref)))


def _told(asking: Principal, refused: Refused) -> Refused:
    """A customer learns that it cannot be done, not in which of our inner states the ticket is."""
    return Refused(refused.code, "This cannot be done with the ticket as it is") if asking.is_customer else refused
