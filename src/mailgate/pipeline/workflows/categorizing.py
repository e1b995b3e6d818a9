"""What ``categorize_issue`` reads in a customer's words, whether or not the desk has guesses switched on otherwise."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.detection import CategorySigns, Detection, PrioritySigns, Signs
from mailgate.model.message import Author, Headers, Message, Segment, SegmentKind
from mailgate.model.plan import Change
from mailgate.model.ticket import AuthorType, Priority
from mailgate.pipeline.workflows.mails import Speaking
from mailgate.store.database import Connection
from mailgate.store.tickets import entries
from mailgate.triage.detect import detect
from mailgate.triage.phrases.categories import WORDS

#: Words of spec/features.md A.0 3.11; here they are of these categories alone.
_PRINTED = {
    "network_issue": ("slow", "down", "offline", "connection", "internet"),
    "billing_inquiry": ("bill", "payment", "charge", "invoice", "refund"),
    "technical_support": ("error", "bug", "broken", "not working"),
}
_HURRY = PrioritySigns(priority=Priority.HIGH, signs=Signs(keywords=("down", "offline", "critical", "urgent")))
_TAKEN = frozenset(word for words in _PRINTED.values() for word in words)


def _signs(category: str, words: tuple[str, ...]) -> CategorySigns:
    others = (word for word in words if word not in _TAKEN)
    return CategorySigns(category=category, signs=Signs(keywords=(*_PRINTED.get(category, ()), *others)))


_CATEGORIES = tuple(_signs(category, words) for category, words in WORDS.items())


def guesses(conn: Connection, speaking: Speaking) -> tuple[Change, ...]:
    """Category and priority by the subject and the customer's first words; nothing where they are not evident."""
    ticket, detection = speaking.ticket, speaking.desk.detection
    said = entries.of_ticket(conn, ticket.tenant, ticket.id, notes=False)
    text = next((each.text for each in said if each.author.type is AuthorType.CUSTOMER), "")
    message = Message(
        headers=Headers(),
        author=Author(address=ticket.customer_email, name=ticket.customer_name, clean=True),
        subject=ticket.subject,
        date=None,
        text=text,
        segments=(Segment(kind=SegmentKind.NEW, start=0, end=len(text)),),
    )
    wanted = Detection(
        enabled=True,
        max=detection.max,
        tone=False,
        categories=detection.categories or _CATEGORIES,
        priorities=(*detection.priorities, _HURRY),
    )
    # The guess is made late: a ticket that is known already may get its first category, too.
    return detect(replace(ticket, version=0), message, wanted).changes
