"""Agents are told of held mail: at once, or together with what else is held within ten minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from mailgate.errors import Conflict
from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.event import EventKind
from mailgate.model.match import Purpose
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import WaitingNotice
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.doubt import Held
from mailgate.notify.letter import Letter, compose
from mailgate.notify.letters import Letters
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tools import Tools
from mailgate.store import events, outbox, waiting_notices
from mailgate.store.database import Connection
from mailgate.store.waiting_notices import PEACE, Bundle
from mailgate.thread.reply_token import reply_address, sign

_LOG = structlog.get_logger()
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
    told = [agent for agent in _team(mail.desk, mail.queue) if agent.email not in sender]
    free = waiting_notices.free_at(conn, mail.desk.tenant, [agent.email for agent in told], now=situation.now)
    at_once = [agent for agent in told if free.get(agent.email, situation.now) <= situation.now]
    later = tuple(_waiting(situation, agent, code, free[agent.email]) for agent in told if agent not in at_once)
    return tuple(_notice(situation, agent, code) for agent in at_once), later


def send_bundles(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Tell each agent whose bundle is due of all that waits; the answer is how many mails that made.

    Raises:
        StoreUnavailable: The database is away; what was not told is still due.
    """
    sent = 0
    while True:
        now = clock()
        bundle = tools.database.read(partial(waiting_notices.due, now=now))
        if bundle is None:
            return sent
        mails = _digest(tools, bundle, now)
        try:
            tools.database.write(partial(_close, bundle=bundle, mails=mails, now=now))
            sent += len(mails)
        except Conflict as conflict:
            _LOG.info("notices.conflict", reason=str(conflict))


def _close(conn: Connection, bundle: Bundle, mails: tuple[OutboundMail, ...], now: datetime) -> None:
    waiting_notices.close(conn, bundle, now=now)
    outbox.insert(conn, mails, next_at=now)


def _team(desk: Desk, queue: Queue) -> tuple[Agent, ...]:
    """The queue's team; without one, everybody."""
    team = desk.team(queue.team)
    found = tuple(agent for email in team.agents if (agent := desk.agent(email))) if team else ()
    return found or desk.agents


def _notice(situation: Situation, agent: Agent, code: str) -> OutboundMail:
    mail, tools, now = situation.mail, situation.tools, situation.now
    letters = Letters(tools.templates, mail.desk)
    why = Held(mail=mail.item.id, reason=code)
    letter = letters.held_notice(agent, mail.queue, mail.message, mail.sender, why, _addressing(tools, now))
    # One of several mails that are held at the same moment wins; for the others the agent was told just now.
    slot = int(now.timestamp() // PEACE.total_seconds())
    return _sealed(tools, mail.desk, mail.queue, letter, cause=f"held:{slot}")


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
    letters = Letters(tools.templates, desk)
    letter = letters.held_digest(agent, queue, mails, len(waiting), _addressing(tools, now))
    return (_sealed(tools, desk, queue, letter, cause=f"inbox:{bundle.notices[0].inbox_id}"),)


def _addressing(tools: Tools, now: datetime) -> Addressing:
    return Addressing(
        message_id=tools.new_message_id(), loop_id=tools.loop_id, date=now, public_url=tools.server.public_url
    )


def _sealed(tools: Tools, desk: Desk, queue: Queue, letter: Letter, *, cause: str) -> OutboundMail:
    (row,) = tools.rows(1)
    token = sign(tools.keys, desk.tenant, purpose=Purpose.BOUNCE, subject_id=row, holder=0)
    return OutboundMail(
        id=row,
        tenant=desk.tenant,
        ticket_id=None,
        kind=letter.kind,
        cause=f"{cause}:{letter.kind.value}",
        recipient=letter.to_address,
        envelope_from=reply_address(queue, token),
        message_id=letter.message_id,
        raw=compose(letter),
        created_at=letter.date,
        text=letter.text,
    )
