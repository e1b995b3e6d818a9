"""Whether a new ticket is acknowledged; the answer or the reason why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.metrics import LIMITS
from mailgate.model.event import Event, EventKind
from mailgate.model.limits import Rate
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.ticket import Contact
from mailgate.notify import recipients
from mailgate.notify.views import public_view
from mailgate.pipeline.mailing import Post
from mailgate.pipeline.settling import mail_cause
from mailgate.pipeline.situation import Situation
from mailgate.store import outbox_rows
from mailgate.store.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The acknowledgement, or an event with the reason why it was not sent."""

    mails: tuple[OutboundMail, ...] = ()
    events: tuple[Event, ...] = ()


def acknowledgement(conn: Connection, situation: Situation, post: Post, contact: Contact) -> Answer:
    """Compose the acknowledgement unless something speaks against it (DESIGN section 4, RFC 3834 section 2)."""
    reason = _objection(situation) or _over_rate(conn, situation, contact)
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
    return Answer(mails=(post.sealed(letter, cause=cause, row=situation.tools.rows(1)[0]),))


def _objection(situation: Situation) -> str:
    mail = situation.mail
    answer = recipients.acknowledgement(
        mail.queue, mail.sender, situation.verdict, mail.item.envelope, situation.tools.book.addresses
    )
    return "" if answer.goes else answer.reason


def _over_rate(conn: Connection, situation: Situation, contact: Contact) -> str:
    """Over a rate acknowledgements are suppressed, not delayed: a late one helps nobody."""
    limits = situation.tools.server.limits
    checks = (
        ("ack.address_rate", limits.acks_per_address, contact.email),
        ("ack.tenant_rate", limits.acks_per_tenant, None),
    )
    for code, rate, recipient in checks:
        if rate is not None and _sent(conn, situation, rate, recipient) >= rate.count:
            LIMITS.fired(23)
            return code
    return ""


def _sent(conn: Connection, situation: Situation, rate: Rate, recipient: str | None) -> int:
    since: datetime = situation.now - rate.window
    return outbox_rows.sent_since(
        conn,
        tenant=situation.mail.item.tenant,
        kind=OutboundKind.ACKNOWLEDGEMENT,
        recipient=recipient,
        since=since,
    )
