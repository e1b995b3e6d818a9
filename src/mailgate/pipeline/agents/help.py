"""One answer to an agent whose mail was not followed: what was wrong, and the right address."""

from __future__ import annotations

from datetime import timedelta

from mailgate.model.desk import Agent
from mailgate.model.identity import Tier
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.notify.addressing import Addressing
from mailgate.pipeline.outbound.mailing import Post, mirrored
from mailgate.pipeline.outbound.queue_mailing import QueuePost
from mailgate.pipeline.situation import Situation
from mailgate.store.database import Connection
from mailgate.store.outbound import outbox

#: One such mail an address and day: more would be a loop (spec/mail.md C9).
_ONCE_IN = timedelta(days=1)


def agent_help(
    conn: Connection, situation: Situation, problem: str, *, proven: bool = False
) -> tuple[OutboundMail, ...]:
    """The answer, or nothing: to an agent who is not verified it would be a mail that a forger caused.

    Args:
        proven: The agent showed a token of their own.
    """
    mail, tools, match = situation.mail, situation.tools, situation.decided
    agent = _to_help(conn, situation)
    ticket = situation.found.tickets.get(match.ticket_id) if match.ticket_id else None
    believed = proven or mail.sender.tier is Tier.VERIFIED
    if agent is None or ticket is None or not believed:
        return ()
    queue = mail.desk.queue(ticket.queue) or mail.queue
    post = Post(tools=tools, desk=mail.desk, queue=queue, ticket=ticket, now=situation.now)
    addressing = post.to_agent(agent.email, note=False)
    letter = post.letters.agent_help(agent, queue, mail.message.subject, (problem,), addressing)
    return (post.sealed(letter, cause=_cause(situation), row=tools.rows(1)[0], mirrors=mirrored(note=False)),)


def unproven_help(conn: Connection, situation: Situation, problem: str) -> tuple[OutboundMail, ...]:
    """The answer to a mail with an agent's own token that nothing proves to be the agent's: it repeats nothing of it,
    and names no ticket and no address that could be answered."""
    mail, tools = situation.mail, situation.tools
    agent = _to_help(conn, situation)
    if agent is None:
        return ()
    post = QueuePost(tools=tools, desk=mail.desk, queue=mail.queue, now=situation.now)
    addressing = Addressing(message_id=tools.new_message_id(), loop_id=tools.loop_id, date=situation.now)
    letter = post.letters.agent_help(agent, mail.queue, "", (problem,), addressing)
    return (post.sealed(letter, cause=_cause(situation), row=tools.rows(1)[0]),)


def _to_help(conn: Connection, situation: Situation) -> Agent | None:
    """None for machines, and for whoever was helped today."""
    agent = situation.mail.desk.agent(situation.mail.sender.address)
    if agent is None or situation.verdict.silent:
        return None
    since, tenant = situation.now - _ONCE_IN, situation.mail.item.tenant
    told = outbox.sent_since(conn, tenant=tenant, kind=OutboundKind.AGENT_HELP, recipient=agent.email, since=since)
    return None if told else agent


def _cause(situation: Situation) -> str:
    """One a day, also of mails that are decided about at the same moment."""
    return f"help:{situation.now:%Y-%m-%d}"
