"""Agents are told of notices over a limit together, every ten minutes, and of those of a quiet night in the morning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from mailgate.model.outbound import PAGES, OutboundMail
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.governed import Untold
from mailgate.pipeline.outbound.links import LINK_LASTS, link_url
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.outbound.telling_together import tell_due
from mailgate.pipeline.tools import Tools
from mailgate.store.outbound import notice_bundles
from mailgate.store.outbound.notice_bundles import NoticeBundle, Waiting
from mailgate.thread.link_token import Link, LinkPurpose

#: Named in one mail; more are counted.
_LISTED = 100


def send_digests(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Tell each recipient whose bundle is due of all that waits; the answer is how many mails that made.

    Raises:
        StoreUnavailable: The database is away; what was not told is still due.
    """
    return tell_due(tools, notice_bundles, _digest, clock=clock)


def _digest(tools: Tools, bundle: NoticeBundle, now: datetime) -> tuple[OutboundMail, ...]:
    """Nothing where the desk is gone, or all goes out as it is."""
    desk, told = tools.desks.get(bundle.tenant), bundle.together
    if desk is None or not told:
        return ()
    queue = desk.queue(told[0].queue) or desk.queues[0]
    recipient = desk.agent(bundle.recipient) or bundle.recipient
    notices = _named(tools, bundle, now)
    addressing = Addressing(message_id=tools.new_message_id(), loop_id=tools.loop_id, date=now)
    post = QueuePost(tools=tools, desk=desk, queue=queue, now=now)
    letter = post.letters.notice_digest(recipient, queue, notices, len(told), addressing)
    return (post.sealed(letter, cause=f"outbox:{told[0].id}", row=tools.rows(1)[0]),)


def _named(tools: Tools, bundle: NoticeBundle, now: datetime) -> list[Untold]:
    """Each kind once for each ticket; where somebody is paged, with the link that takes it."""
    times = Counter((each.kind, each.ticket_id) for each in bundle.together)
    firsts = list({(each.kind, each.ticket_id): each for each in reversed(bundle.together)}.values())[::-1]
    linked = {each.ticket_id: each.id for each in reversed(firsts) if each.kind in PAGES}
    return [
        Untold(
            kind=each.kind,
            number=each.number,
            subject=each.subject,
            times=times[each.kind, each.ticket_id],
            link=_taking(tools, bundle, each, now) if linked.get(each.ticket_id) == each.id else "",
        )
        for each in firsts[:_LISTED]
    ]


def _taking(tools: Tools, bundle: NoticeBundle, page: Waiting, now: datetime) -> str:
    if page.ticket_id is None:
        return ""
    link = Link(
        purpose=LinkPurpose.ACK,
        tenant=bundle.tenant,
        ticket_id=page.ticket_id,
        subject_id=page.id,
        recipient=bundle.recipient.lower(),
        expires_at=now + LINK_LASTS,
    )
    return link_url(tools, link)
