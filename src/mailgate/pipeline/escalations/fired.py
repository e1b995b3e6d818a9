"""What a due deadline comes to, before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.approval import Approval
from mailgate.model.clockwork import Clockwork
from mailgate.model.event import Event
from mailgate.model.link import Link
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import NewEntry
from mailgate.model.sla import DeadlineState
from mailgate.model.ticket import Ticket
from mailgate.model.workflow import WorkflowRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Fired:
    """What firing comes to; the deadline itself ends in ``state``; ``pending``: its row moved to another time."""

    state: DeadlineState
    ticket: Ticket
    clockwork: Clockwork
    events: tuple[Event, ...]
    mails: tuple[OutboundMail, ...] = ()
    entries: tuple[NewEntry, ...] = ()
    watchers: tuple[tuple[str, str], ...] = ()
    approvals: tuple[Approval, ...] = ()
    runs: tuple[WorkflowRun, ...] = ()
    links: tuple[Link, ...] = ()
