"""What an opening and a customer's words have in common when no mail brought them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import Refused
from mailgate.model.desk import Desk, Queue
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.identity import Sender, Tier
from mailgate.model.mark import Verdict
from mailgate.model.message import Author, Headers, Message, Segment, SegmentKind
from mailgate.model.plan import Plan
from mailgate.model.recording import NewEntry
from mailgate.model.ticket import AuthorType, Entry, EntryAuthor, EntryKind, Ticket
from mailgate.pipeline.outbound.mailing import Post
from mailgate.pipeline.rules.counting import counted
from mailgate.pipeline.rules.errand import Errand
from mailgate.pipeline.rules.ruling import Asking
from mailgate.pipeline.tickets.actions import Actor
from mailgate.pipeline.tickets.assigning import strategy_asked
from mailgate.pipeline.tickets.settling import Moment, Settled, rows_for_clock
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.people.team_work import TeamWork
from mailgate.store.rules import rule_marks
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage

_NO_PLAN = Plan()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Who says something to which queue of which desk, and when."""

    tools: Tools
    desk: Desk
    queue: Queue
    actor: Actor
    now: datetime

    def moment(self, cause: Cause, conn: Connection | None = None, plan: Plan = _NO_PLAN) -> Moment:
        """Without a connection no ticket is given to anybody."""
        return Moment(
            desk=self.desk,
            now=self.now,
            actor=self.actor.email,
            ids=self.tools.rows(rows_for_clock(self.desk)),
            cause=cause,
            work=None if conn is None else TeamWork(conn),
            strategy=strategy_asked(plan.requests),
        )

    def cause(self) -> Cause:
        """Each request is a cause of its own: the notices of two equal ones are two."""
        return replace(self.actor.cause, ref=f"{self.actor.cause.ref}:{self.tools.rows(1)[0]}")

    def event(self, kind: EventKind, cause: Cause, **details: object) -> Event:
        return Event(kind=kind, at=self.now, actor=self.actor.email, cause=cause, details=details)

    def plan(self, conn: Connection, message: Message, asking: Asking) -> Plan:
        """What the rules ask for; a token vouches for its holder as DMARC does for a sender."""
        author, ticket, rules = message.author, asking.ticket, self.tools.rules[self.desk.tenant]
        if not rules.of(asking.events):
            return Plan()
        known = rules.remembers(asking.events) and asking.before is not None
        occasion = Occasion(
            events=asking.events,
            desk=self.desk,
            ticket=ticket,
            before=asking.before,
            now=self.now,
            message=message,
            sender=Sender(address=author.address, name=author.name, tier=Tier.VERIFIED, reason="api.token"),
            verdict=Verdict(),
            actor=self.actor.email,
            channel=self.actor.cause.kind,
            said="public",
            cycles=asking.cycles,
            counts=counted(conn, ticket, rules.fields(asking.events, "count"), self.now),
            marks=rule_marks.of_tickets(conn, (ticket.id,))[ticket.id] if known else {},
        )
        return triage(occasion, rules)

    def errand(self, settled: Settled, message: Message, because: str) -> Errand:
        """What requests of rules are carried out with."""
        return Errand(
            tools=self.tools,
            desk=self.desk,
            ticket=settled.ticket,
            now=self.now,
            because=because,
            message=message,
            clockwork=settled.clockwork,
        )

    def expect_let_through(self, plan: Plan) -> None:
        """A mail that a rule holds waits for an agent's yes; a request has somebody who can be told at once.

        An agent's own request is that yes already.

        Raises:
            Refused: ``held.rule``, to anybody else.
        """
        if plan.hold and self.desk.agent(self.actor.email) is None:
            raise Refused("held.rule", "The desk does not take this by the API; please send a mail")

    def post(self, ticket: Ticket) -> Post:
        queue = self.desk.queue(ticket.queue) or self.queue
        return Post(tools=self.tools, desk=self.desk, queue=queue, ticket=ticket, now=self.now)

    def entry(self, ticket: Ticket, text: str, key: str) -> NewEntry:
        """The customer's words, for all to read."""
        author = EntryAuthor(type=AuthorType.CUSTOMER, email=ticket.customer_email, name=ticket.customer_name)
        entry = Entry(
            id=self.tools.rows(1)[0],
            ticket_id=ticket.id,
            kind=EntryKind.PUBLIC,
            author=author,
            text=text,
            html="",
            full_text=text,
            created_at=self.now,
            key=key,
        )
        return NewEntry(entry=entry)


def as_message(ticket: Ticket, text: str, now: datetime) -> Message:
    """The words as if a mail had brought them, for rules and notices."""
    return Message(
        headers=Headers(),
        author=Author(address=ticket.customer_email, name=ticket.customer_name, clean=True),
        subject=ticket.subject,
        date=now,
        text=text,
        segments=(Segment(kind=SegmentKind.NEW, start=0, end=len(text)),),
    )
