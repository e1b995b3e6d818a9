"""A customer writes on a ticket: does it come back, and has anybody to look at it?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.lifecycle.messages import customer_message_changes
from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.desk import Desk
from mailgate.model.event import Cause
from mailgate.model.message import Message
from mailgate.model.plan import Change
from mailgate.model.ticket import Status, Ticket
from mailgate.triage.reopen_intent import Intent, Reading, reopen_intent

_DONE = frozenset((Status.RESOLVED, Status.CLOSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What words of a customer do to the ticket they are on."""

    changes: tuple[Change, ...] = ()
    #: What the desk's aid read in them; None where it was not asked.
    reading: Reading | None = None

    @property
    def content(self) -> bool:
        """It was a thank-you: nobody has to do anything."""
        return self.reading is not None and self.reading.intent is Intent.CLOSES

    @property
    def journal(self) -> dict[str, object]:
        """What the journal says of it, beside the message."""
        if self.reading is None:
            return {}
        return {"reopen_intent": self.reading.intent.value, "evidence": list(self.reading.evidence)}


def hear(ticket: Ticket, message: Message, desk: Desk, *, now: datetime, automatic: bool, cause: Cause) -> Heard:
    """Wake the ticket up, unless it was done and its desk wants what is no complaint to leave it so.

    Only an aid that is switched on (``detection.reopen_intent``) may keep a ticket closed (spec/features.md C.9).
    """
    woken = customer_message_changes(
        ticket,
        now=now,
        reopen_window=desk.reopen_window,
        automatic=automatic,
        cause=cause,
        lifecycle=lifecycle_of(desk, ticket.queue),
    )
    if not (woken and desk.detection.reopen_intent and ticket.status in _DONE):
        return Heard(changes=woken)
    reading = _read(message)
    if reading.intent is Intent.STILL_BROKEN:
        return Heard(changes=woken, reading=reading)
    return Heard(changes=tuple(change for change in woken if change.field != "status"), reading=reading)


def _read(message: Message) -> Reading:
    """A file beside thanks may be the picture of what is wrong."""
    reading = reopen_intent(message.new_text)
    if reading.intent is Intent.CLOSES and any(not part.inline for part in message.attachments):
        return Reading(intent=Intent.UNSURE, evidence=(*reading.evidence, "an attachment"))
    return reading
