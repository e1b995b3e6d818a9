"""Mails that are about no ticket: what is held, limits, digests, alarms; their addresses and their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.match import Purpose
from mailgate.model.outbound import OutboundMail
from mailgate.notify.addressing import Addressing
from mailgate.notify.letter import Letter, compose
from mailgate.notify.letters import Letters
from mailgate.pipeline.tools import Tools
from mailgate.thread.reply_token import agent_holder, reply_address, sign


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePost:
    """One queue's mail room for what is about no ticket, as ``Post`` is a ticket's."""

    tools: Tools
    desk: Desk
    queue: Queue
    now: datetime

    @property
    def letters(self) -> Letters:
        return Letters(self.tools.templates, self.desk)

    def addressing(self, agent: Agent, purpose: Purpose, subject_id: int, *, answers: str = "") -> Addressing:
        """Answers come back with a token of that agent for that mail, or that list.

        Args:
            answers: Message-ID of the agent's mail that is answered.
        """
        tools = self.tools
        token = sign(
            tools.keys, self.desk.tenant, purpose=purpose, subject_id=subject_id, holder=agent_holder(agent.email)
        )
        address = reply_address(self.queue, token)
        return Addressing(
            message_id=tools.new_message_id(),
            in_reply_to=answers,
            references=(answers,) if answers else (),
            # A queue with a long name has no room for a token; an answer to its plain address would open a ticket.
            reply_to=address if token in address else "",
            loop_id=tools.loop_id,
            date=self.now,
            public_url=tools.server.public_url,
        )

    def sealed(self, letter: Letter, *, cause: str, row: int) -> OutboundMail:
        """The letter as an outbox row; bounces of it come back to a token that names it.

        Rules for mail that leaves are not asked: they read a ticket, and here there is none. Of a missing value every
        negation holds, so a rule about tickets that are *not* something would block reports and alarms.
        """
        bounces = sign(self.tools.keys, self.desk.tenant, purpose=Purpose.BOUNCE, subject_id=row, holder=0)
        return OutboundMail(
            id=row,
            tenant=self.desk.tenant,
            ticket_id=None,
            kind=letter.kind,
            cause=f"{cause}:{letter.kind.value}",
            recipient=letter.to_address,
            envelope_from=reply_address(self.queue, bounces),
            message_id=letter.message_id,
            raw=compose(letter),
            created_at=letter.date,
            text=letter.text,
        )
