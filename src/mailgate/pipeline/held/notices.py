"""Agents are told of held mail: at once, or together with what else is held within ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mailgate.model.desk import Agent
from mailgate.model.event import EventKind
from mailgate.model.match import Purpose
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import WaitingNotice
from mailgate.notify.kinds.doubt import Held
from mailgate.pipeline.held.words import told_of
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.outbound.telling_together import tell_due
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection
from mailgate.store.inbound import waiting_notices
from mailgate.store.inbound.waiting_notices import PEACE, Bundle
from mailgate.store.tickets import events

#: Named in one mail; more are counted.
_LISTED = 50

Notices = tuple[tuple[OutboundMail, ...], tuple[WaitingNotice, ...]]


def notices(conn: Connection, situation: Situation, code: str) -> Notices:
    """Mails to the agents who were left in peace for ten minutes, and notices that wait for all others.

    A mail that is held again was told of before. Its sender is never told, also where that is an agent.
    """
    mail = situation.mail
    if any(event.kind is EventKind.MAIL_HELD for event in events.of_mail(conn, mail.item.id)):
        return (), ()
    sender = {mail.sender.address.lower(), mail.item.envelope.mail_from.lower()}
    told = [agent for agent in told_of(mail.desk, mail.queue.key) if agent.email not in sender]
    free = waiting_notices.free_at(conn, mail.desk.tenant, [agent.email for agent in told], now=situation.now)
    at_once = [agent for agent in told if free.get(agent.email, situation.now) <= situation.now]
    later = tuple(_waiting(situation, agent, code, free[agent.email]) for agent in told if agent not in at_once)
    return tuple(_notice(situation, agent, code) for agent in at_once), later


def send_bundles(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Tell each agent whose bundle is due of all that waits; the answer is how many mails that made.

    Raises:
        StoreUnavailable: The database is away; what was not told is still due.
    """
    return tell_due(tools, waiting_notices, _digest, clock=clock)


def _notice(situation: Situation, agent: Agent, code: str) -> OutboundMail:
    mail, tools, now = situation.mail, situation.tools, situation.now
    post = QueuePost(tools=tools, desk=mail.desk, queue=mail.queue, now=now)
    about = situation.found.tickets.get(situation.match.ticket_id or 0) if situation.match else None
    why = Held(mail=mail.item.id, reason=code, ticket=about.number if about else "")
    addressing = post.addressing(agent, Purpose.HELD, mail.item.id)
    letter = post.letters.held_notice(agent, mail.queue, mail.message, mail.sender, why, addressing)
    # One of several mails that are held at the same moment wins; for the others the agent was told just now.
    slot = int(now.timestamp() // PEACE.total_seconds())
    return post.sealed(letter, cause=f"held:{slot}", row=tools.rows(1)[0])


def _waiting(situation: Situation, agent: Agent, code: str, due_at: datetime) -> WaitingNotice:
    mail = situation.mail
    return WaitingNotice(
        inbox_id=mail.item.id,
        recipient=agent.email,
        queue=mail.queue.key,
        author=mail.sender.address,
        subject=mail.message.subject,
        reason=code,
        due_at=due_at,
    )


def _digest(tools: Tools, bundle: Bundle, now: datetime) -> tuple[OutboundMail, ...]:
    """Nothing where a person was faster, or where the agent or the desk is gone."""
    desk = tools.desks.get(bundle.tenant)
    agent = desk.agent(bundle.recipient) if desk else None
    waiting = [notice for notice in bundle.notices if notice.inbox_id in bundle.held]
    if desk is None or agent is None or not waiting:
        return ()
    queue = desk.queue(waiting[0].queue) or desk.queues[0]
    mails = [
        Held(mail=notice.inbox_id, reason=notice.reason, author=notice.author, subject=notice.subject)
        for notice in waiting[:_LISTED]
    ]
    post = QueuePost(tools=tools, desk=desk, queue=queue, now=now)
    (row,) = tools.rows(1)
    addressing = post.addressing(agent, Purpose.HELD_LIST, row)
    letter = post.letters.held_digest(agent, queue, mails, len(waiting), addressing)
    # With the name on the bundle: the agent may have another one by now, and a bundle of the same mails under it.
    return (post.sealed(letter, cause=f"inbox:{bundle.notices[0].inbox_id}:{bundle.recipient}", row=row),)
