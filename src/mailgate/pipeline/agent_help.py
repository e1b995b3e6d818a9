"""One answer to an agent whose mail was not followed: what was wrong, and the right address."""

from __future__ import annotations

from datetime import timedelta

from mailgate.model.identity import Tier
from mailgate.model.outbound import OutboundKind, OutboundMail
from mailgate.pipeline.mailing import Post, mirrored
from mailgate.pipeline.situation import Situation
from mailgate.store import outbox
from mailgate.store.database import Connection

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
    agent = mail.desk.agent(mail.sender.address)
    ticket = situation.found.tickets.get(match.ticket_id) if match.ticket_id else None
    believed = proven or mail.sender.tier is Tier.VERIFIED
    if agent is None or ticket is None or not believed or situation.verdict.silent:
        return ()
    if _told_lately(conn, situation, agent.email):
        return ()
    queue = mail.desk.queue(ticket.queue) or mail.queue
    post = Post(tools=tools, desk=mail.desk, queue=queue, ticket=ticket, now=situation.now)
    addressing = post.to_agent(agent.email, note=False)
    letter = post.letters.agent_help(agent, queue, mail.message, (problem,), addressing)
    cause = f"inbox:{mail.item.id}"
    return (post.sealed(letter, cause=cause, row=tools.rows(1)[0], mirrors=mirrored(note=False)),)


def _told_lately(conn: Connection, situation: Situation, email: str) -> bool:
    since = situation.now - _ONCE_IN
    tenant = situation.mail.item.tenant
    return outbox.sent_since(conn, tenant=tenant, kind=OutboundKind.AGENT_HELP, recipient=email, since=since) > 0
