"""From a decision to the final bytes of every mail it causes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.model.desk import Desk, Queue
from mailgate.model.match import KnownId, Purpose
from mailgate.model.outbound import OutboundKind, OutboundMail, OutboxState
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.letter import Letter, compose
from mailgate.notify.letters import Letters
from mailgate.pipeline.outbound.outgoing import outgoing
from mailgate.pipeline.tools import Tools
from mailgate.thread.reply_token import agent_holder, reply_address, sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One ticket's mail room: what all letters about it share."""

    tools: Tools
    desk: Desk
    queue: Queue
    ticket: Ticket
    now: datetime
    #: Message-IDs of the customer's thread, oldest first; the last is what is answered.
    thread: tuple[str, ...] = ()

    @property
    def letters(self) -> Letters:
        return Letters(self.tools.templates, self.desk)

    @property
    def root_id(self) -> str:
        """The same first reference in every mail of the ticket, so that clients show one conversation."""
        return f"ticket.{self.ticket.uuid.hex}@{self.tools.server.name}"

    def to_customer(self, contact_id: int) -> Addressing:
        """Replies come back with the contact's own token."""
        token = sign(
            self.tools.keys,
            self.desk.tenant,
            purpose=Purpose.CUSTOMER,
            subject_id=self.ticket.id,
            holder=contact_id,
        )
        return self._addressing(reply_address(self.queue, token), answers=self.thread[-1:])

    def to_agent(self, email: str, *, note: bool) -> Addressing:
        """Replies mirror what the mail tells of; both addresses stand in it visibly."""
        public = reply_address(self.queue, self._agent_token(email, Purpose.AGENT_REPLY))
        private = reply_address(self.queue, self._agent_token(email, Purpose.AGENT_NOTE))
        return self._addressing(
            private if note else public, answers=(self.root_id,), note_address=private, public_address=public
        )

    def to_page(self, email: str) -> Addressing:
        """Whoever is paged answers the page itself: ``ack`` takes it."""
        paged = reply_address(self.queue, self._agent_token(email, Purpose.PAGE))
        return replace(self.to_agent(email, note=True), reply_to=paged)

    def _agent_token(self, email: str, purpose: Purpose) -> str:
        return sign(
            self.tools.keys,
            self.desk.tenant,
            purpose=purpose,
            subject_id=self.ticket.id,
            holder=agent_holder(email),
        )

    def _addressing(
        self, reply_to: str, *, answers: tuple[str, ...], note_address: str = "", public_address: str = ""
    ) -> Addressing:
        return Addressing(
            message_id=self.tools.new_message_id(),
            in_reply_to=answers[0] if answers else "",
            references=tuple(dict.fromkeys((self.root_id, *self.thread, *answers))),
            reply_to=reply_to,
            loop_id=self.tools.loop_id,
            date=self.now,
            public_url=self.tools.server.public_url,
            note_address=note_address,
            public_address=public_address,
        )

    def sealed(self, letter: Letter, *, cause: str, row: int, mirrors: str = "") -> OutboundMail:
        """The letter as an outbox row.

        An automatic answer has the null return path (RFC 3834 section 3.3); bounces of all else come back to a token
        that names the very mail.
        """
        letter, said = outgoing(letter, self.tools.rules[self.desk.tenant], self.desk, self.ticket, self.now)
        return OutboundMail(
            id=row,
            tenant=self.desk.tenant,
            ticket_id=self.ticket.id,
            kind=letter.kind,
            cause=f"{cause}:{letter.kind.value}",
            recipient=letter.to_address,
            envelope_from="" if letter.kind is OutboundKind.ACKNOWLEDGEMENT else self._return_path(row),
            message_id=letter.message_id,
            raw=compose(letter),
            created_at=self.now,
            mirrors=mirrors,
            text=letter.text,
            copies=said.cc,
            state=OutboxState.SUPPRESSED if said.block else OutboxState.PENDING,
            answer=f"blocked by the rule {said.block!r}" if said.block else "",
        )

    def _return_path(self, row: int) -> str:
        token = sign(self.tools.keys, self.desk.tenant, purpose=Purpose.BOUNCE, subject_id=row, holder=0)
        return reply_address(self.queue, token)


def own_ids(mails: tuple[OutboundMail, ...]) -> tuple[KnownId, ...]:
    """The Message-IDs of our mails, as tokens of those they go to."""
    return tuple(
        KnownId(
            message_id=mail.message_id,
            ticket_id=mail.ticket_id,
            own=True,
            issued_to=mail.recipient.lower(),
            mirrors=mail.mirrors,
        )
        for mail in mails
        if mail.ticket_id is not None
    )


def mirrored(*, note: bool) -> str:
    """What a reply to a notice is, as ``KnownId.mirrors`` wants it."""
    return "internal" if note else "public"
