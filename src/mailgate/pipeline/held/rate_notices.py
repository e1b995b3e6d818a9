"""Whoever writes more than a desk takes at once is told so, once in the window of the rate."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.notify import recipients
from mailgate.notify.addressing import Addressing
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.situation import Situation
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox


def rate_notice(conn: Connection, situation: Situation) -> tuple[OutboundMail, ...]:
    """The notice, where an acknowledgement would have been sent too (RFC 3834 section 2); it repeats nothing."""
    mail, tools, now = situation.mail, situation.tools, situation.now
    rate, address = mail.desk.rates.tickets_per_sender, mail.sender.address
    answer = recipients.acknowledgement(
        mail.queue, mail.sender, situation.verdict, mail.item.envelope, tools.book.addresses
    )
    # A domain's rate is many people's: whoever changes names would get a notice for each.
    own = any(mark.reason == "screen.rate.tickets_per_sender" for mark in situation.verdict.marks)
    if rate is None or not own or not answer.goes:
        return ()
    kind, since = OutboundKind.RATE_NOTICE, now - rate.window
    if outbox.sent_since(conn, tenant=mail.item.tenant, kind=kind, recipient=address, since=since):
        return ()
    addressing = Addressing(
        message_id=tools.new_message_id(),
        date=now,
        in_reply_to=mail.message.message_id,
        loop_id=tools.loop_id,
    )
    post = QueuePost(tools=tools, desk=mail.desk, queue=mail.queue, now=now)
    notice = post.sealed(
        post.letters.rate_notice(address, mail.queue, addressing),
        cause=f"inbox:{mail.item.id}",
        row=tools.rows(1)[0],
    )
    # An automatic answer has the null return path (RFC 3834 section 3.3).
    return (replace(notice, envelope_from="", unverified=situation.unverified),)
