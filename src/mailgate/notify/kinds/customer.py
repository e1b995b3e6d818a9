"""Values for mails to customers; they see a ``PublicTicketView``, so no note is within reach (decision D-18)."""

from __future__ import annotations

from markupsafe import Markup

from mailgate.model.desk import Queue
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.shared import frame
from mailgate.notify.subjects import clean_subject, ticket_tag
from mailgate.notify.views import PublicTicketView


def acknowledgement(
    ticket: PublicTicketView, queue: Queue, subject: str, addressing: Addressing, *, echo: bool
) -> dict[str, object]:
    """``subject`` and ``echo_subject`` are for the subject line alone; not even the sender's name is in it (T-30)."""
    return {
        **frame(queue, addressing),
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "status": ticket.status,
        "subject": clean_subject(subject),
        "echo_subject": echo,
    }


def close_warning(ticket: PublicTicketView, queue: Queue, closes: str, addressing: Addressing) -> dict[str, object]:
    """``closes`` is the day on which the ticket ends, in words."""
    return {
        **frame(queue, addressing),
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "subject": clean_subject(ticket.subject),
        "customer_name": ticket.customer_name,
        "closes": closes,
    }


def solved_question(ticket: PublicTicketView, queue: Queue, addressing: Addressing) -> dict[str, object]:
    return {
        **frame(queue, addressing),
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "subject": clean_subject(ticket.subject),
        "customer_name": ticket.customer_name,
    }


def survey(ticket: PublicTicketView, queue: Queue, link: str, addressing: Addressing) -> dict[str, object]:
    """``link`` is where it is answered in a browser; empty where nobody can reach us there."""
    return {
        **frame(queue, addressing),
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "subject": clean_subject(ticket.subject),
        "customer_name": ticket.customer_name,
        "link": link,
        "scores": [{"score": score, "word": word} for score, word in SCORES],
    }


#: What each score means, the best first.
SCORES = ((5, "very good"), (4, "good"), (3, "so-so"), (2, "bad"), (1, "very bad"))


def reply(ticket: PublicTicketView, queue: Queue, text: str, html: str, addressing: Addressing) -> dict[str, object]:
    """``html`` is sanitised already, and goes out as it is."""
    return {
        **frame(queue, addressing),
        "number": ticket.number,
        "tag": ticket_tag(ticket.number),
        "status": ticket.status,
        "subject": clean_subject(ticket.subject),
        "customer_name": ticket.customer_name,
        "words": text,
        "words_html": Markup(html),  # noqa: S704 - sanitised by parse, or escaped from the text
    }
