"""An agent's turn as it is written: the ticket, its clock, its journal, and the mails."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.lifecycle.statuses import is_open
from mailgate.model.event import Event, EventKind
from mailgate.model.match import KnownId
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import NewEntry, Recording
from mailgate.model.ticket import AuthorType, EntryKind, Ticket
from mailgate.notify.recipients import given_to
from mailgate.pipeline.agents.turn import Act, AgentTurn
from mailgate.pipeline.customers.solved_question import ask_if_solved
from mailgate.pipeline.outbound.mailing import Post, own_ids
from mailgate.pipeline.outbound.notices import tell_lead, tell_of_gift
from mailgate.pipeline.tickets.children import Ending, ended_with
from mailgate.pipeline.tickets.merging import merge_of
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.sla.rebuild import SPOKE
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.people.team_work import TeamWork
from mailgate.store.tickets.entries import last_of_customer


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What was said in a turn."""

    #: As it stands once the agent has spoken, before the changes.
    ticket: Ticket
    new: NewEntry | None = None
    mails: tuple[OutboundMail, ...] = ()

    @property
    def to_customer(self) -> bool:
        """It is a person's public answer, which is what was promised."""
        return self.new is not None and self.new.entry.kind is EntryKind.PUBLIC


def recorded(conn: Connection, turn: AgentTurn, act: Act, said: Said) -> Recording:
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
    pattern = Event(kind=EventKind.UPDATED, at=turn.now, actor=turn.agent.email, cause=turn.cause)
    merged = merge_of(conn, turn.tools, turn.ticket, settled.ticket, pattern)
    ending = Ending(
        tools=turn.tools,
        desk=turn.desk,
        before=turn.ticket,
        after=settled.ticket,
        actor=turn.agent.email,
        cause=turn.cause,
        now=turn.now,
        children=act.children,
    )
    below = ended_with(conn, ending)
    events = (*_spoken(turn, said.new), *settled.events, *act.events, *merged.events)
    turned = (turn.ticket, settled.ticket)
    # A mail of commands or of a note alone sends the customer nothing.
    asks = said.to_customer or turn.inbox_id is None
    asked = ask_if_solved(conn, turn.tools, turn.desk, turned, cause=turn.cause_key, now=turn.now) if asks else ()
    post = post_of(turn, settled.ticket, ())
    given = _tell_of_gift(conn, turn, post, said)
    mails = (*said.mails, *asked, *given, *tell_lead(post, settled, cause=turn.cause_key))
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
        merges=merged.merges,
        links=act.links,
        beside=(*merged.beside, *below),
        mails=mails,
        inbox_id=turn.inbox_id,
    )


def _tell_of_gift(conn: Connection, turn: AgentTurn, post: Post, said: Said) -> tuple[OutboundMail, ...]:
    """Who was given the ticket in this turn learns it, for nothing else would tell an agent who has only mail."""
    told = given_to(turn.ticket, post.ticket, turn.desk, by=turn.agent.email) if is_open(post.ticket.status) else ()
    if not told:
        return ()
    note = said.new.entry.text if said.new and said.new.entry.kind is EntryKind.INTERNAL else ""
    last = last_of_customer(conn, post.ticket.id)
    return tell_of_gift(post, told, turn.agent, last, cause=turn.cause_key, note=note)


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


def post_of(turn: AgentTurn, ticket: Ticket, thread: tuple[str, ...]) -> Post:
    return Post(tools=turn.tools, desk=turn.desk, queue=turn.queue, ticket=ticket, now=turn.now, thread=thread)
