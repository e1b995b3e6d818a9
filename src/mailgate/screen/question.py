"""What every check is asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mailgate.model.desk import DeskRates
from mailgate.model.identity import Sender
from mailgate.model.mark import Mark, SenderFacts
from mailgate.model.message import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One mail with all that the checks may look at."""

    message: Message
    sender: Sender
    facts: SenderFacts
    rates: DeskRates
    #: Value of our own ``X-Mailgate-Loop`` header.
    loop_id: str
    #: Envelope sender, empty for the null sender.
    mail_from: str
    #: It came from a relay whose word counts; what others claim about a mail was written by anybody.
    trusted_peer: bool


Check = Callable[[Question], Mark | None]
