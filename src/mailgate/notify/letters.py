"""Every mail that mailgate writes, by kind: who it is from, what it says, and how it is threaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mailgate.model.command import Transcript
from mailgate.model.desk import Agent, Desk, Queue
from mailgate.model.identity import Sender, Tier
from mailgate.model.mailbox import Trouble
from mailgate.model.message import Address, Attachment, Message
from mailgate.model.outbound import OutboundKind
from mailgate.model.sla import Cycle, Deadline
from mailgate.model.ticket import Contact, EntryAuthor, Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.agent_reply import Words, for_customer
from mailgate.notify.kinds import asked, clock, customer, doubt, governed, mailbox, notice
from mailgate.notify.kinds import undelivered as failing
from mailgate.notify.kinds.doubt import Held
from mailgate.notify.kinds.governed import Stopped, Untold
from mailgate.notify.kinds.report import ReportPage
from mailgate.notify.kinds.shared import frame, local_day, person
from mailgate.notify.kinds.undelivered import Undelivered
from mailgate.notify.letter import Letter
from mailgate.notify.subjects import with_tag
from mailgate.notify.templates import Templates
from mailgate.notify.views import PublicTicketView

#: An agent of the desk, or the address of anybody else who is to be paged.
Recipient = Agent | str
Writer = EntryAuthor | None  #: Who wrote, where that is not the customer.
_NO_FILES: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Letters:
    """The mails of one desk. What goes to customers is made from a ``PublicTicketView``, never from a ticket."""

    templates: Templates
    desk: Desk

    def acknowledgement(
        self,
        ticket: PublicTicketView,
        contact: Contact,
        queue: Queue,
        message: Message,
        tier: Tier,
        addressing: Addressing,
    ) -> Letter:
        """Tell a customer that the mail arrived; nothing of it is repeated but, to those it allows, the subject.

        Whoever is not verified is not even named: the mail may be somebody's way to have us send his words (T-30).
        """
        echo = tier is Tier.VERIFIED or queue.echo_subject == "always"
        values = customer.acknowledgement(ticket, queue, message.subject, addressing, echo=echo)
        to = Address(address=contact.email, name=contact.name if tier is Tier.VERIFIED else "")
        kind = OutboundKind.ACKNOWLEDGEMENT
        return self._letter(kind, values, (self._queue(queue), to), addressing)

    def reply_to_customer(
        self, ticket: PublicTicketView, contact: Contact, queue: Queue, words: Words, addressing: Addressing
    ) -> Letter:
        """An agent's words, from the queue. It is a person's mail and carries no mark of a machine."""
        words = for_customer(words, self.desk.agent_addresses, queue)
        values = customer.reply(ticket, queue, words.text, words.html, addressing)
        ends = self._to_customer(contact, queue)
        return self._letter(OutboundKind.REPLY, values, ends, addressing, words.attachments)

    def close_warning(
        self, ticket: PublicTicketView, contact: Contact, queue: Queue, closes_at: datetime, addressing: Addressing
    ) -> Letter:
        """The customer is heard of no more: when the ticket ends unless they write."""
        values = customer.close_warning(ticket, queue, local_day(closes_at, self.desk), addressing)
        return self._letter(OutboundKind.CLOSE_WARNING, values, self._to_customer(contact, queue), addressing)

    def solved_question(self, ticket: PublicTicketView, to: Contact, queue: Queue, addressing: Addressing) -> Letter:
        """The ticket is resolved: is it?"""
        ends, values = self._to_customer(to, queue), customer.solved_question(ticket, queue, addressing)
        return self._letter(OutboundKind.SOLVED_QUESTION, values, ends, addressing)

    def survey(
        self, ticket: PublicTicketView, contact: Contact, queue: Queue, link: str, addressing: Addressing
    ) -> Letter:
        """Asks the customer how it was: a digit in a reply, or ``link``."""
        values = customer.survey(ticket, queue, link, addressing)
        return self._letter(OutboundKind.SURVEY, values, self._to_customer(contact, queue), addressing)

    def new_ticket_notice(
        self,
        ticket: Ticket,
        recipient: Recipient,
        queue: Queue,
        message: Message,
        addressing: Addressing,
        hints: tuple[str, ...] = (),
    ) -> Letter:
        """A customer opened a ticket: the words, the files that fit, where the ticket stands, and what aids saw."""
        values = notice.customer_words(ticket, queue, self.desk, message, addressing, hints)
        ends = (self._via(ticket.customer_name, queue), _to(recipient))
        carried, _ = notice.carriable(message.attachments)
        return self._letter(OutboundKind.NEW_TICKET_NOTICE, values, ends, addressing, carried)

    def customer_notice(
        self, ticket: Ticket, to: Recipient, queue: Queue, message: Message, by: Addressing, other: Writer = None
    ) -> Letter:
        """The customer wrote again, or ``other``, who was let into the conversation."""
        values = notice.customer_words(ticket, queue, self.desk, message, by) | notice.written_by(other)
        ends = (self._via(other.name if other else ticket.customer_name, queue), _to(to))
        carried, _ = notice.carriable(message.attachments)
        return self._letter(OutboundKind.CUSTOMER_NOTICE, values, ends, by, carried)

    def note_notice(
        self,
        ticket: Ticket,
        recipient: Recipient,
        queue: Queue,
        author: str,
        text: str,
        addressing: Addressing,
    ) -> Letter:
        """A colleague left a note; ``author`` is that agent's address."""
        name = person(author, self.desk)
        values = notice.note(ticket, queue, self.desk, name, text, addressing)
        ends = (self._via(name, queue), _to(recipient))
        return self._letter(OutboundKind.NOTE_NOTICE, values, ends, addressing)

    def back_notice(
        self, kind: OutboundKind, ticket: Ticket, to: Recipient, queue: Queue, by: Addressing, **more: object
    ) -> Letter:
        """A ticket comes to an agent as it stands: put off, given by a colleague, or nobody can be given it."""
        ends = (self._queue(queue), _to(to))
        return self._letter(kind, notice.back(ticket, queue, self.desk, by) | more, ends, by)

    def sla_warning(
        self, ticket: Ticket, recipient: Recipient, queue: Queue, cycle: Cycle | None, addressing: Addressing
    ) -> Letter:
        """A promise is about to break."""
        values = clock.promise(ticket, queue, self.desk, cycle, addressing)
        return self._letter(OutboundKind.SLA_WARNING, values, (self._queue(queue), _to(recipient)), addressing)

    def sla_breach(
        self, ticket: Ticket, recipient: Recipient, queue: Queue, cycle: Cycle | None, addressing: Addressing
    ) -> Letter:
        """A promise broke."""
        values = clock.promise(ticket, queue, self.desk, cycle, addressing)
        return self._letter(OutboundKind.SLA_BREACH, values, (self._queue(queue), _to(recipient)), addressing)

    def escalation(
        self,
        ticket: Ticket,
        recipient: Recipient,
        queue: Queue,
        deadline: Deadline,
        cycle: Cycle | None,
        addressing: Addressing,
    ) -> Letter:
        """A page; the answer ``ack`` to its Reply-To takes it. ``deadline`` is the step that fell due."""
        values = clock.page(ticket, queue, self.desk, deadline, cycle, addressing)
        return self._letter(OutboundKind.ESCALATION, values, (self._queue(queue), _to(recipient)), addressing)

    def about_page(
        self,
        kind: OutboundKind,
        recipient: Recipient,
        queue: Queue,
        values: dict[str, object],
        addressing: Addressing,
    ) -> Letter:
        """What follows a page, or asks for a yes; ``values`` are made in ``kinds.paged``."""
        return self._letter(kind, values, (self._queue(queue), _to(recipient)), addressing)

    def held_notice(
        self,
        recipient: Recipient,
        queue: Queue,
        message: Message,
        sender: Sender,
        why: Held,
        addressing: Addressing,
    ) -> Letter:
        """A mail waits for ``accept``, ``new`` or ``spam``."""
        values = doubt.held(queue, message, sender, why, addressing)
        return self._letter(OutboundKind.HELD_NOTICE, values, (self._queue(queue), _to(recipient)), addressing)

    def held_digest(
        self, recipient: Recipient, queue: Queue, mails: Sequence[Held], total: int, addressing: Addressing
    ) -> Letter:
        """Several mails wait: the first of ``total``."""
        values = doubt.digest(queue, mails, total, addressing)
        return self._letter(OutboundKind.HELD_DIGEST, values, (self._queue(queue), _to(recipient)), addressing)

    def held_answer(
        self, recipient: Recipient, queue: Queue, message: Message, transcript: Transcript, addressing: Addressing
    ) -> Letter:
        """What an agent's word on held mail came to; ``message`` is the agent's."""
        values = doubt.answered(queue, message, transcript, addressing)
        return self._letter(OutboundKind.HELD_ANSWER, values, (self._queue(queue), _to(recipient)), addressing)

    def agent_help(
        self,
        recipient: Recipient,
        queue: Queue,
        subject: str,
        problems: tuple[str, ...],
        addressing: Addressing,
    ) -> Letter:
        """An agent's mail was not followed; ``problems`` are reason codes or sentences, ``subject`` may be empty."""
        values = doubt.not_followed(queue, subject, problems, addressing)
        return self._letter(OutboundKind.AGENT_HELP, values, (self._queue(queue), _to(recipient)), addressing)

    def transcript(
        self, ticket: Ticket, recipient: Recipient, queue: Queue, transcript: Transcript, addressing: Addressing
    ) -> Letter:
        """What an agent's commands came to, or what was wrong with them."""
        values = asked.answered(ticket, queue, self.desk, transcript, addressing)
        return self._letter(OutboundKind.TRANSCRIPT, values, (self._queue(queue), _to(recipient)), addressing)

    def undelivered(
        self, ticket: Ticket, recipient: Recipient, queue: Queue, failure: Undelivered, addressing: Addressing
    ) -> Letter:
        """Words to the customer did not arrive."""
        values = failing.undelivered(ticket, queue, self.desk, failure, addressing)
        return self._letter(OutboundKind.UNDELIVERED, values, (self._queue(queue), _to(recipient)), addressing)

    def mailbox_trouble(self, recipient: Recipient, queue: Queue, found: Trouble, addressing: Addressing) -> Letter:
        """A mailbox needs a person."""
        values = mailbox.trouble(queue, self.desk, found, addressing)
        return self._letter(OutboundKind.MAILBOX_TROUBLE, values, (self._queue(queue), _to(recipient)), addressing)

    def rate_notice(self, address: str, queue: Queue, addressing: Addressing) -> Letter:
        """To a customer whose mail waits over a rate: that it came. It names nobody and repeats nothing (T-30)."""
        values = governed.rate_notice(queue, addressing)
        return self._letter(OutboundKind.RATE_NOTICE, values, (self._queue(queue), _to(address)), addressing)

    def notice_digest(
        self, recipient: Recipient, queue: Queue, notices: Sequence[Untold], total: int, addressing: Addressing
    ) -> Letter:
        """Notices over a limit: the first of ``total``."""
        values = governed.notice_digest(queue, notices, total, addressing)
        return self._letter(OutboundKind.NOTICE_DIGEST, values, (self._queue(queue), _to(recipient)), addressing)

    def report(self, recipient: Recipient, queue: Queue, page: ReportPage, addressing: Addressing) -> Letter:
        """Figures, with the charts that its page shows."""
        values = {**frame(queue, addressing), **page.values}
        ends = (self._queue(queue), _to(recipient))
        return self._letter(page.kind, values, ends, addressing, page.charts)

    def operator_alert(self, recipient: Recipient, queue: Queue, about: Stopped, addressing: Addressing) -> Letter:
        """A limit stopped mail."""
        values = governed.operator_alert(queue, about, addressing)
        return self._letter(OutboundKind.OPERATOR_ALERT, values, (self._queue(queue), _to(recipient)), addressing)

    def _letter(
        self,
        kind: OutboundKind,
        values: dict[str, object],
        ends: tuple[Address, Address],
        addressing: Addressing,
        attachments: tuple[Attachment, ...] = _NO_FILES,
    ) -> Letter:
        words = self.templates.render(kind, values)
        number = values.get("number")
        sender, recipient = ends
        return Letter(
            kind=kind,
            from_name=sender.name,
            from_address=sender.address,
            to_name=recipient.name,
            to_address=recipient.address,
            reply_to=addressing.reply_to,
            message_id=addressing.message_id,
            in_reply_to=addressing.in_reply_to,
            references=addressing.references,
            date=addressing.date,
            automatic=kind is not OutboundKind.REPLY,
            loop_id=addressing.loop_id,
            subject=with_tag(words.subject, str(number)) if number else words.subject,
            text=words.text,
            html=words.html,
            attachments=attachments,
        )

    def _to_customer(self, contact: Contact, queue: Queue) -> tuple[Address, Address]:
        return self._queue(queue), Address(address=contact.email, name=contact.name)

    def _queue(self, queue: Queue) -> Address:
        return Address(address=queue.address, name=queue.name or self.desk.name)

    def _via(self, name: str, queue: Queue) -> Address:
        house = self._queue(queue)
        return Address(address=house.address, name=f"{name} via {house.name}" if name else house.name)


def _to(recipient: Recipient) -> Address:
    if isinstance(recipient, str):
        return Address(address=recipient)
    return Address(address=recipient.email, name=recipient.name)
