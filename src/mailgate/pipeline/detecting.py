"""A new ticket as the desk's aids see it, before any rule is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.lifecycle.apply import apply_changes
from mailgate.model.desk import Desk
from mailgate.model.detection import RecentTicket
from mailgate.model.message import Message
from mailgate.model.plan import Change
from mailgate.model.ticket import Contact, Ticket
from mailgate.store import recent_tickets
from mailgate.store.database import Connection
from mailgate.triage.detect import detect
from mailgate.triage.duplicates import Alike, alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The ticket with what was guessed, for the rules; whatever they ask for comes after ``changes``."""

    ticket: Ticket
    #: What the journal says of it, beside the ticket's creation.
    journal: dict[str, object]
    changes: tuple[Change, ...] = ()
    #: Sentences for the agents' notice.
    hints: tuple[str, ...] = ()


def look_at(opened: Ticket, message: Message, desk: Desk, recent: Sequence[RecentTicket] = ()) -> Seen:
    """Guess category and priority where nobody gave them and the desk wants it (``detection.enabled``).

    Args:
        recent: The customer's open tickets, where the desk wants to know of duplicates (``detection.duplicates``).
    """
    found = detect(opened, message, desk.detection)
    again = alike(message.subject, message.new_text or message.text, recent) if recent else ()
    journal = found.journal | _journal(again)
    hints = tuple(map(_hint, again))
    if not found.changes:
        return Seen(ticket=opened, journal=journal, hints=hints)
    guessed = apply_changes(opened, found.changes, now=opened.created_at, actor="system")
    return Seen(ticket=guessed.ticket, changes=found.changes, journal=journal, hints=hints)


def recent_of(conn: Connection, desk: Desk, contact: Contact, now: datetime) -> tuple[RecentTicket, ...]:
    """What ``look_at`` compares with; nothing is read where the desk does not want it, or of a new customer."""
    if not desk.detection.duplicates or not contact.stored:
        return ()
    return recent_tickets.of_contacts(conn, (contact.id,), now).get(contact.id, ())


def _journal(again: Sequence[Alike]) -> dict[str, object]:
    if not again:
        return {}
    named = [{"ticket": each.number, "by": each.by, "likeness": each.likeness} for each in again]
    return {"duplicate_candidates": named}


def _hint(again: Alike) -> str:
    return f'perhaps the same as {again.number} "{again.subject}" ({again.by} {again.likeness}% alike)'
