"""Values for what follows a page: somebody took it, forgot it, or nobody was there; and for a yes that is asked for."""

from __future__ import annotations

from mailgate.model.approval import Approval, ApprovalState
from mailgate.model.desk import Desk, Queue
from mailgate.model.ticket import Ticket
from mailgate.notify.addressing import Addressing
from mailgate.notify.kinds.shared import inner_frame, local_time, person, shortened, status_block

#: Characters of the customer's words in a page.
_DESCRIPTION_LIMIT = 4_000


def about(ticket: Ticket, queue: Queue, desk: Desk, addressing: Addressing, **more: object) -> dict[str, object]:
    """Where the ticket stands, with what this mail has beside."""
    return {**inner_frame(queue, addressing), **status_block(ticket, desk, addressing.date), **more}


def urgent(
    ticket: Ticket, queue: Queue, desk: Desk, recipient: tuple[str, str], addressing: Addressing, description: str
) -> dict[str, object]:
    """The seven fields of spec/features.md S1 1.14, beside where the ticket stands.

    Args:
        recipient: Address and name.
    """
    base = addressing.public_url.rstrip("/")
    return about(
        ticket,
        queue,
        desk,
        addressing,
        recipient_email=recipient[0],
        recipient_name=recipient[1],
        refid=ticket.refid,
        description=shortened(description, _DESCRIPTION_LIMIT),
        manage_url=f"{base}/admin/support/tickets/{ticket.refid}" if base else "",
    )


def taken(
    ticket: Ticket, queue: Queue, desk: Desk, addressing: Addressing, *, by: str, policy: str
) -> dict[str, object]:
    return about(ticket, queue, desk, addressing, taker=person(by, desk), policy=policy)


def asked(
    ticket: Ticket, queue: Queue, desk: Desk, approval: Approval, addressing: Addressing, *, again: bool
) -> dict[str, object]:
    """``needed`` is how many yes it takes of ``asked_count`` people."""
    terms = approval.terms
    count = len(terms.approvers)
    needed = {"any": 1, "all": count}.get(terms.mode.value, terms.quorum)
    return about(
        ticket,
        queue,
        desk,
        addressing,
        what=terms.what,
        requester=person(approval.requested_by, desk),
        expires=local_time(approval.expires_at, desk),
        needed=needed,
        asked_count=count,
        again=again,
        absent="",
    )


def in_place_of(values: dict[str, object], absent: str, desk: Desk) -> dict[str, object]:
    """The values of ``asked`` for whoever decides for somebody who is away."""
    return {**values, "absent": person(absent, desk)}


def decided(ticket: Ticket, queue: Queue, desk: Desk, approval: Approval, addressing: Addressing) -> dict[str, object]:
    voices = [
        {"who": person(voice.approver, desk), "said": "yes" if voice.approves else "no", "reason": voice.reason}
        for voice in approval.voices
    ]
    state = approval.state.value
    return about(
        ticket,
        queue,
        desk,
        addressing,
        what=approval.terms.what,
        result=state,
        approved=approval.state is ApprovalState.APPROVED,
        reason=approval.reason,
        voices=voices,
    )
