"""A rule links its ticket with another one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from mailgate.errors import Refused
from mailgate.model.event import EventKind
from mailgate.model.link import DUPLICATE
from mailgate.model.plan import Request
from mailgate.model.ticket import Ticket
from mailgate.pipeline.rules.detecting import CANDIDATES
from mailgate.pipeline.rules.errand import CarriedOut, Errand
from mailgate.pipeline.tickets.linking import linked
from mailgate.store.database import Connection
from mailgate.store.tickets import events, links, tickets


def link(request: Request, errand: Errand) -> CarriedOut:
    """The link with its entry in the journal; nothing where it is there already, or where nothing is repeated.

    What cannot be is a ``rule.failed`` event with the code ``link.unknown_ticket``, ``link.same`` or ``link.cycle``.
    """
    assert isinstance(request.value, Mapping)
    kind, to = str(request.value["kind"]), str(request.value["to"])
    return errand.tools.database.read(partial(_linked, request=request, errand=errand, kind=kind, to=to))


def _linked(conn: Connection, request: Request, errand: Errand, kind: str, to: str) -> CarriedOut:
    ticket = errand.ticket
    named = _likeliest(conn, errand) if to == DUPLICATE else to
    if not named:
        return CarriedOut()
    other = _living(conn, ticket, named)
    if other is None:
        return CarriedOut(events=(errand.failed(request, "link.unknown_ticket", named),))
    try:
        found, details = linked(conn, ticket, kind, other, holds=True)
    except Refused as refused:
        return CarriedOut(events=(errand.failed(request, refused.code, named),))
    if found in links.of(conn, (ticket.id,)):
        return CarriedOut()
    return CarriedOut(links=(found,), events=(errand.event(EventKind.LINKED, request, **details),))


def _likeliest(conn: Connection, errand: Errand) -> str:
    """The number of the ticket that this one most likely repeats, as it was seen when it was new; empty: none."""
    if errand.candidates is not None:
        return next(iter(errand.candidates), "")
    for event in events.of_ticket(conn, errand.ticket.tenant, errand.ticket.id):
        found = event.details.get(CANDIDATES)
        if isinstance(found, list) and found:
            return str(found[0]["ticket"])
    return ""


def _living(conn: Connection, ticket: Ticket, ref: str) -> Ticket | None:
    """What it was merged into stands for a merged ticket; a new one is not stored yet."""
    if ref in (ticket.number, ticket.refid, str(ticket.id)):
        return ticket
    found = tickets.by_ref(conn, ticket.tenant, ref)
    return tickets.living(conn, ticket.tenant, (found.id,)).get(found.id) if found else None
