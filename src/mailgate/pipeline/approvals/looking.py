"""What was asked for, with the tickets that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.approval import Approval
from mailgate.store.database import Connection
from mailgate.store.tickets import approvals, tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which approvals; all conditions hold."""

    #: Only those of this ticket; empty: of all.
    ref: str = ""
    #: Only those that have this address among those who decide; empty: all.
    approver: str = ""
    #: With those that are decided.
    decided: bool = False


def asked_for(conn: Connection, tenant: str, wanted: Wanted, *, limit: int) -> list[tuple[str, Approval]]:
    """The approvals of a tenant, newest first, each with its ticket's number.

    Raises:
        NotFound: There is no such ticket.
    """
    if wanted.ref:
        ticket = tickets.required(conn, tenant, wanted.ref)
        known = reversed(approvals.of_ticket(conn, tenant, ticket.id))
        found = [each for each in known if wanted.decided or each.state in approvals.OPEN]
    else:
        found = approvals.newest(conn, tenant, still_open=not wanted.decided)
    chosen = [each for each in found if wanted.approver.lower() in ("", *each.terms.approvers)][:limit]
    its = tickets.by_ids(conn, tenant, {each.ticket_id for each in chosen})
    return [(its[each.ticket_id].number, each) for each in chosen if each.ticket_id in its]
