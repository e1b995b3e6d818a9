"""Values for what rules have us send: words, a customer's mail sent on, and an alert that they were stopped."""

from __future__ import annotations

from mailgate.model.desk import Queue
from mailgate.model.message import Message
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.notice import carriable
from mailgate.notify.kinds.shared import WORDS_LIMIT, frame, listed, shortened
from mailgate.notify.subjects import clean_subject, ticket_tag
from mailgate.notify.views import PublicTicketView

#: The rule that was stopped, and how many changes there were.
Spent = tuple[str, int]


def words(ticket: PublicTicketView, queue: Queue, text: str, addressing: Addressing) -> dict[str, object]:
    return {
        **frame(queue, addressing),
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "subject": clean_subject(ticket.subject),
        "words": text,
    }


def forwarded(ticket: Ticket, queue: Queue, message: Message, addressing: Addressing) -> dict[str, object]:
    carried, left_out = carriable(message.attachments)
    return {
        **frame(queue, addressing),
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "subject": clean_subject(message.subject),
        "author": message.author.address,
        "words": shortened(message.text.strip(), WORDS_LIMIT),
        "carried": listed(carried),
        "left_out": listed(left_out),
    }


def alert(queue: Queue, ticket: Ticket, stopped: Spent, addressing: Addressing) -> dict[str, object]:
    rule, changes = stopped
    return {
        **frame(queue, addressing),
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "rule": rule,
        "changes": changes,
    }
