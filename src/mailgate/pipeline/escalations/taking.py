"""Somebody takes what on-call was paged about: by a reply, by a page of the web, by command or by API."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import Refused
from mailgate.escalation.lapse import holder, taken
from mailgate.escalation.pages import last_pages, open_pages
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.recording import Recording
from mailgate.model.sla import Deadline, DeadlineState, Trigger
from mailgate.model.ticket import Ticket
from mailgate.notify.kinds import paged
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.settling import merged
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox_rows
from mailgate.store.tickets import tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """Who takes which ticket, and how it came about."""

    tools: Tools
    desk: Desk
    ticket: Ticket
    #: Address, lower-case.
    by: str
    cause: Cause
    now: datetime

    def event(self, **details: object) -> Event:
        return Event(
            kind=EventKind.ESCALATION_ACKNOWLEDGED, at=self.now, actor=self.by, cause=self.cause, details=details
        )


def take(tools: Tools, actor: Actor, ref: str, *, now: datetime) -> bool:
    """Take a ticket that somebody was paged about; False: there is nothing to take, nobody was paged.

    Raises:
        NotFound: No such ticket in this tenant.
        Refused: ``page.taken_already``: somebody else has it.
    """

    def decide(conn: Connection) -> Recording:
        ticket = tickets.required(conn, actor.tenant, ref)
        desk = tools.desk(actor.tenant)
        cause = replace(actor.cause, ref=f"{actor.cause.ref}:{ticket.id}:{tools.rows(1)[0]}")
        taking = Taking(tools=tools, desk=desk, ticket=ticket, by=actor.email.lower(), cause=cause, now=now)
        clockwork = clockworks.of_ticket(conn, ticket.id)
        if other := others(taking, clockwork):
            raise Refused("page.taken_already", f"{other} has taken it")
        return recorded(conn, taking, clockwork)

    return bool(decide_and_record(tools, decide, now=now).events)


def recorded(conn: Connection, taking: Taking, clockwork: Clockwork) -> Recording:
    """What is written when a page is taken; nothing where nobody was paged.

    Taken is every run that is not over and that nobody else has.
    """
    if not last_pages(clockwork.deadlines):
        return Recording(tenant=taking.desk.tenant, revision=0)
    pages = [page for page in open_pages(clockwork) if holder(clockwork.deadlines, page) in ("", taking.by)]
    moved: list[Deadline] = []
    for page in pages:
        row = taking.tools.rows(1)[0]
        moved += taken(clockwork.deadlines, page, taking.desk, by=taking.by, now=taking.now, row=row)
    first = not any(holder(clockwork.deadlines, page) for page in pages)
    mails = _tell_others(conn, taking, pages) if first else ()
    spared = sum(step.trigger is Trigger.STEP and step.state is DeadlineState.CANCELLED for step in moved)
    event = taking.event(steps_spared=spared, told=[mail.recipient for mail in mails])
    return Recording(
        tenant=taking.desk.tenant,
        revision=taking.desk.revision,
        before=taking.ticket,
        after=replace(taking.ticket, updated_at=taking.now),
        references=own_ids(mails),
        clockwork_before=clockwork,
        clockwork=replace(clockwork, deadlines=merged(clockwork.deadlines, moved)),
        events=(event,),
        event_ids=tuple(taking.tools.rows(1)),
        mails=mails,
    )


def others(taking: Taking, clockwork: Clockwork) -> str:
    """Who else has taken all that there is to take; empty: nobody."""
    pages = open_pages(clockwork) or last_pages(clockwork.deadlines)
    held = [holder(clockwork.deadlines, page) for page in pages]
    return next((by for by in held if by), "") if all(by and by != taking.by for by in held) else ""


def taken_mail(taking: Taking, email: str, *, by: str) -> OutboundMail:
    """To one person: that somebody else took it."""
    queue = taking.desk.queue(taking.ticket.queue) or taking.desk.queues[0]
    post = Post(tools=taking.tools, desk=taking.desk, queue=queue, ticket=taking.ticket, now=taking.now)
    addressing = post.to_page(email)
    values = paged.taken(taking.ticket, queue, taking.desk, addressing, by=by, policy="")
    recipient = taking.desk.agent(email) or email
    letter = post.letters.about_page(OutboundKind.PAGE_TAKEN, recipient, queue, values, addressing)
    cause = f"{taking.cause.kind}:{taking.cause.ref}"
    return post.sealed(letter, cause=cause, row=taking.tools.rows(1)[0], mirrors="page")


def _tell_others(conn: Connection, taking: Taking, pages: list[Deadline]) -> tuple[OutboundMail, ...]:
    """Whoever was paged before learns once that somebody took it (grafana/oncall#3984)."""
    began = [page.run_started_at for page in pages if page.run_started_at is not None]
    if not began:
        return ()
    told = outbox_rows.paged(conn, tenant=taking.desk.tenant, ticket_id=taking.ticket.id, since=min(began))
    return tuple(taken_mail(taking, email, by=taking.by) for email in told if email.lower() != taking.by)
