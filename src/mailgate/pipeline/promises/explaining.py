"""All promises of one ticket taken apart, each measured as it was when it was made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.desk import Desk
from mailgate.model.ticket import Ticket
from mailgate.sla.explain import Explanation, explain_cycle
from mailgate.sla.policies import calendar_of
from mailgate.sla.thresholds import thresholds_of
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.desks import past_desks
from mailgate.store.tickets import tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A ticket with its promises in the order in which they began."""

    ticket: Ticket
    promises: tuple[Explanation, ...]


def explained(conn: Connection, desk: Desk, ref: str, now: datetime) -> Explained:
    """Take every promise that was ever made on a ticket apart.

    Raises:
        NotFound: There is no such ticket.
    """
    ticket = tickets.required(conn, desk.tenant, ref)
    clockwork = clockworks.of_ticket(conn, ticket.id)
    past = past_desks.of(conn, {(desk.tenant, cycle.revision) for cycle in clockwork.cycles})
    return Explained(
        ticket=ticket,
        promises=tuple(
            explain_cycle(cycle, calendar_of(cycle, desk, past), now, clockwork.deadlines, thresholds_of(cycle, desk))
            for cycle in clockwork.cycles
        ),
    )
