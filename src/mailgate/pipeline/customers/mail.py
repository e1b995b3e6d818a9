"""A customer's mail: it opens a ticket, or joins one."""

from __future__ import annotations

from dataclasses import replace

from mailgate.lifecycle.apply import apply_changes
from mailgate.model.desk import Agent
from mailgate.model.envelope import InboxState
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.mark import MarkKind
from mailgate.model.match import Effect
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Change, Plan
from mailgate.model.recording import Recording
from mailgate.model.ticket import AuthorType, Contact, Status, Ticket
from mailgate.notify.kinds.shared import spoken
from mailgate.notify.subjects import clean_subject
from mailgate.pipeline.customers.acknowledging import Answer, acknowledgement, silence
from mailgate.pipeline.customers.mail_entry import customer_entry, references, watchers_proposed
from mailgate.pipeline.customers.merged import origin_of_customer
from mailgate.pipeline.customers.returning import hear
from mailgate.pipeline.customers.solved_question import answer_to_question
from mailgate.pipeline.held.holding import hold
from mailgate.pipeline.journal import mail_event
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.outbound.notices import tell_lead, tell_of_customer_words, tell_of_new_ticket
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.rules.alarms import budget_alert
from mailgate.pipeline.rules.detecting import Known, look_at
from mailgate.pipeline.rules.errand import Errand
from mailgate.pipeline.rules.requests import carry_out
from mailgate.pipeline.rules.ruling import Asking, ask_rules, remembered
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.assigning import strategy_asked
from mailgate.pipeline.tickets.drafting import Opening, draft
from mailgate.pipeline.tickets.merging import seen_as
from mailgate.pipeline.tickets.settling import Moment, Settled, mail_cause, open_settled, rows_for_clock, settle
from mailgate.pipeline.workflows.answers import answer_to_workflow
from mailgate.sla.rebuild import SPOKE
from mailgate.sla.starts import asked_at, told_since
from mailgate.store.database import Connection

_NO_PLAN = Plan()


def open_ticket(conn: Connection, situation: Situation) -> Outcome:
    """The mail opens a ticket, with a link where it points to one that its sender may not touch."""
    mail, tools, now = situation.mail, situation.tools, situation.now
    contact = situation.found.contact or _new_contact(situation)
    opened = _draft(situation, contact)
    seen = look_at(opened, mail.message, mail.desk, _known(situation))
    plan = ask_rules(conn, situation, Asking(events=("ticket.created",), ticket=seen.ticket, before=None))
    if plan.hold and not mail.item.released_as:
        return hold(conn, situation, plan, code="held.rule")
    starts_clock = not situation.verdict.has(MarkKind.AUTO_REPLY)
    spam = _spam(situation)
    moment = _moment(situation, plan)
    asked = asked_at(mail.message.date, mail.item.received_at)
    settled = open_settled(
        opened, (*seen.changes, *plan.changes, *spam), moment, starts_clock=starts_clock, asked=asked
    )
    new = customer_entry(mail, settled.ticket.id, tools, now)
    done = carry_out(plan.requests, replace(_errand(situation, settled), candidates=seen.candidates))
    post = _post(situation, settled.ticket)
    answer = Answer() if plan.spam or spam else acknowledgement(situation, post, contact)
    cause = f"inbox:{mail.item.id}"
    quiet = plan.spam or spam or mail.imported
    hints = (*_follows(situation), *seen.hints)
    told = () if quiet else tell_of_new_ticket(post, mail.message, cause=cause, also=done.also, hints=hints)
    told += () if quiet else tell_lead(post, settled, cause=cause)
    mails = (*answer.mails, *told, *done.mails, *_budget_alert(conn, situation, settled, plan))
    details: dict[str, object] = {"subject": opened.subject, "message": new.entry.id} | seen.journal
    details |= told_since(asked, opened.created_at)
    created = _event(situation, EventKind.CREATED, details)
    events = (created, *settled.events, *done.events, *answer.events, mail_event(situation, plan, outcome="new_ticket"))
    recording = Recording(
        tenant=mail.item.tenant,
        revision=mail.desk.revision,
        after=settled.ticket,
        contact=contact,
        entries=(new, *done.entries),
        references=(*references(mail, settled.ticket.id), *own_ids(mails)),
        clockwork=done.clockwork or settled.clockwork,
        watchers=(*watchers_proposed(mail, tools.book), *done.watchers),
        turns=settled.turns,
        approvals=done.approvals,
        runs=done.runs,
        links=done.links,
        events=events,
        event_ids=tuple(tools.rows(len(events))),
        mails=mails,
        inbox_id=mail.item.id,
        asked=True,
        **remembered(tools, plan, situation.mail.ingest),
    )
    return Outcome(state=InboxState.PROCESSED, code="new_ticket", recording=recording, ticket_id=settled.ticket.id)


def append(conn: Connection, situation: Situation) -> Outcome:
    """The mail joins its ticket: recorded for all to read, its agents are told, a waiting ticket wakes up."""
    mail, tools, now, before = situation.mail, situation.tools, situation.now, situation.ticket
    clockwork = situation.found.clockworks[before.id]
    automatic = situation.verdict.silent
    heard = hear(before, mail.message, mail.desk, now=now, automatic=automatic, cause=mail_cause(mail.item.id))
    answered = answer_to_question(conn, situation, heard.changes)
    flow = answer_to_workflow(conn, situation)
    woken = () if flow.content else answered.changes
    # A machine's answer is no word of the customer: it asks for no answer, and shows nobody's interest.
    spoken = before if automatic else replace(before, last_customer_message_at=now)
    moment = _moment(situation)
    awake = apply_changes(spoken, woken, now=now, actor=moment.actor, terms=moment.terms(spoken))
    happened = ("ticket.message.added", *dict.fromkeys(event.kind.value for event in awake.events))
    asking = Asking(events=happened, ticket=awake.ticket, before=before, cycles=clockwork.cycles)
    plan = ask_rules(conn, situation, asking)
    if plan.hold and not mail.item.released_as:
        return hold(conn, situation, plan, code="held.rule")
    settled = settle(
        spoken, (*woken, *plan.changes), clockwork, replace(moment, strategy=strategy_asked(plan.requests))
    )
    origin = origin_of_customer(situation)
    new = customer_entry(mail, (origin or before).id, tools, now)
    done = carry_out(plan.requests, _errand(situation, settled))
    quiet = situation.verdict.has(MarkKind.REPLY_RATE) or plan.spam or mail.imported
    quiet = quiet or heard.content or answered.settled
    post = _post(situation, seen_as(settled.ticket, origin) if origin else settled.ticket)
    also = (*done.also, *_watching_agents(situation))
    cause = f"inbox:{mail.item.id}"
    told = () if quiet else tell_of_customer_words(post, mail.message, new.entry.author, cause=cause, also=also)
    told += () if quiet else tell_lead(post, settled, cause=cause)
    mails = (*told, *done.mails, *_budget_alert(conn, situation, settled, plan))
    said: dict[str, object] = {"message": new.entry.id} | ({} if automatic else {SPOKE: AuthorType.CUSTOMER.value})
    added = _event(situation, EventKind.MESSAGE_ADDED, said | heard.journal)
    events = (added, *flow.events, *settled.events, *done.events, mail_event(situation, plan, outcome="appended"))
    recording = Recording(
        tenant=mail.item.tenant,
        revision=mail.desk.revision,
        before=before,
        after=settled.ticket,
        entries=(new, *done.entries),
        references=(*references(mail, (origin or before).id), *own_ids(mails)),
        clockwork_before=clockwork,
        clockwork=done.clockwork or settled.clockwork,
        watchers=(*(() if origin else watchers_proposed(mail, tools.book)), *done.watchers),
        turns=settled.turns,
        approvals=done.approvals,
        runs=(*flow.runs, *done.runs),
        links=done.links,
        events=events,
        event_ids=tuple(tools.rows(len(events))),
        mails=mails,
        inbox_id=mail.item.id,
        asked=True,
        **remembered(tools, plan, situation.mail.ingest),
    )
    return Outcome(state=InboxState.PROCESSED, code="appended", recording=recording, ticket_id=before.id)


def _errand(situation: Situation, settled: Settled) -> Errand:
    ticket = settled.ticket
    watching = [each.watchers for each in situation.found.candidates.participants if each.ticket_id == ticket.id]
    return Errand(
        tools=situation.tools,
        desk=situation.mail.desk,
        ticket=ticket,
        now=situation.now,
        because=f"inbox:{situation.mail.item.id}",
        message=situation.mail.message,
        watchers=tuple(sorted(frozenset().union(*watching))),
        silence=silence(situation),
        clockwork=settled.clockwork,
    )


def _budget_alert(conn: Connection, situation: Situation, settled: Settled, plan: Plan) -> tuple[OutboundMail, ...]:
    return budget_alert(conn, _errand(situation, settled), plan.trace) if plan.trace else ()


def _spam(situation: Situation) -> tuple[Change, ...]:
    """Spam becomes a ticket of that status where its queue wants no held mail, unless a person let it through."""
    mark = next((mark for mark in situation.verdict.marks if mark.kind is MarkKind.SPAM), None)
    if mark is None or situation.mail.item.released_as:
        return ()
    return (Change(field="status", value=Status.SPAM, cause=Cause(kind="screen", ref=mark.reason)),)


def _watching_agents(situation: Situation) -> tuple[Agent, ...]:
    ticket = situation.ticket.id
    watching = {
        email
        for party in situation.found.candidates.participants
        if party.ticket_id == ticket
        for email in party.watching_agents
    }
    return tuple(agent for agent in situation.mail.desk.agents if agent.email in watching)


def _known(situation: Situation) -> Known:
    """What the aids compare a new ticket with; what was written over years is compared with nothing."""
    if situation.mail.imported:
        return Known()
    return Known(recent=situation.found.recent, memory=situation.found.memory)


def _new_contact(situation: Situation) -> Contact:
    sender = situation.mail.sender
    row = situation.tools.rows(1)[0]
    return Contact(id=row, tenant=situation.mail.item.tenant, email=sender.address, name=sender.name, stored=False)


def _draft(situation: Situation, contact: Contact) -> Ticket:
    mail = situation.mail
    linked = situation.decided.effect is Effect.LINKED_TICKET
    opening = Opening(
        desk=mail.desk,
        queue=mail.queue,
        contact=contact,
        # With another ticket's tag in it, it would be taken for that one.
        subject=clean_subject(mail.message.subject) if linked else mail.message.subject,
        customer_name=mail.sender.name,
        now=situation.now,
    )
    drafted = draft(situation.tools, opening)
    return replace(
        drafted,
        follow_up_of=situation.decided.ticket_id if linked else None,
        source="import" if mail.imported else drafted.source,
    )


def _follows(situation: Situation) -> tuple[str, ...]:
    """What a linked ticket's agents are told of the one it is linked with."""
    decided = situation.decided
    other = situation.found.tickets.get(decided.ticket_id or 0)
    if decided.effect is not Effect.LINKED_TICKET or other is None:
        return ()
    if decided.reason == "stranger":
        return (f"answers ticket {other.number}, in which its author takes no part",)
    return (f"goes on from ticket {other.number}, which is {spoken(other.status.value)}",)


def _moment(situation: Situation, plan: Plan = _NO_PLAN) -> Moment:
    actor = situation.mail.sender.address or "unknown"
    desk = situation.mail.desk
    ids = situation.tools.rows(rows_for_clock(desk))
    return Moment(
        desk=desk,
        now=situation.now,
        actor=actor,
        ids=ids,
        cause=mail_cause(situation.mail.item.id),
        # What was written over years was somebody's then.
        work=None if situation.mail.imported else situation.found.work,
        strategy=strategy_asked(plan.requests),
    )


def _post(situation: Situation, ticket: Ticket) -> Post:
    message_id = situation.mail.message.message_id
    return Post(
        tools=situation.tools,
        desk=situation.mail.desk,
        queue=situation.mail.desk.queue(ticket.queue) or situation.mail.queue,
        ticket=ticket,
        now=situation.now,
        thread=(message_id,) if message_id else (),
    )


def _event(situation: Situation, kind: EventKind, details: dict[str, object]) -> Event:
    mail = situation.mail
    actor = mail.sender.address or "unknown"
    return Event(kind=kind, at=situation.now, actor=actor, cause=mail_cause(mail.item.id), details=details)
