"""Who is mailed when a promise is about to break, is broken, or nobody reacted."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.desk import Agent
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.sla import Deadline, DeadlineState, EscalationStep, Trigger
from mailgate.model.ticket import Priority
from mailgate.notify.letter import Letter
from mailgate.notify.recipients import agents_to_tell, step_recipients
from mailgate.pipeline.alarm import Alarm
from mailgate.pipeline.mailing import Post

_KINDS = {Trigger.WARNING: OutboundKind.SLA_WARNING, Trigger.BREACH: OutboundKind.SLA_BREACH}


def trigger_mails(alarm: Alarm, run: tuple[Deadline, ...]) -> tuple[OutboundMail, ...]:
    """The mails of a warning or breach itself; none where the run it begins speaks at the same instant."""
    if any(step.due_at <= alarm.now for step in run):
        return ()
    people = agents_to_tell(alarm.ticket, alarm.desk)
    return _mails(alarm, people, _KINDS[alarm.deadline.trigger])


def step_mails(alarm: Alarm, step: EscalationStep) -> tuple[OutboundMail, ...]:
    """A step that is taken at once brings the warning or breach; a later one says that nobody reacted."""
    at_once = not step.after
    kind = _KINDS[Trigger(alarm.deadline.run)] if at_once else OutboundKind.ESCALATION
    return _mails(alarm, step_recipients(step.notify, alarm.ticket, alarm.desk, alarm.on_duty), kind)


def _mails(alarm: Alarm, people: tuple[Agent | str, ...], kind: OutboundKind) -> tuple[OutboundMail, ...]:
    desk, tools = alarm.desk, alarm.tools
    queue = desk.queue(alarm.ticket.queue) or desk.queues[0]
    post = Post(tools=tools, desk=desk, queue=queue, ticket=alarm.ticket, now=alarm.now)
    mails = []
    for person, row in zip(people, tools.rows(len(people)), strict=True):
        letter = _letter(alarm, post, person, kind)
        mail = post.sealed(letter, cause=f"deadline:{alarm.deadline.id}", row=row, mirrors="page")
        mails.append(replace(mail, urgent=_first_of_an_emergency(alarm)))
    return tuple(mails)


def _first_of_an_emergency(alarm: Alarm) -> bool:
    fired = any(deadline.state is DeadlineState.FIRED for deadline in alarm.clockwork.deadlines)
    return alarm.ticket.priority is Priority.CRITICAL and not fired


def _letter(alarm: Alarm, post: Post, person: Agent | str, kind: OutboundKind) -> Letter:
    addressing = post.to_page(person if isinstance(person, str) else person.email)
    cycle, ticket, queue = alarm.cycle, alarm.ticket, post.queue
    if kind is OutboundKind.SLA_WARNING:
        return post.letters.sla_warning(ticket, person, queue, cycle, addressing)
    if kind is OutboundKind.SLA_BREACH:
        return post.letters.sla_breach(ticket, person, queue, cycle, addressing)
    return post.letters.escalation(ticket, person, queue, alarm.deadline, cycle, addressing)
