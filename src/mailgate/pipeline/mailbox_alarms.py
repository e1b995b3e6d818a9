"""The operator is told of a mailbox that needs a person: one mail for each trouble, however often it is seen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import partial

import structlog

from mailgate.errors import Conflict
from mailgate.model.desk import Agent, Desk
from mailgate.model.mailbox import Trouble
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.notify.addressing import Addressing
from mailgate.pipeline.held_mailing import HeldPost
from mailgate.pipeline.tools import Tools
from mailgate.store import outbox, outbox_rows

_LOG = structlog.get_logger()


def tell_operator(tools: Tools, troubles: Iterable[Trouble], now: datetime) -> int:
    """Put into the outbox what was not told yet; the answer is how many mails that made.

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
    post = HeldPost(tools=tools, desk=desk, queue=queue, now=now)
    cause = f"mailbox:{trouble.account}:{trouble.folder}:{trouble.kind.value}:{trouble.since.timestamp():.0f}"
    full = f"{cause}:{OutboundKind.MAILBOX_TROUBLE.value}"
    known = tools.database.read(partial(outbox_rows.recipients_of, tenant=desk.tenant, cause=full))
    people = [one for one in operators(tools.server.operator, desk) if _address(one) not in known]
    mails = [_mail(post, trouble, one, cause=cause) for one in people]
    if not mails:
        return 0
    _LOG.error("mailbox.trouble", account=trouble.account, folder=trouble.folder, kind=trouble.kind.value)
    try:
        tools.database.write(partial(outbox.insert, mails=mails, next_at=now))
    except Conflict as conflict:
        # Another node was faster.
        _LOG.info("mailbox.told_already", reason=str(conflict))
        return 0
    return len(mails)


def operators(configured: str, desk: Desk) -> tuple[Agent | str, ...]:
    """Whoever looks after the house: the configured address, else the desk's admins, else all of its agents."""
    if configured:
        return (configured,)
    return tuple(agent for agent in desk.agents if agent.role == "admin") or desk.agents


def _address(person: Agent | str) -> str:
    return person if isinstance(person, str) else person.email


def _mail(post: HeldPost, trouble: Trouble, person: Agent | str, *, cause: str) -> OutboundMail:
    tools = post.tools
    addressing = Addressing(
        message_id=tools.new_message_id(), loop_id=tools.loop_id, date=post.now, public_url=tools.server.public_url
    )
    letter = post.letters.mailbox_trouble(person, post.queue, trouble, addressing)
    return post.sealed(letter, cause=cause, row=tools.rows(1)[0])
