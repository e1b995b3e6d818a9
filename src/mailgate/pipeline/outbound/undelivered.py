"""Telling an agent, once, that words to the customer did not arrive."""

from __future__ import annotations

from mailgate.model.desk import Agent
from mailgate.model.outbound import OutboundMail
from mailgate.notify.kinds.undelivered import Undelivered
from mailgate.notify.recipients import agents_to_tell
from mailgate.pipeline.outbound.mailing import Post, mirrored


def tell_of_failure(post: Post, failure: Undelivered, *, mail: int, writer: str) -> tuple[OutboundMail, ...]:
    """A notice to whoever wrote, else to those who look after the ticket; the answer to it is a note.

    Args:
        mail: The outbox id of the mail that failed: of each there is one notice, whatever reports follow.
        writer: Address of the agent who wrote it, empty when nobody knows.
    """
    agent = post.desk.agent(writer) if writer else None
    told: tuple[Agent, ...] = (agent,) if agent else agents_to_tell(post.ticket, post.desk)
    mails = []
    for each, row in zip(told, post.tools.rows(len(told)), strict=True):
        addressing = post.to_agent(each.email, note=True)
        letter = post.letters.undelivered(post.ticket, each, post.queue, failure, addressing)
        mails.append(post.sealed(letter, cause=f"outbox:{mail}", row=row, mirrors=mirrored(note=True)))
    return tuple(mails)
