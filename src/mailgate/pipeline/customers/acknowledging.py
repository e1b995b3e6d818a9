"""Whether a new ticket is acknowledged; the answer or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass, replace

from mailgate.model.event import Event, EventKind
from mailgate.model.outbound import OutboundMail
from mailgate.model.ticket import Contact
from mailgate.notify import recipients
from mailgate.notify.views import public_view
from mailgate.pipeline.outbound.mailing import Post
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import mail_cause


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The acknowledgement, or an event with the reason why it was not sent."""

    mails: tuple[OutboundMail, ...] = ()
    events: tuple[Event, ...] = ()


def acknowledgement(situation: Situation, post: Post, contact: Contact) -> Answer:
    """Compose the acknowledgement unless something speaks against it (DESIGN section 4, RFC 3834 section 2)."""
    reason = _objection(situation)
    if reason:
        event = Event(
            kind=EventKind.UPDATED,
            at=situation.now,
            actor="system",
            cause=mail_cause(situation.mail.item.id),
            details={"acknowledgement": "not sent", "reason": reason},
        )
        return Answer(events=(event,))
    letter = post.letters.acknowledgement(
        public_view(post.ticket, post.queue, post.tools.server.public_url),
        contact,
        post.queue,
        situation.mail.message,
        situation.mail.sender.tier,
        post.to_customer(contact.id),
    )
    cause = f"inbox:{situation.mail.item.id}"
    mail = post.sealed(letter, cause=cause, row=situation.tools.rows(1)[0])
    return Answer(mails=(replace(mail, unverified=situation.unverified),))


def silence(situation: Situation) -> str:
    """Why no machine may answer the mail's author, whatever a rule wants; empty where one may."""
    mail = situation.mail
    if mail.imported:
        return "ack.imported"
    queue = replace(mail.queue, acknowledge="unless_failed")
    answer = recipients.acknowledgement(
        queue, mail.sender, situation.verdict, mail.item.envelope, situation.tools.book.addresses
    )
    return "" if answer.goes else answer.reason


def _objection(situation: Situation) -> str:
    mail = situation.mail
    answer = recipients.acknowledgement(
        mail.queue, mail.sender, situation.verdict, mail.item.envelope, situation.tools.book.addresses
    )
    return "" if answer.goes else answer.reason
