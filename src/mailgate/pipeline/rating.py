"""A customer says how satisfied they are with what became of a ticket."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import NotFound, Refused
from mailgate.model.event import Event, EventKind
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.desk_actions import Actor
from mailgate.pipeline.tools import Tools
from mailgate.store import tickets
from mailgate.store.database import Connection

_SETTLED = (Status.RESOLVED, Status.CLOSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    #: From 1, bad, to 5.
    score: int
    comment: str = ""


def rate(tools: Tools, actor: Actor, ref: str, rating: Rating, *, now: datetime) -> None:
    """Note the customer's rating in the ticket and, with the comment, in its journal; a later one takes its place.

    Raises:
        NotFound: No such ticket, or another customer's.
        Refused: ``rating.too_early``: the matter is not settled.
    """

    def decide(conn: Connection) -> Recording:
        ticket = tickets.by_ref(conn, actor.tenant, ref)
        if ticket is None or ticket.customer_email != actor.email:
            raise NotFound(f"ticket {ref}")
        if ticket.status not in _SETTLED:
            raise Refused("rating.too_early", "It can be rated once it is resolved")
        details: dict[str, object] = {"score": rating.score, "before": ticket.csat_score, "comment": rating.comment}
        rated = Event(kind=EventKind.RATED, at=now, actor=actor.email, cause=actor.cause, details=details)
        return Recording(
            tenant=actor.tenant,
            revision=tools.desk(actor.tenant).revision,
            before=ticket,
            after=replace(ticket, csat_score=rating.score, updated_at=now),
            events=(rated,),
            event_ids=tuple(tools.rows(1)),
        )

    decide_and_record(tools, decide, now=now)
