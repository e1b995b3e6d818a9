"""Who is mailed when a promise is about to break, is broken, or nobody reacted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.model.desk import Agent
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.sla import Deadline, DeadlineState, EscalationStep, Trigger
from mailgate.model.ticket import AuthorType, Priority, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds import paged
from mailgate.notify.kinds.shared import local_time
from mailgate.notify.letter import Letter
from mailgate.notify.recipients import agents_to_tell, operators, step_recipients
from mailgate.pipeline.escalations.alarm import Alarm
from mailgate.pipeline.outbound.links import LINK_LASTS, page_url
from mailgate.pipeline.outbound.mailing import Post
from mailgate.store.database import Connection
from mailgate.store.tickets import entries
from mailgate.thread.link_token import LinkPurpose

_KINDS = {Trigger.WARNING: OutboundKind.SLA_WARNING, Trigger.BREACH: OutboundKind.SLA_BREACH}
_OF_RUNS = {trigger.value: kind for trigger, kind in _KINDS.items()}
#: The run about a new urgent ticket under the preset ``simple``.
URGENT = "urgent"


def trigger_mails(alarm: Alarm, run: tuple[Deadline, ...]) -> tuple[OutboundMail, ...]:
    """The mails of a warning or breach itself; none where the run it begins speaks at the same instant."""
    if any(step.due_at <= alarm.now for step in run):
        return ()
    people = _named(alarm) or agents_to_tell(alarm.ticket, alarm.desk)
    return _mails(alarm, people, _KINDS[alarm.deadline.trigger])


def _named(alarm: Alarm) -> tuple[Agent | str, ...]:
    """Whom a warning is for; empty where it names nobody, or nobody who is there."""
    people = step_recipients(
        (name for name in alarm.tells if name != "watchers"), alarm.ticket, alarm.desk, alarm.on_duty
    )
    watching = (agent for agent in alarm.desk.agents if agent.email in alarm.watching)
    return (*people, *(agent for agent in watching if agent not in people))


def step_mails(alarm: Alarm, step: EscalationStep) -> tuple[OutboundMail, ...]:
    """A step that is taken at once brings the warning or breach; a later one says that nobody reacted."""
    return _mails(alarm, step_recipients(step.notify, alarm.ticket, alarm.desk, alarm.on_duty), _kind(alarm, step))


def _kind(alarm: Alarm, step: EscalationStep) -> OutboundKind:
    if alarm.deadline.run == URGENT:
        return OutboundKind.URGENT_PAGE
    at_once = not step.after and not alarm.deadline.repeat
    return _OF_RUNS.get(alarm.deadline.run, OutboundKind.ESCALATION) if at_once else OutboundKind.ESCALATION


def nobody_mails(alarm: Alarm, step: EscalationStep, *, last: bool) -> tuple[OutboundMail, ...]:
    """Whoever looks after the house is told that a step reached nobody."""
    post = post_of(alarm)
    people = operators(alarm.tools.server.operator, alarm.desk)
    more = {
        "step": alarm.deadline.step + 1,
        "policy": alarm.deadline.policy,
        "targets": ", ".join(step.notify),
        "last": last,
    }
    mails = []
    for person, row in zip(people, alarm.tools.rows(len(people)), strict=True):
        addressing = post.to_page(_address(person))
        values = paged.about(alarm.ticket, post.queue, alarm.desk, addressing, **more)
        letter = post.letters.about_page(OutboundKind.NOBODY_ON_CALL, person, post.queue, values, addressing)
        mails.append(post.sealed(letter, cause=alarm.told_as, row=row, mirrors="page"))
    return tuple(mails)


def reminder_mail(alarm: Alarm, resumes_at: datetime) -> OutboundMail:
    """To whoever took the run."""
    post, desk = post_of(alarm), alarm.desk
    person = desk.agent(alarm.deadline.acked_by) or alarm.deadline.acked_by
    addressing = _linked(alarm, post, _address(person))
    values = paged.about(alarm.ticket, post.queue, desk, addressing, resumes=local_time(resumes_at, desk))
    letter = post.letters.about_page(OutboundKind.PAGE_REMINDER, person, post.queue, values, addressing)
    row = alarm.tools.rows(1)[0]
    return post.sealed(letter, cause=alarm.told_as, row=row, mirrors="page")


def description(conn: Connection, ticket: Ticket) -> str:
    """The customer's first words on a ticket."""
    said = entries.of_ticket(conn, ticket.tenant, ticket.id)
    return next((entry.text for entry in said if entry.author.type is AuthorType.CUSTOMER), "")


def post_of(alarm: Alarm) -> Post:
    desk = alarm.desk
    queue = desk.queue(alarm.ticket.queue) or desk.queues[0]
    return Post(tools=alarm.tools, desk=desk, queue=queue, ticket=alarm.ticket, now=alarm.now)


def _mails(alarm: Alarm, people: tuple[Agent | str, ...], kind: OutboundKind) -> tuple[OutboundMail, ...]:
    post = post_of(alarm)
    mails = []
    for person, row in zip(people, alarm.tools.rows(len(people)), strict=True):
        letter = _letter(alarm, post, person, kind)
        mail = post.sealed(letter, cause=alarm.told_as, row=row, mirrors="page")
        mails.append(replace(mail, urgent=_first_of_an_emergency(alarm)))
    return tuple(mails)


def _linked(alarm: Alarm, post: Post, email: str) -> Addressing:
    """With a page of the web interface on which this recipient can take the run."""
    url = page_url(alarm.tools, LinkPurpose.ACK, alarm.ticket, alarm.deadline.id, email, alarm.now + LINK_LASTS)
    return replace(post.to_page(email), link=url)


def _address(person: Agent | str) -> str:
    return person if isinstance(person, str) else person.email


def _first_of_an_emergency(alarm: Alarm) -> bool:
    fired = any(deadline.state is DeadlineState.FIRED for deadline in alarm.clockwork.deadlines)
    return alarm.ticket.priority is Priority.CRITICAL and not fired


def _letter(alarm: Alarm, post: Post, person: Agent | str, kind: OutboundKind) -> Letter:
    addressing = _linked(alarm, post, _address(person))
    cycle, ticket, queue = alarm.cycle, alarm.ticket, post.queue
    if kind is OutboundKind.SLA_WARNING:
        return post.letters.sla_warning(ticket, person, queue, cycle, addressing)
    if kind is OutboundKind.SLA_BREACH:
        return post.letters.sla_breach(ticket, person, queue, cycle, addressing)
    if kind is OutboundKind.URGENT_PAGE:
        whom = (_address(person), person.name if isinstance(person, Agent) else "")
        values = paged.urgent(ticket, queue, alarm.desk, whom, addressing, alarm.description)
        return post.letters.about_page(kind, person, queue, values, addressing)
    return post.letters.escalation(ticket, person, queue, alarm.deadline, cycle, addressing)
