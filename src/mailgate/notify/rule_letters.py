"""The mails that rules have us send."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.desk import Agent, Queue
from mailgate.model.message import Address, Message
from mailgate.model.outbound import OutboundKind
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds import notice, ruled
from mailgate.notify.letter import Letter
from mailgate.notify.letters import Letters, Recipient
from mailgate.notify.views import PublicTicketView


@dataclass(frozen=True, slots=True)
class RuleLetters(Letters):
    """Those of one desk."""

    def rule_mail(
        self, ticket: PublicTicketView, address: str, queue: Queue, words: str, addressing: Addressing
    ) -> Letter:
        """What a rule has us say to anybody: nothing of the ticket but its subject and number."""
        values = ruled.words(ticket, queue, words, addressing)
        return self._letter(OutboundKind.RULE_MAIL, values, (self._queue(queue), Address(address=address)), addressing)

    def forward(self, ticket: Ticket, address: str, queue: Queue, message: Message, addressing: Addressing) -> Letter:
        """A customer's mail, sent on: the words, and the files that fit."""
        values = ruled.forwarded(ticket, queue, message, addressing)
        carried, _ = notice.carriable(message.attachments)
        ends = (self._via(ticket.customer_name, queue), Address(address=address))
        return self._letter(OutboundKind.FORWARD, values, ends, addressing, carried)

    def rule_alert(
        self, recipient: Recipient, queue: Queue, ticket: Ticket, stopped: ruled.Spent, addressing: Addressing
    ) -> Letter:
        """Rules went on changing a ticket, and were stopped."""
        values = ruled.alert(queue, ticket, stopped, addressing)
        return self._letter(OutboundKind.RULE_ALERT, values, (self._queue(queue), _to(recipient)), addressing)


def _to(recipient: Recipient) -> Address:
    if isinstance(recipient, Agent):
        return Address(address=recipient.email, name=recipient.name)
    return Address(address=recipient)
