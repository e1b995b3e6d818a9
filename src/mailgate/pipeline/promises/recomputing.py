"""The promises on a ticket held against its journal, and put right where a person asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import NotFound
from mailgate.model.clockwork import Clockwork
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind, Journaled
from mailgate.model.recording import Recording
from mailgate.model.ticket import Ticket
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.tickets.settling import rows_for_clock
from mailgate.pipeline.tools import Tools
from mailgate.sla.cycles import measured_anew
from mailgate.sla.deadlines import reconcile, sla_due_at
from mailgate.sla.differences import Difference, differences, lost_alarms, repaired
from mailgate.sla.rebuild import ANEW, Rebuilt, rebuilt
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.desks import past_desks
from mailgate.store.tickets import events, tickets

#: Tickets looked at in one read.
_BATCH = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What one ticket's promises came to."""

    number: str
    differences: tuple[Difference, ...] = ()
    #: What the journal does not tell; then it is held against nothing, and nothing is put right.
    gaps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputing:
    """How promises are looked at."""

    actor: str
    now: datetime
    #: Measure what still runs by the policies and calendars in force, instead of those that it began under.
    in_force: bool = False
    #: Write what was found.
    apply: bool = False


def every_ticket(tools: Tools, tenant: str) -> Iterator[int]:
    """Row ids of all tickets of a tenant, ascending."""
    after = 0
    while True:
        found = tools.database.read(lambda conn, after=after: tickets.ids_after(conn, tenant, after, _BATCH))  # type: ignore[misc]
        yield from found
        if len(found) < _BATCH:
            return
        after = found[-1]


def recompute(tools: Tools, tenant: str, ticket_id: int, how: Recomputing) -> Audit:
    """Look at one ticket; with ``apply`` also write what was found, and nothing else.

    Raises:
        NotFound: There is no such ticket.
    """
    desk = tools.desk(tenant)
    found = tools.database.read(lambda conn: _compared(conn, desk, ticket_id, how, tools))
    audit = found.audit
    if how.apply and audit.differences and not audit.gaps:
        decide_and_record(tools, lambda conn: _righted(conn, tools, desk, ticket_id, how), now=how.now)
    return audit


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    ticket: Ticket
    before: Clockwork
    after: Clockwork
    audit: Audit


def _compared(conn: Connection, desk: Desk, ticket_id: int, how: Recomputing, tools: Tools) -> _Compared:
    ticket = tickets.by_id(conn, desk.tenant, ticket_id)
    if ticket is None:
        raise NotFound(f"no ticket {ticket_id}")
    before = clockworks.of_ticket(conn, ticket.id)
    if how.in_force:
        ids = tools.rows(rows_for_clock(desk))
        after = measured_anew(before, ticket, desk, ids=ids, now=how.now)
        its = Audit(number=ticket.number, differences=differences(before.cycles, after.cycles))
        return _Compared(ticket=ticket, before=before, after=after, audit=its)
    told = told_by_journal(conn, ticket, events.journal_of(conn, desk.tenant, ticket.id))
    audit = Audit(number=ticket.number, differences=differences(before.cycles, told.cycles), gaps=told.gaps)
    cycles = repaired(before.cycles, told.cycles, tools.rows(len(told.cycles)))
    moved = replace(before, cycles=cycles)
    ids = tools.rows(rows_for_clock(desk))
    after = replace(moved, deadlines=reconcile(moved, ticket, desk, ids=ids, now=how.now))
    audit = replace(audit, differences=(*audit.differences, *lost_alarms(before, after)))
    return _Compared(ticket=ticket, before=before, after=after, audit=audit)


def told_by_journal(conn: Connection, ticket: Ticket, journal: Sequence[Journaled]) -> Rebuilt:
    """The ticket's cycles from its journal and the desks that it names."""
    revisions = {(ticket.tenant, entry.revision) for entry in journal if entry.revision}
    return rebuilt(ticket, journal, past_desks.of(conn, revisions))


def _righted(conn: Connection, tools: Tools, desk: Desk, ticket_id: int, how: Recomputing) -> Recording:
    found = _compared(conn, desk, ticket_id, how, tools)
    ticket, after = found.ticket, found.after
    details: dict[str, object] = {"sla_recomputed": len(found.audit.differences)}
    if how.in_force:
        details[ANEW] = True
    cause = Cause(kind="cli", ref="sla recompute")
    event = Event(kind=EventKind.UPDATED, at=how.now, actor=how.actor, cause=cause, details=details)
    breached = any(cycle.breached_at is not None for cycle in after.cycles)
    return Recording(
        tenant=desk.tenant,
        revision=desk.revision,
        before=ticket,
        after=replace(
            ticket,
            sla_due_at=sla_due_at(after.cycles),
            sla_breach=ticket.sla_breach or breached,
            updated_at=how.now,
        ),
        clockwork_before=found.before,
        clockwork=after,
        events=(event,),
        event_ids=tuple(tools.rows(1)),
    )
