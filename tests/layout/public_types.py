"""What is written for customers cannot even be given a note: ``make check`` has mypy prove it.

Each line here is an error that mypy must find. Were one of them allowed, its comment would be one too many, and mypy
(``warn_unused_ignores``) fails on that. Nothing here ever runs.
"""

from __future__ import annotations

from mailgate.api.shapes import message_for_customer
from mailgate.model.desk import Queue
from mailgate.model.ticket import Contact, Entry, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.agent_reply import Words
from mailgate.notify.kinds import customer
from mailgate.notify.letters import Letters
from mailgate.notify.public_entry import PublicEntry
from mailgate.notify.views import PublicTicketView


def no_renderer_takes_a_ticket(
    letters: Letters, ticket: Ticket, contact: Contact, queue: Queue, words: Words, to: Addressing
) -> None:
    letters.reply_to_customer(ticket, contact, queue, words, to)  # type: ignore[arg-type]
    customer.reply(ticket, queue, "", "", to)  # type: ignore[arg-type]
    customer.acknowledgement(ticket, queue, "", to, echo=False)  # type: ignore[arg-type]


def no_renderer_takes_a_note(note: Entry) -> None:
    message_for_customer(note, [])  # type: ignore[arg-type]


def nothing_leads_from_a_view_to_a_note(view: PublicTicketView, seen: PublicEntry) -> tuple[object, ...]:
    return (
        view.id,  # type: ignore[attr-defined]
        view.notes,  # type: ignore[attr-defined]
        seen.kind,  # type: ignore[attr-defined]
        seen.ticket_id,  # type: ignore[attr-defined]
        seen.full_text,  # type: ignore[attr-defined]
    )
