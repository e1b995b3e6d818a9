"""A while after a ticket was closed its customer is asked how it was, once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.lifecycle.rating import rated_at
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.match import Purpose
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import Recording
from mailgate.model.survey import Survey
from mailgate.model.ticket import Contact, Status, Ticket
from mailgate.notify.recipients import is_machine
from mailgate.notify.views import public_view
from mailgate.pipeline.one_by_one import each_due
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.outbound import conversations, surveys
from mailgate.store.tickets import events, tickets
from mailgate.thread.reply_token import sign


def send_surveys(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Ask every customer whose time has come; the answer is how many tickets that settled.

    Raises:
        StoreUnavailable: The database is away; who was not asked is asked later.
    """
    return each_due(tools, surveys.due, _asked, clock=clock)


def _asked(conn: Connection, tools: Tools, due: Ticket, now: datetime) -> Recording:
    ticket, desk = tickets.by_id(conn, due.tenant, due.id), tools.desks.get(due.tenant)
    if ticket is None or ticket.survey_due_at is None or ticket.survey_due_at > now:
        return Recording(tenant=due.tenant, revision=0)
    settled = replace(ticket, survey_due_at=None)
    if desk is None:
        return Recording(tenant=due.tenant, revision=0, before=ticket, after=settled)
    if reason := _objection(conn, desk, ticket, now):
        told = _event(now, survey="not sent", reason=reason)
        survey = None
    else:
        survey = _survey(tools, desk, ticket, now)
        told = _event(now, survey="sent", recipient=ticket.customer_email)
    mails = (_mail(conn, tools, desk, ticket, survey),) if survey else ()
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=ticket,
        after=settled,
        references=own_ids(mails),
        events=(told,),
        event_ids=tuple(tools.rows(1)),
        mails=mails,
        survey=survey,
    )


def _objection(conn: Connection, desk: Desk, ticket: Ticket, now: datetime) -> str:
    """Why this customer is not asked; a stable code, empty if nothing speaks against it."""
    journal = events.of_ticket(conn, desk.tenant, ticket.id)
    asked = surveys.asked_at(conn, ticket.contact_id)
    objections = (
        (not desk.csat.enabled, "survey.off"),
        (ticket.status is not Status.CLOSED, "survey.not_closed"),
        (rated_at(ticket, journal) is not None, "survey.rated_already"),
        (asked is not None and now - asked < desk.csat.every, "survey.asked_lately"),
        (is_machine(ticket.customer_email), "survey.machine"),
        (_not_by_a_person(journal), "survey.automatic_mail"),
    )
    return next((code for objects, code in objections if objects), "")


def _not_by_a_person(journal: Sequence[Event]) -> bool:
    """A machine's mail opened it, or one whose author was proven to be another; a word of a person makes up for it."""
    senders = [event.details for event in journal if event.kind is EventKind.MAIL_RECEIVED]
    return bool(senders) and all(
        _named(details, "class", "is") != "human" or _named(details, "sender", "tier") == "failed"
        for details in senders
    )


def _named(details: dict[str, object], *path: str) -> object:
    value: object = details
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _survey(tools: Tools, desk: Desk, ticket: Ticket, now: datetime) -> Survey:
    return Survey(
        id=tools.rows(1)[0],
        tenant=desk.tenant,
        ticket_id=ticket.id,
        contact_id=ticket.contact_id,
        sent_at=now,
        expires_at=now + desk.csat.expires,
    )


def _mail(conn: Connection, tools: Tools, desk: Desk, ticket: Ticket, survey: Survey) -> OutboundMail:
    queue = desk.queue(ticket.queue) or desk.queues[0]
    thread = conversations.conversation(conn, ticket).thread
    post = Post(tools=tools, desk=desk, queue=queue, ticket=ticket, now=survey.sent_at, thread=thread)
    contact = Contact(id=ticket.contact_id, tenant=desk.tenant, email=ticket.customer_email, name=ticket.customer_name)
    token = sign(tools.keys, desk.tenant, purpose=Purpose.SURVEY, subject_id=survey.id, holder=survey.contact_id)
    link = f"{tools.server.public_url.rstrip('/')}/rate/{desk.tenant}/{token}" if tools.server.public_url else ""
    letter = post.letters.survey(public_view(ticket, queue), contact, queue, link, post.to_customer(contact.id))
    return post.sealed(letter, cause=f"survey:{survey.id}", row=tools.rows(1)[0])


def _event(now: datetime, **details: object) -> Event:
    cause = Cause(kind="schedule", ref="survey")
    return Event(kind=EventKind.UPDATED, at=now, actor="system", cause=cause, details=details)
