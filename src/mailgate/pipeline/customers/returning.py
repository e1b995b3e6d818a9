"""A customer writes on a ticket: does it come back, and has anybody to look at it?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailgate.lifecycle.messages import customer_message_changes
from mailgate.lifecycle.statuses import is_open
from mailgate.lifecycle.terms import lifecycle_of, reopen_window
from mailgate.model.desk import Desk
from mailgate.model.event import Cause
from mailgate.model.message import Message
from mailgate.model.plan import Change
from mailgate.model.ticket import Status, Ticket
from mailgate.triage.detect import Detected, detect
from mailgate.triage.reopen_intent import Intent, Reading, reopen_intent

#: How long a ticket is shown as one whose customer may want something (spec/features.md C.9).
FLAGGED = timedelta(hours=1)

_DONE = frozenset((Status.RESOLVED, Status.CLOSED))


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What words of a customer do to the ticket they are on."""

    changes: tuple[Change, ...] = ()
    #: What the desk's aid read in them; None where it was not asked.
    reading: Reading | None = None
    #: What their tone says of the priority.
    detected: Detected = Detected()

    @property
    def content(self) -> bool:
        """It was a thank-you: nobody has to do anything."""
        return self.reading is not None and self.reading.intent is Intent.CLOSES

    @property
    def journal(self) -> dict[str, object]:
        """What the journal says of it, beside the message."""
        if self.reading is None:
            return self.detected.journal
        read: dict[str, object] = {"reopen_intent": self.reading.intent.value, "evidence": list(self.reading.evidence)}
        return read | self.detected.journal


def hear(ticket: Ticket, message: Message, desk: Desk, *, now: datetime, automatic: bool, cause: Cause) -> Heard:
    """Wake the ticket up, unless it was done and its desk wants what is no complaint to leave it so.

    Only an aid that is switched on (``detection.reopen_intent``) may keep a ticket closed (spec/features.md C.9). On
    one that is worked on, or is again, the tone of the words may raise a priority that nobody chose.
    """
    heard = _woken(ticket, message, desk, now=now, automatic=automatic, cause=cause)
    comes_back = any(change.field == "status" for change in heard.changes)
    if automatic or not (comes_back or is_open(ticket.status)):
        return heard
    detected = detect(ticket, message, desk.detection)
    return replace(heard, changes=(*heard.changes, *detected.changes), detected=detected)


def _woken(ticket: Ticket, message: Message, desk: Desk, *, now: datetime, automatic: bool, cause: Cause) -> Heard:
    woken = customer_message_changes(
        ticket,
        now=now,
        reopen_window=reopen_window(desk, ticket),
        automatic=automatic,
        cause=cause,
        lifecycle=lifecycle_of(desk, ticket.queue),
    )
    if not (woken and desk.detection.reopen_intent and ticket.status in _DONE):
        return Heard(changes=woken)
    reading = _read(message)
    if reading.intent is Intent.STILL_BROKEN:
        return Heard(changes=woken, reading=reading)
    kept = tuple(change for change in woken if change.field != "status")
    if reading.intent is Intent.UNSURE:
        flag = Cause(kind="detection", ref=f"unsure: {', '.join(reading.evidence)}".removesuffix(": "))
        kept = (*kept, Change(field="flagged_until", value=now + FLAGGED, cause=flag))
    elif ticket.flagged_until is not None:
        kept = (*kept, Change(field="flagged_until", value=None, cause=cause))
    return Heard(changes=kept, reading=reading)


def _read(message: Message) -> Reading:
    """A file beside thanks may be the picture of what is wrong."""
    reading = reopen_intent(message.new_text)
    if reading.intent is Intent.CLOSES and any(not part.inline for part in message.attachments):
        return Reading(intent=Intent.UNSURE, evidence=(*reading.evidence, "an attachment"))
    return reading
