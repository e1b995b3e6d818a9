"""A new ticket before any rule has seen it, however it came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from mailgate.lifecycle.terms import lifecycle_of
from mailgate.model.desk import Desk, Queue
from mailgate.model.ticket import Contact, Ticket
from mailgate.pipeline.tools import Tools, new_refid

#: Characters of a subject that a ticket keeps.
SUBJECT_LENGTH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a ticket begins with."""

    desk: Desk
    queue: Queue
    contact: Contact
    subject: str
    #: As given with this matter; empty: as the contact is known.
    customer_name: str
    now: datetime


def draft(tools: Tools, opening: Opening) -> Ticket:
    """The ticket with fresh names and its queue's defaults."""
    desk, queue, contact, now = opening.desk, opening.queue, opening.contact, opening.now
    return Ticket(
        id=tools.rows(1)[0],
        uuid=uuid4(),
        tenant=desk.tenant,
        number=_number(tools, desk, now),
        refid=new_refid(),
        subject=opening.subject[:SUBJECT_LENGTH],
        status=lifecycle_of(desk, queue.key).initial[0],
        priority=desk.default_priority,
        queue=queue.key,
        product=queue.product,
        category=queue.category,
        assigned_team=queue.team or None,
        contact_id=contact.id,
        customer_email=contact.email,
        customer_name=opening.customer_name or contact.name,
        created_at=now,
        updated_at=now,
        last_customer_message_at=now,
    )


def _number(tools: Tools, desk: Desk, now: datetime) -> str:
    month = now.astimezone(ZoneInfo(desk.timezone)).strftime("%Y-%m")
    (number,) = tools.blocks.take(f"number:{desk.tenant}:{month}", 1)
    return f"{month}-{number:05d}"
