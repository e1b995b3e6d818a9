"""An agent's turn on a ticket: who acts, what is said, and what is done beside it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.approval import Approval
from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.event import Cause, Event
from mailgate.model.lifecycle import Lifecycle
from mailgate.model.link import Link
from mailgate.model.mark import SpamSender
from mailgate.model.message import Attachment
from mailgate.model.plan import Change
from mailgate.model.sla import Deadline
from mailgate.model.ticket import Contact, Ticket
from mailgate.pipeline.tickets.merging import seen_as
from mailgate.pipeline.tools import Tools


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
    #: The ticket of another customer that was merged into this one, and whose customer is answered.
    origin: Ticket | None = None

    def seen(self, ticket: Ticket) -> Ticket:
        """The ticket as whoever is answered knows it."""
        return seen_as(ticket, self.origin) if self.origin else ticket

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
    links: tuple[Link, ...] = ()
    #: What is to become of open children where the ticket ends: ``close`` or ``keep``; empty: as its queue has it.
    children: str = ""
