"""What happened that rules may have something to say about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from mailgate.model.desk import Desk
from mailgate.model.envelope import Envelope
from mailgate.model.identity import Sender
from mailgate.model.mark import Verdict
from mailgate.model.message import Message
from mailgate.model.outbound import OutboundKind
from mailgate.model.plan import RuleMark
from mailgate.model.sla import Cycle
from mailgate.model.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail that is about to leave."""

    kind: OutboundKind
    #: Lower-case.
    recipient: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One pass of the rules looks at one occasion; nothing in it changes while they are read."""

    #: Full event names (``ticket.created``); a rule is asked when it names one of them.
    events: tuple[str, ...]
    desk: Desk
    #: The ticket as it stands; None before there is one.
    ticket: Ticket | None
    #: The ticket before what happened; None for a new one.
    before: Ticket | None
    now: datetime
    #: The mail that caused it, None when it came by API or clock.
    message: Message | None = None
    sender: Sender | None = None
    #: The sender wrote to this desk before.
    known_sender: bool = False
    verdict: Verdict | None = None
    envelope: Envelope | None = None
    #: Address of whoever did it; empty: the mail's author, or else the system.
    actor: str = ""
    #: By what way: ``mail``, ``command``, ``api``, ``cli``, ``schedule``.
    channel: str = "mail"
    #: ``public`` or ``internal``: what was said; empty when nothing was.
    said: str = ""
    #: The ticket's promises as they stand.
    cycles: tuple[Cycle, ...] = ()
    #: By name of a ``count.*`` field, without the family; what nobody counted has no value.
    counts: Mapping[str, int] = field(default_factory=dict)
    #: What is remembered of rules on this ticket.
    marks: Mapping[str, RuleMark] = field(default_factory=dict)
    #: For the outbound phase.
    outgoing: Outgoing | None = None
