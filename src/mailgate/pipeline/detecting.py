"""A new ticket as the desk's aids see it, before any rule is asked."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.lifecycle.apply import apply_changes
from mailgate.model.desk import Desk
from mailgate.model.message import Message
from mailgate.model.plan import Change
from mailgate.model.ticket import Ticket
from mailgate.triage.detect import detect


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The ticket with what was guessed, for the rules; whatever they ask for comes after ``changes``."""

    ticket: Ticket
    #: What the journal says of it, beside the ticket's creation.
    journal: dict[str, object]
    changes: tuple[Change, ...] = ()


def look_at(opened: Ticket, message: Message, desk: Desk) -> Seen:
    """Guess category and priority where nobody gave them and the desk wants it (``detection.enabled``)."""
    found = detect(opened, message, desk.detection)
    if not found.changes:
        return Seen(ticket=opened, journal=found.journal)
    guessed = apply_changes(opened, found.changes, now=opened.created_at, actor="system")
    return Seen(ticket=guessed.ticket, changes=found.changes, journal=found.journal)
