"""An agent speaks on a ticket, by mail or by API: to the customer, or in a note."""

from __future__ import annotations

from dataclasses import replace

from mailgate.lifecycle.messages import agent_reply_changes
from mailgate.model.event import Event, EventKind
from mailgate.model.outbound import OutboundMail, OutboxState
from mailgate.model.plan import Change
from mailgate.model.recording import NewEntry, Recording
from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind
from mailgate.notify import agent_reply
from mailgate.notify.views import public_view
from mailgate.pipeline.agents.note_guard import Outgoing, repeats_note
from mailgate.pipeline.agents.recording import Said, post_of, recorded
from mailgate.pipeline.agents.turn import Act, AgentTurn, Words
from mailgate.pipeline.outbound.mailing import Post
from mailgate.pipeline.outbound.notices import tell_of_held_reply, tell_of_note
from mailgate.store.database import Connection
from mailgate.store.outbound import conversations
from mailgate.store.tickets import contacts, tickets

#: What the journal says of a reply that waits.
HELD_BACK = "held"


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
    """The ticket's fields change; nobody is told but whoever is given it."""
    return do(conn, turn, Act(changes=changes))


def say(conn: Connection, turn: AgentTurn, words: Words, act: Act) -> Recording:
    """Like ``reply``, but the ticket's fields change as the act has it."""
    spoken = replace(
        turn.ticket,
        last_agent_message_at=turn.now,
        first_response_at=turn.ticket.first_response_at or turn.now,
    )
    seen = turn.seen(spoken)
    known = conversations.conversation(conn, seen, also=(turn.ticket.id, *turn.quoted))
    mails = _to_customers(conn, turn, words, post_of(turn, seen, known.thread))
    if repeats := repeats_note(conn, outgoing(turn, words), known.notes):
        return _hold_back(conn, turn, words, mails, repeats)
    new = entry(turn, words, EntryKind.PUBLIC)
    return recorded(conn, turn, act, Said(ticket=spoken, new=new, mails=mails))


def said_elsewhere(conn: Connection, turn: AgentTurn, words: Words) -> Recording:
    """Like ``reply``, for words that the customer has by another way: recorded, and sent to nobody."""
    spoken = replace(
        turn.ticket,
        last_agent_message_at=turn.now,
        first_response_at=turn.ticket.first_response_at or turn.now,
    )
    act = Act(changes=agent_reply_changes(turn.ticket, cause=turn.cause, lifecycle=turn.lifecycle))
    return recorded(conn, turn, act, Said(ticket=spoken, new=entry(turn, words, EntryKind.PUBLIC)))


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
    told = tell_of_held_reply(post_of(turn, turn.ticket, ()), turn.agent, held, repeats, cause=turn.cause_key)
    details: dict[str, object] = {
        "reply": HELD_BACK,
        "repeats": repeats,
        "message": new.entry.id,
        "mails": [mail.id for mail in held],
    }
    event = Event(kind=EventKind.UPDATED, at=turn.now, actor=turn.agent.email, cause=turn.cause, details=details)
    return recorded(conn, turn, Act(events=(event,)), Said(ticket=turn.ticket, new=new, mails=(*held, *told)))


def leave_note(conn: Connection, turn: AgentTurn, words: Words, act: Act) -> Recording:
    """Like ``note``, and the act is done with it."""
    new = entry(turn, words, EntryKind.INTERNAL)
    mails = tell_of_note(post_of(turn, turn.ticket, ()), new.entry, cause=turn.cause_key)
    return recorded(conn, turn, act, Said(ticket=turn.ticket, new=new, mails=mails))


def do(conn: Connection, turn: AgentTurn, act: Act) -> Recording:
    """The act alone, without a word to the customer."""
    return recorded(conn, turn, act, Said(ticket=turn.ticket))


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
        ticket_id=turn.seen(turn.ticket).id if kind is EntryKind.PUBLIC else turn.ticket.id,
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
