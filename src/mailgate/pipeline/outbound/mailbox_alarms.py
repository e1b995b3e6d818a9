"""The operator is told of a mailbox that needs a person: one mail for each trouble, however often it is seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import structlog

from mailgate.errors import Conflict
from mailgate.model.desk import Agent
from mailgate.model.mailbox import Trouble
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.model.recording import Recording
from mailgate.notify.addressing import Addressing
from mailgate.notify.recipients import operators
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox_rows

_LOG = structlog.get_logger()


def tell_operator(tools: Tools, troubles: Iterable[Trouble], now: datetime) -> int:
    """Tell what was not told yet, by the road of all mail; the answer is how many mails that made.

    Raises:
        StoreUnavailable: The database is away; it is tried again with the next look.
    """
    return sum(_tell(tools, trouble, now) for trouble in troubles)


def _tell(tools: Tools, trouble: Trouble, now: datetime) -> int:
    route = tools.book.route(trouble.deliver_to)
    desk = tools.desks.get(route.tenant) if route else None
    queue = desk.queue(route.queue) if desk and route else None
    if desk is None or queue is None:
        return 0
    post = QueuePost(tools=tools, desk=desk, queue=queue, now=now)
    if not tools.database.read(lambda conn: _untold(conn, post, trouble)):
        return 0

    def decide(conn: Connection) -> Recording:
        """Empty where another node was faster."""
        mails = tuple(_mail(post, trouble, person) for person in _untold(conn, post, trouble))
        return Recording(tenant=desk.tenant, revision=desk.revision, mails=mails)

    _LOG.error("mailbox.trouble", account=trouble.account, folder=trouble.folder, kind=trouble.kind.value)
    try:
        return len(decide_and_record(tools, decide, now=now).mails)
    except Conflict as conflict:
        _LOG.info("mailbox.told_already", reason=str(conflict))
        return 0


def _untold(conn: Connection, post: QueuePost, trouble: Trouble) -> list[Agent | str]:
    """Whoever looks after the house and does not know of it."""
    cause = f"{_cause(trouble)}:{OutboundKind.MAILBOX_TROUBLE.value}"
    known = outbox_rows.recipients_of(conn, tenant=post.desk.tenant, cause=cause)
    return [one for one in operators(post.tools.server.operator, post.desk) if _address(one) not in known]


def _cause(trouble: Trouble) -> str:
    return f"mailbox:{trouble.account}:{trouble.folder}:{trouble.kind.value}:{trouble.since.timestamp():.0f}"


def _address(person: Agent | str) -> str:
    return person if isinstance(person, str) else person.email


def _mail(post: QueuePost, trouble: Trouble, person: Agent | str) -> OutboundMail:
    tools = post.tools
    addressing = Addressing(
        message_id=tools.new_message_id(), loop_id=tools.loop_id, date=post.now, public_url=tools.server.public_url
    )
    letter = post.letters.mailbox_trouble(person, post.queue, trouble, addressing)
    return post.sealed(letter, cause=_cause(trouble), row=tools.rows(1)[0])
