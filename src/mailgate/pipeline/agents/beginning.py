"""A ticket that an agent's mail begins: a conversation of ours, or a customer's forwarded mail."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from mailgate.commands.resolve import Scene, resolve
from mailgate.commands.undo import COMMAND
from mailgate.model.approval import Approval
from mailgate.model.command import Finding, Transcript
from mailgate.model.event import Event, EventKind
from mailgate.model.link import Link
from mailgate.model.match import KnownId
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import NewEntry, Recording
from mailgate.model.sla import Deadline
from mailgate.model.ticket import Contact, Ticket
from mailgate.model.workflow import WorkflowRun
from mailgate.pipeline.agents.commanded import Commanded
from mailgate.pipeline.agents.requests import wanted
from mailgate.pipeline.agents.turn import AgentTurn
from mailgate.pipeline.outbound.mailing import own_ids
from mailgate.pipeline.outcome import Outcome
from mailgate.pipeline.rules.errand import Errand
from mailgate.pipeline.rules.mails import tell_by_rule
from mailgate.pipeline.rules.requests import carry_out
from mailgate.pipeline.rules.ruling import Asking, Remembered, ask_rules, remembered
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.assigning import strategy_asked
from mailgate.pipeline.tickets.drafting import Opening, draft
from mailgate.pipeline.tickets.settling import Moment, Settled, open_settled, rows_for_clock
from mailgate.store.database import Connection
from mailgate.store.people.team_work import TeamWork
from mailgate.store.tickets import contacts

_OURS = "{email} is an address of this desk, and cannot be a customer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """What the new ticket is about, and whose it is."""

    #: Lower-case.
    email: str
    name: str
    subject: str
    #: The customer waits for an answer: what was promised runs from now on.
    owed: bool
    #: The mail as the rules are to see it.
    situation: Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """The ticket as it will stand, before anything was said on it."""

    ticket: Ticket
    contact: Contact
    settled: Settled
    #: Of rules: notes and the like.
    entries: tuple[NewEntry, ...] = ()
    events: tuple[Event, ...] = ()
    watchers: tuple[tuple[str, str], ...] = ()
    mails: tuple[OutboundMail, ...] = ()
    remembered: Remembered = field(default_factory=Remembered)
    #: Runs of escalation to begin, and approvals to ask for.
    deadlines: tuple[Deadline, ...] = ()
    approvals: tuple[Approval, ...] = ()
    runs: tuple[WorkflowRun, ...] = ()
    links: tuple[Link, ...] = ()


def begin(conn: Connection, commanded: Commanded, new: Beginning) -> Begun | tuple[Finding, ...]:
    """Draft the ticket, ask the rules, and do what the other commands of the mail ask for; or why it cannot be."""
    turn, written = commanded.turn, commanded.reading.commands[0].written
    if turn.desk.agent(new.email) is not None or turn.tools.book.owns(new.email):
        return (Finding(code="customer.is_ours", written=written, sentence=_OURS.format(email=new.email)),)
    contact = contacts.by_email(conn, turn.desk.tenant, new.email) or Contact(
        id=turn.tools.rows(1)[0], tenant=turn.desk.tenant, email=new.email, name=new.name, stored=False
    )
    opened = _draft(turn, contact, new)
    scene = Scene(
        desk=turn.desk,
        ticket=opened,
        agent=turn.agent,
        now=turn.now,
        cause=commanded.cause(COMMAND),
        speaks=not new.owed,
        macros={macro.name: macro for macro in turn.desk.macros},
    )
    resolved = resolve(commanded.reading.commands, scene)
    if resolved.findings:
        return resolved.findings
    plan = ask_rules(conn, new.situation, Asking(events=("ticket.created",), ticket=opened, before=None))
    moment = Moment(
        desk=turn.desk,
        now=turn.now,
        actor=turn.agent.email,
        ids=turn.tools.rows(rows_for_clock(turn.desk)),
        cause=turn.cause,
        work=TeamWork(conn) if new.owed else None,
        strategy=strategy_asked(plan.requests),
    )
    settled = open_settled(opened, (*plan.changes, *resolved.changes), moment, starts_clock=new.owed)
    errand = Errand(
        tools=turn.tools,
        desk=turn.desk,
        ticket=settled.ticket,
        now=turn.now,
        because=turn.cause_key,
        message=new.situation.mail.message,
        clockwork=settled.clockwork,
    )
    done = carry_out(plan.requests, errand)
    also = wanted(turn, settled.ticket, resolved.requests)
    return Begun(
        ticket=settled.ticket,
        contact=contact,
        settled=replace(settled, clockwork=done.clockwork or settled.clockwork),
        entries=done.entries,
        events=(*settled.events, *done.events, *commanded.watched(resolved.watchers, COMMAND)),
        watchers=(*done.watchers, *resolved.watchers),
        mails=(*done.mails, *tell_by_rule(errand, done.told)),
        remembered=remembered(turn.tools, plan),
        deadlines=also.deadlines,
        approvals=(*done.approvals, *also.approvals),
        runs=done.runs,
        links=done.links,
    )


def finish(
    commanded: Commanded, begun: Begun, said: tuple[NewEntry, ...], mails: tuple[OutboundMail, ...], told: str
) -> Outcome:
    """Record the ticket with what was said on it first; the transcript names it.

    Args:
        said: The first entry is what the ticket begins with.
    """
    turn, ticket = commanded.turn, begun.ticket
    details: dict[str, object] = {"subject": ticket.subject, "message": said[0].entry.id}
    created = Event(kind=EventKind.CREATED, at=turn.now, actor=turn.agent.email, cause=turn.cause, details=details)
    events = (created, *begun.events)
    known = dict.fromkeys([commanded.situation.mail.message.message_id, *(each.entry.message_id for each in said)])
    ids = tuple(KnownId(message_id=each, ticket_id=ticket.id, own=False) for each in known if each)
    recording = Recording(
        tenant=turn.desk.tenant,
        revision=turn.desk.revision,
        after=ticket,
        contact=begun.contact,
        entries=(*said, *begun.entries),
        references=(*ids, *own_ids((*mails, *begun.mails))),
        clockwork=begun.settled.clockwork,
        watchers=begun.watchers,
        turns=begun.settled.turns,
        deadlines=begun.deadlines,
        approvals=begun.approvals,
        runs=begun.runs,
        links=begun.links,
        events=events,
        event_ids=tuple(turn.tools.rows(len(events))),
        mails=(*mails, *begun.mails),
        asked=True,
        **begun.remembered,
        inbox_id=turn.inbox_id,
    )
    opened = f"ticket {ticket.number} was opened for {ticket.customer_email}"
    return commanded.finish(recording, Transcript(done=(opened, told)), "agent.new_ticket")


def _draft(turn: AgentTurn, contact: Contact, new: Beginning) -> Ticket:
    opening = Opening(
        desk=turn.desk,
        queue=turn.queue,
        contact=contact,
        subject=new.subject,
        customer_name=new.name,
        now=turn.now,
    )
    drafted = draft(turn.tools, opening)
    if new.owed:
        return drafted
    return replace(drafted, last_customer_message_at=None, last_agent_message_at=turn.now, first_response_at=turn.now)
