"""A yes is asked for; who is asked and told so is settled by the clock at once (pipeline.approvals.approving)."""

from __future__ import annotations

from datetime import datetime

from mailgate.model.approval import Approval, ApprovalState, ApprovalTerms
from mailgate.model.ticket import Ticket
from mailgate.pipeline.tools import Tools


def requested(
    tools: Tools, ticket: Ticket, terms: ApprovalTerms, *, by: str, now: datetime, waits: int = 0
) -> Approval:
    """The request as a row, due now.

    Args:
        by: Address of a person, or the name of a rule or policy.
        waits: Id of the escalation step that waits for it.
    """
    return Approval(
        id=tools.rows(1)[0],
        tenant=ticket.tenant,
        ticket_id=ticket.id,
        terms=terms,
        requested_by=by,
        requested_at=now,
        expires_at=now + terms.expires_after,
        next_at=now,
        state=ApprovalState.REQUESTED,
        waits=waits,
    )
