"""Agents are told of notices over a limit together, every ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from mailgate.errors import Conflict
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import Recording
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.governed import Untold
from mailgate.pipeline.governing import govern
from mailgate.pipeline.held_mailing import HeldPost
from mailgate.pipeline.tools import Tools
from mailgate.store import notice_bundles
from mailgate.store.database import Connection
from mailgate.store.notice_bundles import NoticeBundle
from mailgate.store.record import record

_LOG = structlog.get_logger()
#: Named in one mail; more are counted.
_LISTED = 100


def send_digests(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Tell each recipient whose bundle is due of all that waits; the answer is how many mails that made.

    Raises:
        StoreUnavailable: The database is away; what was not told is still due.
    """
    sent = 0
    while True:
        now = clock()
        bundle = tools.database.read(partial(notice_bundles.due, now=now))
        if bundle is None:
            return sent
        planned = Recording(tenant=bundle.tenant, revision=0, mails=_digest(tools, bundle, now))
        (recording,) = tools.database.read(partial(govern, tools=tools, recordings=(planned,), now=now))
        try:
            tools.database.write(partial(_close, bundle=bundle, recording=recording, now=now))
            sent += len(recording.mails)
        except Conflict as conflict:
            _LOG.info("notices.conflict", reason=str(conflict))


def _close(conn: Connection, bundle: NoticeBundle, recording: Recording, now: datetime) -> None:
    notice_bundles.close(conn, bundle, now=now)
    record(conn, (recording,), now=now)


def _digest(tools: Tools, bundle: NoticeBundle, now: datetime) -> tuple[OutboundMail, ...]:
    """Nothing where the desk is gone."""
    desk = tools.desks.get(bundle.tenant)
    if desk is None:
        return ()
    queue = desk.queue(bundle.notices[0].queue) or desk.queues[0]
    recipient = desk.agent(bundle.recipient) or bundle.recipient
    notices = [Untold(kind=each.kind, number=each.number, subject=each.subject) for each in bundle.notices[:_LISTED]]
    addressing = Addressing(message_id=tools.new_message_id(), loop_id=tools.loop_id, date=now)
    post = HeldPost(tools=tools, desk=desk, queue=queue, now=now)
    letter = post.letters.notice_digest(recipient, queue, notices, len(bundle.notices), addressing)
    return (post.sealed(letter, cause=f"outbox:{bundle.notices[0].id}", row=tools.rows(1)[0]),)
