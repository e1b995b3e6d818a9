"""What a customer's mail may know of a ticket: a type from which no note can be reached (decision D-18)."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.desk import Queue
from mailgate.model.ticket import Status, Ticket

#: Our inner steps are none of the customer's business.
_PUBLIC_WORDS = {
    Status.WAITING_FOR_CUSTOMER: "waiting for your answer",
    Status.RESOLVED: "resolved",
    Status.CLOSED: "closed",
    Status.CANCELLED: "closed",
    Status.MERGED: "closed",
    Status.SPAM: "closed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicTicketView:
    number: str
    subject: str
    customer_name: str
    #: In words for the customer.
    status: str
    queue_name: str
    public_url: str = ""


def public_view(ticket: Ticket, queue: Queue, public_url: str = "") -> PublicTicketView:
    """The part of ``ticket`` that its customer may see."""
    return PublicTicketView(
        number=ticket.number,
        subject=ticket.subject,
        customer_name=ticket.customer_name,
        status=_PUBLIC_WORDS.get(ticket.status, "open"),
        queue_name=queue.name,
        public_url=public_url,
    )
