"""What happened that rules may have something to say about."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.desk import Desk
from mailgate.model.envelope import Envelope
from mailgate.model.identity import Sender
from mailgate.model.mark import Verdict
from mailgate.model.message import Message
from mailgate.model.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """One pass of the rules looks at one occasion; nothing in it changes while they are read."""

    #: Full event names (``ticket.created``); a rule is asked when it names one of them.
    events: tuple[str, ...]
    desk: Desk
    #: The ticket as it stands.
    ticket: Ticket
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
