"""A customer answers a survey by a reply whose first line is a digit."""

from __future__ import annotations

from dataclasses import replace

from mailgate.lifecycle.rating import objection, spoken_rating
from mailgate.model.envelope import InboxState
from mailgate.model.event import Event, EventKind
from mailgate.model.match import Effect
from mailgate.model.plan import Plan
from mailgate.model.recording import Recording
from mailgate.model.survey import Rating, Survey
from mailgate.model.ticket import Ticket
from mailgate.pipeline.customers.mail_entry import customer_entry, references
from mailgate.pipeline.customers.rating import answered, rated_ticket, rating_details
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import Moment, mail_cause, rows_for_clock, settle
from mailgate.store.database import Connection
from mailgate.store.outbound import surveys
from mailgate.store.tickets import events

#: Why a closed ticket does not take its own customer's mail, which a survey that still stands does.
_NOT_TAKEN = {"closed_too_long", "closed", "held.closed", "another_matter"}


def survey_answer(conn: Connection, situation: Situation) -> Outcome | None:
    """The rating, if that is what the mail says: the ticket stays closed, and nobody is told but by a rule.

    None for every other mail. Only the mails that could rate something are looked up: the ticket's own customer
    writes a digit on a settled ticket. Without a survey such a mail might open another ticket, or be held.
    """
    ticket = _ticket(situation)
    rating = spoken_rating(situation.mail.message.new_text) if ticket is not None else None
    if ticket is None or rating is None or situation.verdict.silent:
        return None
    survey = surveys.of_ticket(conn, ticket.id)
    journal = events.of_ticket(conn, ticket.tenant, ticket.id)
    if survey is None or situation.now >= survey.expires_at:
        return None
    match objection(ticket, journal, situation.mail.desk.csat, situation.now):
        case "":
            return _rated(situation, ticket, rating, survey)
        case "rating.fixed":
            return _stands(situation, ticket)
    return None


def _ticket(situation: Situation) -> Ticket | None:
    match = situation.decided
    if match.ticket_id is None or not (match.effect is Effect.APPEND or match.reason in _NOT_TAKEN):
        return None
    ticket = situation.found.tickets.get(match.ticket_id)
    by_customer = ticket is not None and situation.mail.sender.address.lower() == ticket.customer_email
    return ticket if by_customer else None


def _rated(situation: Situation, before: Ticket, rating: Rating, survey: Survey) -> Outcome:
    mail, tools, now = situation.mail, situation.tools, situation.now
    rated = rated_ticket(before, rating)
    clockwork = situation.found.clockworks[before.id]
    cause, actor = mail_cause(mail.item.id), mail.sender.address
    ids = tools.rows(rows_for_clock(mail.desk))
    settled = settle(rated, (), clockwork, Moment(desk=mail.desk, now=now, actor=actor, ids=ids, cause=cause))
    told = Event(kind=EventKind.RATED, at=now, actor=actor, cause=cause, details=rating_details(before, rating))
    happened = (told, *settled.events, mail_event(situation, Plan(), outcome="rated"))
    recording = Recording(
        tenant=mail.item.tenant,
        revision=mail.desk.revision,
        before=before,
        after=settled.ticket,
        entries=(customer_entry(mail, before.id, tools, now),),
        references=references(mail, before.id),
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        events=happened,
        event_ids=tuple(tools.rows(len(happened))),
        survey=answered(survey, rating, "mail", now=now),
        inbox_id=mail.item.id,
    )
    return Outcome(state=InboxState.PROCESSED, code="rated", recording=recording, ticket_id=before.id)


def _stands(situation: Situation, before: Ticket) -> Outcome:
    """Too late to change it: the words are kept, the score stays."""
    mail, tools, now = situation.mail, situation.tools, situation.now
    happened = (mail_event(situation, Plan(), outcome="rating.fixed"),)
    recording = Recording(
        tenant=mail.item.tenant,
        revision=mail.desk.revision,
        before=before,
        after=replace(before, updated_at=now),
        entries=(customer_entry(mail, before.id, tools, now),),
        references=references(mail, before.id),
        clockwork_before=situation.found.clockworks[before.id],
        clockwork=situation.found.clockworks[before.id],
        events=happened,
        event_ids=tuple(tools.rows(1)),
        inbox_id=mail.item.id,
    )
    return Outcome(state=InboxState.PROCESSED, code="rating.fixed", recording=recording, ticket_id=before.id)
