"""What a participant's mail about a ticket becomes, by the ticket's state and age and by what its queue wants."""

from __future__ import annotations

from datetime import datetime

from mailgate.lifecycle.messages import may_reopen
from mailgate.lifecycle.terms import lifecycle_of, reopen_window
from mailgate.model.desk import Desk
from mailgate.model.ticket import Status, Ticket

#: It joins its ticket, which comes back where it was done.
APPEND = "append"
_CLOSED = {"new", "hold"}


def follow_up(ticket: Ticket, desk: Desk, now: datetime) -> str:
    """``append``, ``too_late``, or for a closed ticket what its queue says, ``new`` or ``hold`` (spec/mail.md B7)."""
    queue = desk.queue(ticket.queue)
    if queue is not None and ticket.status is Status.CLOSED and queue.closed_follow_up in _CLOSED:
        return queue.closed_follow_up
    joins = may_reopen(ticket, now, reopen_window(desk, ticket), lifecycle_of(desk, ticket.queue))
    return APPEND if joins else "too_late"


def is_at_rest(ticket: Ticket, desk: Desk, now: datetime) -> bool:
    """Closed or old, in a queue that takes a mail under another subject for another matter (spec/mail.md B9)."""
    queue = desk.queue(ticket.queue)
    if queue is None or queue.changed_subject != "new":
        return False
    spoken = (ticket.created_at, ticket.last_customer_message_at, ticket.last_agent_message_at)
    last = max(instant for instant in spoken if instant is not None)
    return ticket.status is Status.CLOSED or now - last > queue.changed_subject_after
