"""Tickets become one, and two again: every way to ask for it ends here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.errors import Conflict, Refused
from mailgate.lifecycle.apply import apply_changes
from mailgate.lifecycle.merging import remembered, taken_out
from mailgate.lifecycle.terms import terms_of
from mailgate.model.event import Event, EventKind
from mailgate.model.plan import Change
from mailgate.model.recording import Recording
from mailgate.model.ticket import Status, Ticket
from mailgate.pipeline.tickets.settling import Moment, carried, rows_for_clock
from mailgate.pipeline.tools import Tools
from mailgate.sla.deadlines import reconcile
from mailgate.sla.starts import OWED_SINCE, owed_since, unanswered_since
from mailgate.store.clock import clockworks
from mailgate.store.database import Connection
from mailgate.store.tickets import events, merges, tickets

#: What the journal calls the account of a merge.
ACCOUNT = "merge"
#: Of a moved first response: since when it was owed before.
_BEFORE = "first_response_owed_before"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a merge writes beside the ticket that is merged."""

    beside: tuple[Recording, ...] = ()
    merges: tuple[tuple[int, int | None], ...] = ()
    events: tuple[Event, ...] = ()


def merge_of(conn: Connection, tools: Tools, before: Ticket, after: Ticket, event: Event) -> Merged:
    """What there is to write when a change has led a ticket into another one, or out of it; else nothing.

    Args:
        event: Of that change, as a pattern: when, by whom, because of what.

    Raises:
        Conflict: The other ticket is merged itself by now, perhaps into this one.
    """
    if after.merged_into == before.merged_into:
        return Merged()
    if after.merged_into is None:
        left = _left_behind(conn, tools, before, replace(event, kind=EventKind.UPDATED))
        return Merged(beside=left, merges=((after.id, None),))
    target = tickets.by_id(conn, after.tenant, after.merged_into)
    if target is None or target.merged_into is not None or target.id == after.id:
        raise Conflict(f"ticket {after.number} cannot be merged into {after.merged_into} any more")
    details: dict[str, object] = {"merged_in": after.number, "ticket": after.id}
    told = replace(event, kind=EventKind.UPDATED, details=details)
    waits = _longest_wait(conn, before, target)
    account = {"into": target.number, "was": remembered(before)}
    return Merged(
        beside=(_touched(conn, tools, target, told, waits),),
        merges=((after.id, target.id),),
        events=(replace(event, kind=EventKind.UPDATED, details={ACCOUNT: account}),),
    )


def expect_mergeable(ticket: Ticket, target: Ticket, *, other_customer: bool) -> None:
    """One ticket may become part of the other.

    Raises:
        Refused: ``merge.same``, ``merge.other_customer``.
    """
    if target.id == ticket.id:
        raise Refused("merge.same", "That is this ticket, or one that was merged into it")
    if target.contact_id != ticket.contact_id and not other_customer:
        raise Refused(
            "merge.other_customer",
            f"Ticket {target.number} is another customer's: link them, or say other_customer (--other-customer)",
        )


def taken_apart(
    conn: Connection, tools: Tools, moment: Moment, ticket: Ticket, changes: tuple[Change, ...] = ()
) -> Recording:
    """A merged ticket is one of its own again, as it was, with all that was merged into it before.

    Args:
        moment: Its cause is that of all events.
        changes: To be made on it as well.

    Raises:
        Refused: ``unmerge.not_merged``.
    """
    if ticket.merged_into is None or ticket.status is not Status.MERGED:
        raise Refused("unmerge.not_merged", f"Ticket {ticket.number} is not part of another one")
    back, facts = taken_out(ticket, _was(conn, ticket))
    now, actor, cause = moment.now, moment.actor, moment.cause
    own = tuple(Event(kind=kind, at=now, actor=actor, cause=cause, details=details) for kind, details in facts)
    applied = apply_changes(back, changes, now=now, actor=actor, terms=terms_of(moment.desk, ticket.queue, actor))
    clockwork = clockworks.of_ticket(conn, ticket.id)
    settled = carried(ticket, replace(applied, events=(*own, *applied.events)), clockwork, moment)
    told = Event(kind=EventKind.UPDATED, at=now, actor=actor, cause=cause)
    return Recording(
        tenant=ticket.tenant,
        revision=moment.desk.revision,
        before=ticket,
        after=replace(settled.ticket, survey_due_at=back.survey_due_at),
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        events=settled.events,
        event_ids=tuple(tools.rows(len(settled.events))),
        merges=((ticket.id, None),),
        beside=_left_behind(conn, tools, ticket, told),
    )


def _left_behind(conn: Connection, tools: Tools, ticket: Ticket, event: Event) -> tuple[Recording, ...]:
    """The living ticket without one that was merged into it; nothing where it is gone."""
    assert ticket.merged_into is not None
    end = tickets.by_id(conn, ticket.tenant, merges.ends(conn, (ticket.id,)).get(ticket.id, ticket.merged_into))
    if end is None:
        return ()
    told = replace(event, details={"taken_out": ticket.number, "ticket": ticket.id})
    return (_touched(conn, tools, end, told, _own_wait(conn, end, ticket)),)


def seen_as(ticket: Ticket, origin: Ticket) -> Ticket:
    """The living ticket with the names and the customer of one that was merged into it: what is sent on its behalf
    shows that customer nothing of the other's."""
    return replace(
        ticket,
        id=origin.id,
        uuid=origin.uuid,
        number=origin.number,
        refid=origin.refid,
        subject=origin.subject,
        contact_id=origin.contact_id,
        customer_email=origin.customer_email,
        customer_name=origin.customer_name,
    )


def _was(conn: Connection, ticket: Ticket) -> dict[str, object]:
    """What the journal remembers of the ticket before its last merge."""
    found: dict[str, object] = {}
    for event in events.of_ticket(conn, ticket.tenant, ticket.id):
        account = event.details.get(ACCOUNT)
        if isinstance(account, dict):
            found = account["was"]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wait:
    """Since when a ticket's first response is owed from now on, and was until now."""

    since: datetime
    before: datetime


def _longest_wait(conn: Connection, merged: Ticket, target: Ticket) -> _Wait | None:
    """Of two that nobody has answered yet the earlier start counts (spec/features.md B.8); None: it does already."""
    since = unanswered_since(clockworks.of_ticket(conn, merged.id).cycles)
    own = unanswered_since(clockworks.of_ticket(conn, target.id).cycles)
    return _Wait(since=since, before=own) if since is not None and own is not None and since < own else None


def _own_wait(conn: Connection, target: Ticket, leaving: Ticket) -> _Wait | None:
    """As it was before that ticket was merged in, if nothing else moved it since."""
    now = unanswered_since(clockworks.of_ticket(conn, target.id).cycles)
    told = (event.details for event in events.of_ticket(conn, target.tenant, target.id))
    moved = [details for details in told if details.get("ticket") == leaving.id and _BEFORE in details]
    if now is None or not moved or datetime.fromisoformat(str(moved[-1][OWED_SINCE])) != now:
        return None
    return _Wait(since=datetime.fromisoformat(str(moved[-1][_BEFORE])), before=now)


def _touched(conn: Connection, tools: Tools, ticket: Ticket, event: Event, wait: _Wait | None) -> Recording:
    """The other ticket is as it was, but for its journal, its version, by which two merges at once exclude each
    other, and the time that its first response is owed."""
    desk = tools.desk(ticket.tenant)
    recording = Recording(
        tenant=ticket.tenant,
        revision=desk.revision,
        before=ticket,
        after=replace(ticket, updated_at=event.at),
        events=(event,),
        event_ids=tuple(tools.rows(1)),
    )
    if wait is None:
        return recording
    known = clockworks.of_ticket(conn, ticket.id)
    moved = replace(known, cycles=owed_since(known.cycles, wait.since, desk, known.past, event.at))
    ids = tools.rows(rows_for_clock(desk))
    told = {OWED_SINCE: wait.since.isoformat(), _BEFORE: wait.before.isoformat()}
    return replace(
        recording,
        events=(replace(event, details={**event.details, **told}),),
        clockwork_before=known,
        clockwork=replace(moved, deadlines=reconcile(moved, ticket, desk, ids=ids, now=event.at)),
    )
