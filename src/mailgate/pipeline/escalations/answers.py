"""The answer to a page: ``ack`` takes it, ``snooze`` puts it off, ``resolve`` ends it; a machine's moves it on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from mailgate.commands.page import read_page_answer
from mailgate.commands.transcript import refused
from mailgate.escalation.answers import ended, hurried, put_off
from mailgate.escalation.pages import open_pages
from mailgate.model.clockwork import Clockwork
from mailgate.model.command import PageAnswer, PageVerb, Transcript
from mailgate.model.envelope import InboxState
from mailgate.model.event import Event, EventKind
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Plan
from mailgate.model.recording import Recording
from mailgate.model.sla import Deadline, DeadlineState
from mailgate.model.ticket import Ticket
from mailgate.pipeline.escalations.taking import Taking, others, recorded, taken_mail
from mailgate.pipeline.inbound.putting_aside import put_aside
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import mail_cause, merged
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection

_CODES = {
    PageVerb.ACK: "page.acknowledged",
    PageVerb.SNOOZE: "page.snoozed",
    PageVerb.RESOLVE: "page.resolved",
}


def answer_page(conn: Connection, situation: Situation) -> Outcome | None:
    """What the first words of the answer to a page ask for; None for any others. Quotes do not count."""
    answer = read_page_answer(situation.mail.message.new_text)
    if answer is None:
        return None
    if answer.finding is not None:
        answered = told(situation, refused((answer.finding,)))
        return put_aside(situation, Plan(), code="page.not_understood", state=InboxState.PROCESSED, mails=(answered,))
    clockwork = clockworks.of_ticket(conn, situation.ticket.id)
    if answer.verb is PageVerb.ACK:
        return _acknowledged(conn, situation, clockwork)
    moved = _moved(clockwork, answer, situation)
    return _recorded(situation, clockwork, moved, answer, (told(situation, _transcript(situation, answer)),))


def _acknowledged(conn: Connection, situation: Situation, clockwork: Clockwork) -> Outcome:
    """Whoever was paged before is told once; whoever comes second is told who was first."""
    mail = situation.mail
    taking = Taking(
        tools=situation.tools,
        desk=mail.desk,
        ticket=situation.ticket,
        by=mail.sender.address.lower(),
        cause=mail_cause(mail.item.id),
        now=situation.now,
    )
    if other := others(taking, clockwork):
        told = taken_mail(taking, taking.by, by=other)
        code = "page.taken_already"
        return put_aside(situation, Plan(), code=code, state=InboxState.PROCESSED, mails=(told,))
    recording = recorded(conn, taking, clockwork)
    code = _CODES[PageVerb.ACK]
    events = (*(recording.events or (taking.event(steps_spared=0),)), mail_event(situation, Plan(), outcome=code))
    recording = replace(
        recording,
        revision=mail.desk.revision,
        before=situation.ticket,
        after=recording.after or replace(situation.ticket, updated_at=situation.now),
        events=events,
        event_ids=tuple(situation.tools.rows(len(events))),
        inbox_id=mail.item.id,
    )
    return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=situation.ticket.id)


def move_on(conn: Connection, situation: Situation) -> Outcome:
    """Nobody reads the page: an out-of-office answer is no acknowledgement, and the next step comes at once."""
    code = "page.nobody_there"
    clockwork, moved = hurry(conn, situation.ticket, now=situation.now)
    steps = [step for step in moved.deadlines if step not in clockwork.deadlines]
    if not steps:
        return put_aside(situation, Plan(), code=code, state=InboxState.PROCESSED)
    event = _event(situation, EventKind.UPDATED, {"steps_hurried": len(steps)})
    recording = _recording(situation, clockwork, steps, (event, mail_event(situation, Plan(), outcome=code)))
    return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=situation.ticket.id)


def hurry(conn: Connection, ticket: Ticket, *, now: datetime) -> tuple[Clockwork, Clockwork]:
    """A ticket's clockwork, and the same with the next step of each run that paged last due at once."""
    clockwork = clockworks.of_ticket(conn, ticket.id)
    steps = [step for page in open_pages(clockwork) for step in hurried(clockwork.deadlines, page, now=now)]
    return clockwork, replace(clockwork, deadlines=merged(clockwork.deadlines, steps))


def _moved(clockwork: Clockwork, answer: PageAnswer, situation: Situation) -> list[Deadline]:
    """The deadlines that the answer changes, over every run that paged last."""
    moved: list[Deadline] = []
    for page in open_pages(clockwork):
        if answer.verb is PageVerb.RESOLVE:
            moved += ended(clockwork.deadlines, page)
        else:
            until = situation.now + answer.length
            moved += put_off(clockwork.deadlines, page, until=until, row=situation.tools.rows(1)[0])
    return moved


def _recorded(
    situation: Situation,
    clockwork: Clockwork,
    moved: Sequence[Deadline],
    answer: PageAnswer,
    mails: tuple[OutboundMail, ...],
) -> Outcome:
    code, spared = _CODES[answer.verb], [step for step in moved if step.state is DeadlineState.CANCELLED]
    details: dict[str, object] = {"steps_spared": len(spared)}
    if answer.verb is PageVerb.SNOOZE:
        details = {"snoozed_until": (situation.now + answer.length).isoformat()}
    event = _event(situation, EventKind.ESCALATION_ACKNOWLEDGED, details)
    recording = _recording(situation, clockwork, moved, (event, mail_event(situation, Plan(), outcome=code)))
    recording = replace(recording, mails=mails, references=own_ids(mails))
    return Outcome(state=InboxState.PROCESSED, code=code, recording=recording, ticket_id=situation.ticket.id)


def _recording(
    situation: Situation, clockwork: Clockwork, moved: Sequence[Deadline], events: tuple[Event, ...]
) -> Recording:
    mail, ticket = situation.mail, situation.ticket
    return Recording(
        tenant=mail.item.tenant,
        revision=mail.desk.revision,
        before=ticket,
        after=replace(ticket, updated_at=situation.now),
        clockwork_before=clockwork,
        clockwork=Clockwork(cycles=clockwork.cycles, deadlines=merged(clockwork.deadlines, moved)),
        events=events,
        event_ids=tuple(situation.tools.rows(len(events))),
        inbox_id=mail.item.id,
    )


def _event(situation: Situation, kind: EventKind, details: dict[str, object]) -> Event:
    mail = situation.mail
    return Event(
        kind=kind, at=situation.now, actor=mail.sender.address, cause=mail_cause(mail.item.id), details=details
    )


def _transcript(situation: Situation, answer: PageAnswer) -> Transcript:
    status = situation.ticket.status.value.replace("_", " ")
    if answer.verb is PageVerb.RESOLVE:
        return Transcript(done=("this escalation is over", f"the ticket stays {status}"))
    until = (situation.now + answer.length).astimezone(ZoneInfo(situation.mail.desk.timezone))
    return Transcript(done=(f"this escalation is put off until {until:%a %d %b %Y, %H:%M %Z}",))


def told(situation: Situation, transcript: Transcript) -> OutboundMail:
    """The one answer to it. On-call may be nobody of the desk; an answer to this one is an answer to the page again."""
    mail, ticket = situation.mail, situation.ticket
    queue = mail.desk.queue(ticket.queue) or mail.queue
    post = Post(tools=situation.tools, desk=mail.desk, queue=queue, ticket=ticket, now=situation.now)
    email = mail.sender.address
    recipient = mail.desk.agent(email) or email
    letter = post.letters.transcript(ticket, recipient, queue, transcript, post.to_page(email))
    row = situation.tools.rows(1)[0]
    return post.sealed(letter, cause=f"inbox:{mail.item.id}", row=row, mirrors="page")
