"""A run of escalation is asked for; it begins with the next tick of the clock (pipeline.escalations.stepping)."""

from __future__ import annotations

from datetime import datetime

from mailgate.model.sla import Deadline, Trigger
from mailgate.model.ticket import Ticket
from mailgate.pipeline.tools import Tools


def run_to_begin(tools: Tools, ticket: Ticket, policy: str, *, run: str, now: datetime) -> Deadline:
    """A deadline that is due now and begins the run; its own id is the number of the run.

    Args:
        run: ``rule``, ``manual`` or ``urgent``.
    """
    row = tools.rows(1)[0]
    return Deadline(
        id=row,
        tenant=ticket.tenant,
        ticket_id=ticket.id,
        cycle_id=row,
        trigger=Trigger.BEGIN,
        due_at=now,
        run=run,
        policy=policy,
        run_started_at=now,
    )
