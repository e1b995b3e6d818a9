"""Whose mail it is taken as: an agent's by any of the agent's addresses, and whoever filled in a contact form."""

from __future__ import annotations

import ipaddress
from dataclasses import replace

from mailgate.model.desk import Queue
from mailgate.model.envelope import Channel
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Address, MailClass, Message
from mailgate.pipeline.inbound.understanding import Understood
from mailgate.thread.addresses import AddressBook

#: Programs that mail what a form was filled in with are often called so; the person behind it waits for an answer.
_NAMED_LIKE_A_MACHINE = ("sender.machine",)


def taken_as(mail: Understood, book: AddressBook) -> Understood:
    """The mail with the sender that it is worked on with, once the author was checked.

    An alias of an agent becomes the agent's own address, under which tokens were issued; the tier stays what it was.
    """
    agent = mail.desk.agent(mail.sender.address)
    if agent is not None:
        return replace(mail, sender=replace(mail.sender, address=agent.email))
    person = _filled_in(mail, book)
    if person is None:
        return mail
    form = mail.sender
    sender = Sender(
        address=person.address.lower(),
        name=person.name,
        # Anybody can type anybody's address into a form.
        tier=Tier.WEAK,
        reason="reply_to.contact_form",
        evidence=(f"{form.address} is {form.tier.value}: {form.reason}", *form.evidence),
        form=form.address,
    )
    return replace(mail, sender=sender, message=_of_a_person(mail.message))


def _filled_in(mail: Understood, book: AddressBook) -> Address | None:
    """Reply-To of a contact form of the queue; never where the author is unclean or failed, or it names one of us."""
    queue, sender = mail.queue, mail.sender
    if not queue.contact_forms or sender.tier is Tier.FAILED or mail.item.envelope.channel is Channel.SENT:
        return None
    named = mail.message.reply_to
    if len(named) != 1 or not named[0].address or not _is_form(queue, sender, mail.item.envelope.peer):
        return None
    address = named[0].address.lower()
    ours = book.owns(address) or mail.desk.agent(address) is not None
    return None if ours or address == sender.address else named[0]


def _is_form(queue: Queue, sender: Sender, peer: str) -> bool:
    domain = f"@{sender.address.rpartition('@')[2]}"
    return any(
        form in (sender.address, domain) if "@" in form else _is_within(peer, form) for form in queue.contact_forms
    )


def _is_within(peer: str, network: str) -> bool:
    try:
        return ipaddress.ip_address(peer) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        # A local socket has no address.
        return False


def _of_a_person(message: Message) -> Message:
    if message.class_evidence != _NAMED_LIKE_A_MACHINE:
        return message
    return replace(message, mail_class=MailClass.HUMAN, class_evidence=())
