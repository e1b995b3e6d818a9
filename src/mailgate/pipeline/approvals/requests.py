"""A yes is asked for; who is asked and told so is settled by the clock at once (pipeline.approvals.approving)."""

from __future__ import annotations

from datetime import datetime

from mailgate.escalation.approvals import asked, represented
from mailgate.model.approval import Approval, ApprovalState, ApprovalTerms
from mailgate.model.desk import Desk
from mailgate.model.ticket import Ticket
from mailgate.notify.recipients import step_recipients
from mailgate.pipeline.escalations.on_duty import on_duty
from mailgate.pipeline.tools import Tools
from mailgate.store.database import Connection


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


def seats_of(conn: Connection, desk: Desk, ticket: Ticket, approval: Approval, at: datetime) -> dict[str, str]:
    """Whom the request's terms name at an instant: by each one's address who is away and stood in for, or empty."""
    named = step_recipients(approval.terms.approvers, ticket, desk, on_duty(conn, desk, at))
    addresses = (each if isinstance(each, str) else each.email for each in named)
    by = approval.requested_by
    return represented(asked(addresses, requested_by=by), desk, requested_by=by, at=at)
