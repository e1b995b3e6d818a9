"""An agent speaks on a ticket, by mail or by API: to the customer, or in a note."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.lifecycle.messages import agent_reply_changes
from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.approval import Approval
from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.lifecycle import Lifecycle
from mailgate.model.mark import SpamSender
from mailgate.model.match import KnownId
from mailgate.model.message import Attachment
from mailgate.model.outbound import OutboundMail, OutboxState
from mailgate.model.plan import Change
from mailgate.model.recording import NewEntry, Recording
from mailgate.model.sla import Deadline
from mailgate.model.ticket import AuthorType, Contact, Entry, EntryAuthor, EntryKind, Ticket
from mailgate.notify import agent_reply
from mailgate.notify.views import public_view
from mailgate.pipeline.mailing import Post, own_ids
from mailgate.pipeline.note_guard import Outgoing, repeats_note
from mailgate.pipeline.notices import tell_lead, tell_of_held_reply, tell_of_note
from mailgate.pipeline.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.sla.rebuild import SPOKE
from mailgate.store import clockworks, contacts, conversations, tickets
from mailgate.store.database import Connection
from mailgate.store.team_work import TeamWork

#: What the journal says of a reply that waits.
HELD_BACK = "held"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is said. ``html`` and ``full_text`` may be empty."""

    text: str
    html: str = ""
    full_text: str = ""
    attachments: tuple[Attachment, ...] = ()
    #: Of the mail they came in; empty for words that came by API.
    message_id: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentTurn:
    """Who acts on which ticket, and how it came about."""

    tools: Tools
    desk: Desk
    ticket: Ticket
    agent: Agent
    cause: Cause
    now: datetime
    inbox_id: int | None = None
    #: Ids of all tickets that the agent's mail points to: what it quotes may be theirs.
    quoted: tuple[int, ...] = ()

    @property
    def queue(self) -> Queue:
        return self.desk.queue(self.ticket.queue) or self.desk.queues[0]

    @property
    def lifecycle(self) -> Lifecycle:
        return lifecycle_of(self.desk, self.ticket.queue)

    @property
    def cause_key(self) -> str:
        """The beginning of the idempotency key of every mail that this turn causes."""
        return f"{self.cause.kind}:{self.cause.ref}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What an agent does in one turn beside speaking."""

    changes: tuple[Change, ...] = ()
    #: Addresses with the state they are to have, ``active`` or ``removed``.
    watchers: tuple[tuple[str, str], ...] = ()
    #: To be stored with it: somebody who watches and was never heard of.
    contact: Contact | None = None
    #: Beside those of the words and the changes.
    events: tuple[Event, ...] = ()
    #: Put on the list of spam senders, and addresses taken off it.
    spam_senders: tuple[SpamSender, ...] = ()
    no_spam_senders: tuple[str, ...] = ()
    #: Runs of escalation to begin, and approvals to ask for.
    deadlines: tuple[Deadline, ...] = ()
    approvals: tuple[Approval, ...] = ()


def reply(conn: Connection, turn: AgentTurn, words: Words) -> Recording:
    """The customer and every active watcher get the words, From the queue, one mail each; the ticket waits for them.

    Words that repeat an internal note are held back.
    """
    changes = agent_reply_changes(turn.ticket, cause=turn.cause, lifecycle=turn.lifecycle)
    return say(conn, turn, words, Act(changes=changes))


def note(conn: Connection, turn: AgentTurn, words: Words, *, extra: tuple[Event, ...] = ()) -> Recording:
    """The note stays inside; the ticket's other agents are told."""
    return leave_note(conn, turn, words, Act(events=extra))


def change(conn: Connection, turn: AgentTurn, changes: tuple[Change, ...]) -> Recording:
    """The ticket's fields change, nobody is told."""
    return do(conn, turn, Act(changes=changes))


def say(conn: Connection, turn: AgentTurn, words: Words, act: Act) -> Recording:
    """Like ``reply``, but the ticket's fields change as the act has it."""
    spoken = replace(
        turn.ticket,
        last_agent_message_at=turn.now,
        first_response_at=turn.ticket.first_response_at or turn.now,
    )
    known = conversations.conversation(conn, turn.ticket, also=turn.quoted)
    mails = _to_customers(conn, turn, words, _post(turn, spoken, known.thread))
    if repeats := repeats_note(conn, outgoing(turn, words), known.notes):
        return _hold_back(conn, turn, words, mails, repeats)
    new = entry(turn, words, EntryKind.PUBLIC)
    return _recording(conn, turn, act, _Said(ticket=spoken, new=new, mails=mails))


def said_elsewhere(conn: Connection, turn: AgentTurn, words: Words) -> Recording:
    """Like ``reply``, for words that the customer has by another way: recorded, and sent to nobody."""
    spoken = replace(
        turn.ticket,
        last_agent_message_at=turn.now,
        first_response_at=turn.ticket.first_response_at or turn.now,
    )
    act = Act(changes=agent_reply_changes(turn.ticket, cause=turn.cause, lifecycle=turn.lifecycle))
    return _recording(conn, turn, act, _Said(ticket=spoken, new=entry(turn, words, EntryKind.PUBLIC)))


def outgoing(turn: AgentTurn, words: Words) -> Outgoing:
    """The words as they are compared with notes."""
    return Outgoing(
        ticket=turn.ticket,
        queue=turn.queue,
        agent=turn.agent,
        text=words.text,
        html=words.html,
        attachments=words.attachments,
    )


def is_held_back(recording: Recording) -> bool:
    """Whether the agent's words wait, because they repeat a note."""
    return any(event.details.get("reply") == HELD_BACK for event in recording.events)


def _hold_back(
    conn: Connection, turn: AgentTurn, words: Words, mails: tuple[OutboundMail, ...], repeats: str
) -> Recording:
    """The mails wait for a person's yes and the agent is told; until then nothing was said, and nothing is kept."""
    new = entry(turn, words, EntryKind.SYSTEM)
    held = tuple(replace(mail, state=OutboxState.HELD, answer="held: it repeats a note") for mail in mails)
    told = tell_of_held_reply(_post(turn, turn.ticket, ()), turn.agent, held, repeats, cause=turn.cause_key)
    details: dict[str, object] = {
        "reply": HELD_BACK,
        "repeats": repeats,
        "message": new.entry.id,
        "mails": [mail.id for mail in held],
    }
    event = Event(kind=EventKind.UPDATED, at=turn.now, actor=turn.agent.email, cause=turn.cause, details=details)
    return _recording(conn, turn, Act(events=(event,)), _Said(ticket=turn.ticket, new=new, mails=(*held, *told)))


def leave_note(conn: Connection, turn: AgentTurn, words: Words, act: Act) -> Recording:
    """Like ``note``, and the act is done with it."""
    new = entry(turn, words, EntryKind.INTERNAL)
    mails = tell_of_note(_post(turn, turn.ticket, ()), new.entry, cause=turn.cause_key)
    return _recording(conn, turn, act, _Said(ticket=turn.ticket, new=new, mails=mails))


def do(conn: Connection, turn: AgentTurn, act: Act) -> Recording:
    """The act alone, without a word to anybody."""
    return _recording(conn, turn, act, _Said(ticket=turn.ticket))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What was said in a turn."""

    #: As it stands once the agent has spoken, before the changes.
    ticket: Ticket
    new: NewEntry | None = None
    mails: tuple[OutboundMail, ...] = ()

    @property
    def to_customer(self) -> bool:
        """It is a person's public answer, which is what was promised."""
        return self.new is not None and self.new.entry.kind is EntryKind.PUBLIC


def _to_customers(conn: Connection, turn: AgentTurn, words: Words, post: Post) -> tuple[OutboundMail, ...]:
    tenant, ticket = turn.desk.tenant, post.ticket
    customer = contacts.by_id(conn, tenant, ticket.contact_id)
    watching = tickets.watchers(conn, (ticket.id,))[ticket.id]
    # An agent who watches is told as an agent; a customer's mail would carry a customer's token.
    active = [email for email, state in watching.items() if state == "active" and not turn.desk.agent(email)]
    people = [customer] if customer and customer.email else []
    people += [found for email in active if (found := contacts.by_email(conn, tenant, email)) is not None]
    rows = turn.tools.rows(len(people))
    view = public_view(ticket, turn.queue, turn.tools.server.public_url)
    mails = []
    for person, row in zip(people, rows, strict=True):
        said = agent_reply.Words(words.text, words.html, words.attachments)
        letter = post.letters.reply_to_customer(view, person, turn.queue, said, post.to_customer(person.id))
        mails.append(post.sealed(letter, cause=turn.cause_key, row=row))
    return tuple(mails)


def entry(turn: AgentTurn, words: Words, kind: EntryKind) -> NewEntry:
    """The words as they are recorded."""
    row, *parts = turn.tools.rows(1 + len(words.attachments))
    said = Entry(
        id=row,
        ticket_id=turn.ticket.id,
        kind=kind,
        author=EntryAuthor(type=AuthorType.AGENT, email=turn.agent.email, name=turn.agent.name),
        text=words.text,
        html=words.html,
        full_text=words.full_text or words.text,
        created_at=turn.now,
        message_id=words.message_id,
        key=words.key,
        inbox_id=turn.inbox_id,
    )
    return NewEntry(entry=said, attachments=words.attachments, attachment_ids=tuple(parts))


def _post(turn: AgentTurn, ticket: Ticket, thread: tuple[str, ...]) -> Post:
    return Post(tools=turn.tools, desk=turn.desk, queue=turn.queue, ticket=ticket, now=turn.now, thread=thread)


def _recording(conn: Connection, turn: AgentTurn, act: Act, said: _Said) -> Recording:
    clockwork = clockworks.of_ticket(conn, turn.ticket.id)
    moment = Moment(
        desk=turn.desk,
        now=turn.now,
        actor=turn.agent.email,
        ids=turn.tools.rows(rows_for_clock(turn.desk)),
        cause=turn.cause,
        human_reply=said.to_customer,
        work=TeamWork(conn),
    )
    settled = settle(said.ticket, act.changes, clockwork, moment)
    events = (*_spoken(turn, said.new), *settled.events, *act.events)
    mails = (*said.mails, *tell_lead(_post(turn, settled.ticket, ()), settled, cause=turn.cause_key))
    return Recording(
        tenant=turn.desk.tenant,
        revision=turn.desk.revision,
        before=turn.ticket,
        after=settled.ticket,
        contact=act.contact,
        entries=(said.new,) if said.new else (),
        references=(*reference(said.new), *own_ids(mails)),
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        watchers=act.watchers,
        spam_senders=act.spam_senders,
        no_spam_senders=act.no_spam_senders,
        deadlines=act.deadlines,
        approvals=act.approvals,
        events=events,
        event_ids=tuple(turn.tools.rows(len(events))),
        turns=settled.turns,
        mails=mails,
        inbox_id=turn.inbox_id,
    )


def _spoken(turn: AgentTurn, new: NewEntry | None) -> tuple[Event, ...]:
    if new is None or new.entry.kind is EntryKind.SYSTEM:
        return ()
    public = new.entry.kind is EntryKind.PUBLIC
    kind = EventKind.MESSAGE_ADDED if public else EventKind.NOTE_ADDED
    details: dict[str, object] = {"message": new.entry.id} | ({SPOKE: AuthorType.AGENT.value} if public else {})
    return (Event(kind=kind, at=turn.now, actor=turn.agent.email, cause=turn.cause, details=details),)


def reference(new: NewEntry | None) -> tuple[KnownId, ...]:
    """The id of an agent's mail leads to the ticket, so that the agent's client threads."""
    if new is None or not new.entry.message_id:
        return ()
    return (KnownId(message_id=new.entry.message_id, ticket_id=new.entry.ticket_id, own=False),)
