"""Tickets that are opened, and words that customers say, without a mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from mailgate.errors import NotFound, Refused
from mailgate.lifecycle.messages import customer_message_changes, may_reopen
from mailgate.model.desk import Desk, Queue
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.identity import Sender, Tier
from mailgate.model.mark import Verdict
from mailgate.model.message import Author, Headers, Message, Segment, SegmentKind
from mailgate.model.plan import Plan
from mailgate.model.recording import NewEntry, Recording
from mailgate.model.ticket import AuthorType, Contact, Entry, EntryAuthor, EntryKind, Priority, Ticket
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.desk_actions import Actor
from mailgate.pipeline.drafting import Opening, draft
from mailgate.pipeline.journal import rule_traces
from mailgate.pipeline.mailing import Post, own_ids
from mailgate.pipeline.notices import tell_of_customer_words, tell_of_new_ticket
from mailgate.pipeline.settling import Moment, open_settled, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.store import clockworks, contacts, tickets
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTicket:
    """What somebody asks to have opened; empty or None: as the queue and the desk have it."""

    subject: str
    text: str
    #: Lower-case.
    customer_email: str
    customer_name: str = ""
    queue: str = ""
    priority: Priority | None = None
    category: str = ""
    type: str = ""
    tags: tuple[str, ...] = ()
    custom: tuple[tuple[str, str], ...] = ()
    #: Unique in the tenant; empty: asking twice opens two tickets.
    key: str = ""
    #: Digest of all that was asked, kept in the journal so that a key cannot be used for anything else.
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWords:
    """What a customer says on a ticket; ``key`` as for a new one."""

    text: str
    key: str = ""


def open_by_api(tools: Tools, actor: Actor, new: NewTicket, *, now: datetime) -> int:
    """Open a ticket as a mail would have: rules are asked, promises begin, agents are told. No acknowledgement goes
    out: the answer to the request is one.

    Returns:
        The ticket's row id.

    Raises:
        Refused: ``queue.unknown``.
        Conflict: Also when a ticket of that key was opened meanwhile.
    """
    desk = tools.desk(actor.tenant)
    queue = desk.queue(new.queue) if new.queue else desk.queues[0]
    if queue is None:
        raise Refused("queue.unknown", f"No queue {new.queue}", allowed=tuple(each.key for each in desk.queues))
    scene = _Scene(tools=tools, desk=desk, queue=queue, actor=actor, now=now)
    recording = decide_and_record(tools, lambda conn: _opening(conn, scene, new), now=now)
    assert recording.after is not None
    return recording.after.id


def customer_says(tools: Tools, actor: Actor, ref: str, words: CustomerWords, *, now: datetime) -> int:
    """A customer writes on an own ticket: a waiting one wakes up, its agents are told.

    Returns:
        The row id of the new message.

    Raises:
        NotFound: No such ticket, or another customer's.
        Refused: ``ticket.closed``: it can no longer be reopened.
    """
    desk = tools.desk(actor.tenant)

    def decide(conn: Connection) -> Recording:
        ticket = tickets.by_ref(conn, actor.tenant, ref)
        if ticket is None or ticket.customer_email != actor.email:
            raise NotFound(f"ticket {ref}")
        queue = desk.queue(ticket.queue) or desk.queues[0]
        return _saying(conn, _Scene(tools=tools, desk=desk, queue=queue, actor=actor, now=now), ticket, words)

    return decide_and_record(tools, decide, now=now).entries[0].entry.id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    tools: Tools
    desk: Desk
    queue: Queue
    actor: Actor
    now: datetime

    def moment(self, cause: Cause) -> Moment:
        ids = self.tools.rows(rows_for_clock(self.desk))
        return Moment(desk=self.desk, now=self.now, actor=self.actor.email, ids=ids, cause=cause)

    def cause(self) -> Cause:
        """Each request is a cause of its own: the notices of two equal ones are two."""
        return replace(self.actor.cause, ref=f"{self.actor.cause.ref}:{self.tools.rows(1)[0]}")

    def event(self, kind: EventKind, cause: Cause, **details: object) -> Event:
        return Event(kind=kind, at=self.now, actor=self.actor.email, cause=cause, details=details)

    def plan(self, name: str, ticket: Ticket, before: Ticket | None, message: Message) -> Plan:
        author = message.author
        occasion = Occasion(
            events=(name,),
            desk=self.desk,
            ticket=ticket,
            before=before,
            now=self.now,
            message=message,
            sender=Sender(address=author.address, name=author.name, tier=Tier.VERIFIED, reason="api.token"),
            verdict=Verdict(),
        )
        return triage(occasion, self.tools.rules[self.desk.tenant])

    def post(self, ticket: Ticket) -> Post:
        queue = self.desk.queue(ticket.queue) or self.queue
        return Post(tools=self.tools, desk=self.desk, queue=queue, ticket=ticket, now=self.now)


def _opening(conn: Connection, scene: _Scene, new: NewTicket) -> Recording:
    tools, tenant = scene.tools, scene.desk.tenant
    contact = contacts.by_email(conn, tenant, new.customer_email) or Contact(
        id=tools.rows(1)[0], tenant=tenant, email=new.customer_email, name=new.customer_name, stored=False
    )
    opened, cause = _draft(scene, new, contact), scene.cause()
    message = _message(opened, new.text, scene.now)
    plan = scene.plan("ticket.created", opened, None, message)
    settled = open_settled(opened, plan.changes, scene.moment(cause), starts_clock=True)
    entry = _entry(scene, opened, new.text, new.key)
    mails = tell_of_new_ticket(scene.post(settled.ticket), message, cause=f"{cause.kind}:{cause.ref}")
    created = scene.event(
        EventKind.CREATED,
        cause,
        subject=opened.subject,
        message=entry.entry.id,
        rules=rule_traces(plan),
        digest=new.digest,
    )
    events = (created, *settled.events)
    return Recording(
        tenant=tenant,
        revision=scene.desk.revision,
        after=settled.ticket,
        contact=contact,
        entries=(entry,),
        references=own_ids(mails),
        clockwork=settled.clockwork,
        events=events,
        event_ids=tuple(tools.rows(len(events))),
        mails=mails,
    )


def _draft(scene: _Scene, new: NewTicket, contact: Contact) -> Ticket:
    opening = Opening(
        desk=scene.desk,
        queue=scene.queue,
        contact=contact,
        subject=new.subject,
        customer_name=new.customer_name,
        now=scene.now,
    )
    opened = draft(scene.tools, opening)
    return replace(
        opened,
        source="api",
        priority=new.priority or opened.priority,
        priority_source="api" if new.priority else opened.priority_source,
        category=new.category or opened.category,
        type=new.type,
        tags=new.tags,
        custom=dict(new.custom),
    )


def _saying(conn: Connection, scene: _Scene, before: Ticket, words: CustomerWords) -> Recording:
    now, desk, cause = scene.now, scene.desk, scene.cause()
    if not may_reopen(before, now, desk.reopen_window):
        raise Refused("ticket.closed", "The ticket is closed for good; please open a new one")
    clockwork = clockworks.of_ticket(conn, before.id)
    woken = customer_message_changes(before, now=now, reopen_window=desk.reopen_window, automatic=False, cause=cause)
    spoken = replace(before, last_customer_message_at=now)
    message = _message(before, words.text, now)
    plan = scene.plan("ticket.message.added", spoken, before, message)
    settled = settle(spoken, (*woken, *plan.changes), clockwork, scene.moment(cause))
    entry = _entry(scene, before, words.text, words.key)
    mails = tell_of_customer_words(scene.post(settled.ticket), message, cause=f"{cause.kind}:{cause.ref}")
    added = scene.event(EventKind.MESSAGE_ADDED, cause, message=entry.entry.id, rules=rule_traces(plan))
    events = (added, *settled.events)
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=before,
        after=settled.ticket,
        entries=(entry,),
        references=own_ids(mails),
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        events=events,
        event_ids=tuple(scene.tools.rows(len(events))),
        mails=mails,
    )


def _message(ticket: Ticket, text: str, now: datetime) -> Message:
    """The words as if a mail had brought them, for rules and notices."""
    return Message(
        headers=Headers(),
        author=Author(address=ticket.customer_email, name=ticket.customer_name, clean=True),
        subject=ticket.subject,
        date=now,
        text=text,
        segments=(Segment(kind=SegmentKind.NEW, start=0, end=len(text)),),
    )


def _entry(scene: _Scene, ticket: Ticket, text: str, key: str) -> NewEntry:
    author = EntryAuthor(type=AuthorType.CUSTOMER, email=ticket.customer_email, name=ticket.customer_name)
    entry = Entry(
        id=scene.tools.rows(1)[0],
        ticket_id=ticket.id,
        kind=EntryKind.PUBLIC,
        author=author,
        text=text,
        html="",
        full_text=text,
        created_at=scene.now,
        key=key,
    )
    return NewEntry(entry=entry)
