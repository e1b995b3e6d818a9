"""What there is to work with when requests of rules are carried out, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from mailgate.model.approval import Approval
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Agent, Desk
from mailgate.model.event import Event, EventKind
from mailgate.model.link import Link
from mailgate.model.message import Message
from mailgate.model.outbound import OutboundMail
from mailgate.model.plan import Request
from mailgate.model.recording import NewEntry
from mailgate.model.ticket import Ticket
from mailgate.model.workflow import WorkflowRun
from mailgate.notify.recipients import OnDuty
from mailgate.pipeline.escalations.on_duty import on_duty
from mailgate.pipeline.tools import Tools


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """The ticket as it will stand, and what caused it all."""

    tools: Tools
    desk: Desk
    ticket: Ticket
    now: datetime
    #: Beginning of the idempotency keys of mails: ``inbox:81``.
    because: str
    #: What the customer wrote; None where no words caused it.
    message: Message | None = None
    #: Active watchers, as far as a rule asks for them.
    watchers: tuple[str, ...] = ()
    #: Why no machine may answer the customer now (RFC 3834 section 2); empty where one may.
    silence: str = ""
    clockwork: Clockwork = Clockwork()
    #: Numbers of what a new ticket may repeat, the likeliest first; None: as the journal has it.
    candidates: tuple[str, ...] | None = None

    @property
    def on_duty(self) -> OnDuty:
        """Asked for only by what names a rotation."""
        return self.tools.database.read(partial(on_duty, desk=self.desk, at=self.now))

    def event(self, kind: EventKind, request: Request, **details: object) -> Event:
        return Event(kind=kind, at=self.now, actor="system", cause=request.cause, details=details)

    def failed(self, request: Request, code: str, value: object) -> Event:
        return self.event(EventKind.RULE_FAILED, request, action=request.name, value=value, code=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOut:
    """What is to be recorded with the ticket; nothing of it has happened yet."""

    entries: tuple[NewEntry, ...] = ()
    #: Addresses with the state they are to have, ``active`` or ``removed``; of an address named twice the last counts.
    watchers: tuple[tuple[str, str], ...] = ()
    #: Agents to tell beside those who are told anyway, each with the rule that wants it.
    told: tuple[tuple[Agent, str], ...] = ()
    mails: tuple[OutboundMail, ...] = ()
    events: tuple[Event, ...] = ()
    #: With the steps of an escalation that a rule began; None where none did.
    clockwork: Clockwork | None = None
    #: To ask for.
    approvals: tuple[Approval, ...] = ()
    #: Of workflows, to begin.
    runs: tuple[WorkflowRun, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def also(self) -> tuple[Agent, ...]:
        """The agents alone."""
        return tuple(agent for agent, _ in self.told)
