"""What one decision writes: everything about one ticket that commits or vanishes together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.approval import Approval
from mailgate.model.assignment import Taken
from mailgate.model.clockwork import Clockwork
from mailgate.model.detection import Lesson
from mailgate.model.event import Event
from mailgate.model.link import Link, Removal
from mailgate.model.mark import SpamSender
from mailgate.model.match import KnownId
from mailgate.model.message import Attachment
from mailgate.model.outbound import Bounced, OutboundMail, Suppression
from mailgate.model.plan import RuleMark, RuleTimes, RuleTrace
from mailgate.model.sla import Deadline
from mailgate.model.survey import Survey
from mailgate.model.ticket import Contact, Entry, Ticket
from mailgate.model.workflow import WorkflowRun


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEntry:
    """A message to add, with its attachments and the row ids kept for them, one each."""

    entry: Entry
    attachments: tuple[Attachment, ...] = ()
    attachment_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingNotice:
    """That a mail is held, still to be told to one agent; what falls due together is told in one mail."""

    inbox_id: int
    #: The agent's address, lower-case.
    recipient: str
    #: Key of the queue that the mail came to.
    queue: str
    #: Address of the mail's author, empty when there is none.
    author: str
    subject: str
    #: Stable code of why it is held.
    reason: str
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """A person's word on a held mail, with its entry in that mail's own journal."""

    inbox_id: int
    #: ``accept``, ``new``, ``spam`` or ``discard``; ``undo``: it waits again, after ``spam``.
    how: str
    event: Event
    event_id: int
    #: For ``undo``: the reason for which it waited before.
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """Row ids are in it already; nothing in it was read from anywhere but the snapshot that ``before`` is of."""

    tenant: str
    #: Number of the desk revision that decided.
    revision: int
    #: None for a new ticket, and where no ticket is touched.
    before: Ticket | None = None
    #: None where no ticket is touched; equal to ``before`` where only something beside it is added.
    after: Ticket | None = None
    #: Stored with the ticket unless it is there already.
    contact: Contact | None = None
    entries: tuple[NewEntry, ...] = ()
    references: tuple[KnownId, ...] = ()
    clockwork_before: Clockwork = Clockwork()
    clockwork: Clockwork = Clockwork()
    #: Beside those of the clockwork, and new: runs of escalation that were asked for.
    deadlines: tuple[Deadline, ...] = ()
    #: New, or decided under the version that was read.
    approvals: tuple[Approval, ...] = ()
    #: Runs of workflows: new, or moved under the version that was read.
    runs: tuple[WorkflowRun, ...] = ()
    #: Watchers' addresses, each ``proposed`` (unless it is listed already), ``active`` or ``removed``.
    watchers: tuple[tuple[str, str], ...] = ()
    events: tuple[Event, ...] = ()
    #: Row ids for ``events``, one each.
    event_ids: tuple[int, ...] = ()
    mails: tuple[OutboundMail, ...] = ()
    notices: tuple[WaitingNotice, ...] = ()
    #: What becomes of other mails, which were held.
    releases: tuple[Release, ...] = ()
    #: The mail of ours that this is the report of.
    bounced: Bounced | None = None
    #: Addresses that get no mail from now on.
    suppressed: tuple[Suppression, ...] = ()
    #: Suppressed addresses whose people wrote to us: they get mail again.
    lifted: tuple[str, ...] = ()
    #: Words that waited, which the customer may read from now on, and the outbox ids of the held mails that carry them.
    published: tuple[int, ...] = ()
    let_go: tuple[int, ...] = ()
    #: Put on the list of spam senders, and addresses taken off it.
    spam_senders: tuple[SpamSender, ...] = ()
    #: Of agents that a strategy gave the ticket to.
    turns: tuple[Taken, ...] = ()
    #: Tickets with the one that they lead to from now on; None: to no other any more.
    merges: tuple[tuple[int, int | None], ...] = ()
    links: tuple[Link, ...] = ()
    removal: Removal | None = None
    #: What commits with it on other tickets.
    beside: tuple[Recording, ...] = ()
    no_spam_senders: tuple[str, ...] = ()
    #: Somebody is asked how it was, or answered.
    survey: Survey | None = None
    #: A person closed the ticket: what that teaches.
    lesson: Lesson | None = None
    inbox_id: int | None = None
    #: Rules were asked about all that is in it.
    asked: bool = False
    #: What each rule said, in order.
    rules: tuple[RuleTrace, ...] = ()
    rule_marks: tuple[RuleMark, ...] = ()
    rule_times: tuple[RuleTimes, ...] = ()
    #: Row id for ``rules``.
    rules_id: int = 0
