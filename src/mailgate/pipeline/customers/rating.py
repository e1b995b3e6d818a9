"""A customer says how it was: by the API, by the link of a survey, or by a reply to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.errors import NotFound, Refused
from mailgate.lifecycle.rating import is_open, objection
from mailgate.model.event import Cause, EventKind
from mailgate.model.recording import Recording
from mailgate.model.survey import Rating, Survey
from mailgate.model.ticket import Ticket
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.scene import Scene
from mailgate.pipeline.tickets.settling import settle
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.outbound import surveys
from mailgate.store.tickets import events, tickets

_WORDS = {
    "rating.too_early": "It can be rated once it is resolved",
    "rating.fixed": "The rating was given a while ago and stands",
    "rating.expired": "The question was asked too long ago",
}


def rate(tools: Tools, actor: Actor, ref: str, rating: Rating, *, now: datetime) -> None:
    """Note the customer's rating in the ticket and, with the comment, in its journal; a later one takes its place.

    Raises:
        NotFound: No such ticket, or another customer's.
        Refused: ``rating.too_early``: the matter is not settled; ``rating.fixed``: it may be changed no more.
    """

    def decide(conn: Connection) -> Recording:
        ticket = tickets.by_ref(conn, actor.tenant, ref)
        if ticket is None or ticket.customer_email != actor.email:
            raise NotFound(f"no ticket {ref}")
        return _rated(conn, _scene(tools, actor, ticket, now), ticket, rating, survey=None)

    decide_and_record(tools, decide, now=now)


def rate_by_link(tools: Tools, tenant: str, survey_id: int, rating: Rating, *, now: datetime) -> None:
    """The same by the link in a survey.

    Raises:
        NotFound: No such survey, or its ticket is gone.
        Refused: As for ``rate``; ``rating.expired``: nobody waits for the answer any more.
    """

    def decide(conn: Connection) -> Recording:
        survey, ticket = asked(conn, tools, tenant, survey_id, now=now)
        actor = Actor(tenant=tenant, email=ticket.customer_email, cause=Cause(kind="survey", ref=str(survey_id)))
        return _rated(conn, _scene(tools, actor, ticket, now), ticket, rating, survey=survey)

    decide_and_record(tools, decide, now=now)


def asked(conn: Connection, tools: Tools, tenant: str, survey_id: int, *, now: datetime) -> tuple[Survey, Ticket]:
    """The survey that a link names and its ticket, if they may be answered now; nothing is written.

    Raises:
        NotFound: No such survey, or its ticket is gone.
        Refused: As for ``rate_by_link``.
    """
    survey = surveys.by_id(conn, tenant, survey_id)
    ticket = tickets.by_id(conn, tenant, survey.ticket_id) if survey else None
    if survey is None or ticket is None:
        raise NotFound(f"no survey {survey_id}")
    if not is_open(survey, now):
        raise refusal("rating.expired")
    _expect_possible(conn, tools, ticket, now)
    return survey, ticket


def answered(survey: Survey, rating: Rating, channel: str, *, now: datetime) -> Survey:
    """The survey with its answer; of several answers the first one's time is kept."""
    at = survey.answered_at or now
    return replace(survey, answered_at=at, score=rating.score, channel=channel, comment=rating.comment)


def refusal(code: str) -> Refused:
    return Refused(code, _WORDS[code])


def rating_details(ticket: Ticket, rating: Rating) -> dict[str, object]:
    """What the journal says of a rating."""
    return {"score": rating.score, "before": ticket.csat_score, "comment": rating.comment}


def rated_ticket(ticket: Ticket, rating: Rating) -> Ticket:
    """Whoever rated is asked no more."""
    return replace(ticket, csat_score=rating.score, survey_due_at=None)


def _expect_possible(conn: Connection, tools: Tools, ticket: Ticket, now: datetime) -> None:
    journal = events.of_ticket(conn, ticket.tenant, ticket.id)
    if code := objection(ticket, journal, tools.desk(ticket.tenant).csat, now):
        raise refusal(code)


def _rated(conn: Connection, scene: Scene, before: Ticket, rating: Rating, survey: Survey | None) -> Recording:
    _expect_possible(conn, scene.tools, before, scene.now)
    cause, desk = scene.cause(), scene.desk
    rated = rated_ticket(before, rating)
    clockwork = clockworks.of_ticket(conn, before.id)
    settled = settle(rated, (), clockwork, scene.moment(cause, conn))
    happened = (scene.event(EventKind.RATED, cause, **rating_details(before, rating)), *settled.events)
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=before,
        after=settled.ticket,
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        turns=settled.turns,
        events=happened,
        event_ids=tuple(scene.tools.rows(len(happened))),
        survey=answered(survey, rating, "link", now=scene.now) if survey else None,
    )


def _scene(tools: Tools, actor: Actor, ticket: Ticket, now: datetime) -> Scene:
    desk = tools.desk(actor.tenant)
    queue = desk.queue(ticket.queue) or desk.queues[0]
    return Scene(tools=tools, desk=desk, queue=queue, actor=actor, now=now)
