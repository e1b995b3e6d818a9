"""A new ticket as the desk's aids see it, before any rule is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.lifecycle.apply import apply_changes
from mailgate.model.desk import Desk
from mailgate.model.detection import Memory, RecentTicket
from mailgate.model.message import Message
from mailgate.model.plan import Change
from mailgate.model.ticket import Contact, Ticket
from mailgate.store.database import Connection
from mailgate.store.tickets import learned, recent_tickets
from mailgate.triage.detect import detect
from mailgate.triage.duplicates import Alike, alike
from mailgate.triage.learned import Suggestion, act_on, suggest, words_of

#: What the journal calls them.
CANDIDATES = "duplicate_candidates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The ticket with what was guessed, for the rules; whatever they ask for comes after ``changes``."""

    ticket: Ticket
    #: What the journal says of it, beside the ticket's creation.
    journal: dict[str, object]
    changes: tuple[Change, ...] = ()
    #: Sentences for the agents' notice.
    hints: tuple[str, ...] = ()
    #: Numbers of what it may repeat, the likeliest first.
    candidates: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a new ticket is compared with, each where its desk wants it."""

    #: The customer's open tickets of the last day (``detection.duplicates``).
    recent: Sequence[RecentTicket] = ()
    #: What past tickets taught (``detection.learn``).
    memory: Memory | None = None


_NOTHING = Known()


def look_at(opened: Ticket, message: Message, desk: Desk, known: Known = _NOTHING) -> Seen:
    """Guess category, team and priority where nobody gave them and the desk wants it."""
    found = detect(opened, message, desk.detection)
    text = message.new_text or message.text
    again = alike(message.subject, text, known.recent) if known.recent else ()
    learning = desk.detection.learn
    suggested = suggest(known.memory, words_of(message), learning) if known.memory is not None else ()
    suggested = tuple(each for each in suggested if each.field != "team" or desk.team(each.label))
    hints = (*map(_hint, again), *map(_suggestion, suggested))
    journal = found.journal | _journal(again) | _learned(suggested)
    candidates = tuple(each.number for each in again)
    if not (found.changes or suggested):
        return Seen(ticket=opened, journal=journal, hints=hints, candidates=candidates)
    guessed = apply_changes(opened, found.changes, now=opened.created_at, actor="system").ticket
    acts = tuple(change for each in suggested if (change := act_on(guessed, each, desk.detection)) is not None)
    taught = apply_changes(guessed, acts, now=opened.created_at, actor="system").ticket
    changes = (*found.changes, *acts)
    return Seen(ticket=taught, changes=changes, journal=journal, hints=hints, candidates=candidates)


def known_of(conn: Connection, desk: Desk, contact: Contact, message: Message, now: datetime) -> Known:
    """What a ticket without a mail is compared with; nothing is read where the desk does not want it."""
    detection = desk.detection
    recent: tuple[RecentTicket, ...] = ()
    if detection.duplicates and contact.stored:
        recent = recent_tickets.of_contacts(conn, (contact.id,), now).get(contact.id, ())
    memory = learned.recall(conn, desk.tenant, words_of(message)) if detection.learn.enabled else None
    return Known(recent=recent, memory=memory)


def _learned(suggested: Sequence[Suggestion]) -> dict[str, object]:
    if not suggested:
        return {}
    named = [
        {
            "field": each.field,
            "value": each.label,
            "confidence": round(each.confidence, 2),
            "evidence": list(each.evidence),
            "nearest": list(each.nearest),
        }
        for each in suggested
    ]
    return {"learned": named}


def _suggestion(each: Suggestion) -> str:
    because, like = ", ".join(each.evidence), ", ".join(each.nearest)
    return f"{each.field} {each.label}? {each.confidence:.0%} of such guesses were right ({because}; like {like})"


def _journal(again: Sequence[Alike]) -> dict[str, object]:
    if not again:
        return {}
    named = [{"ticket": each.number, "by": each.by, "likeness": each.likeness} for each in again]
    return {CANDIDATES: named}


def _hint(again: Alike) -> str:
    return f'perhaps the same as {again.number} "{again.subject}" ({again.by} {again.likeness}% alike)'
