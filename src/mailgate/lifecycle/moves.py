"""A move from one status to another, with all that follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.lifecycle.outcome import Done, Fact, Refusal, field_fact
from mailgate.lifecycle.statuses import CATEGORY, Category, allowed, is_open, parse_status
from mailgate.lifecycle.terms import Terms
from mailgate.model.event import EventKind
from mailgate.model.plan import Change
from mailgate.model.ticket import Status, Ticket

#: Left by a deliberate act of a person only: a rule that reopens spam would undo what somebody decided.
_PERSON_ONLY = {Status.CANCELLED, Status.MERGED, Status.SPAM}
_MACHINES = {"rule", "schedule", "lifecycle"}

_KIND_OF_ENTRY = {
    Status.TRIAGED: EventKind.TRIAGED,
    Status.ESCALATED: EventKind.ESCALATED,
    Status.RESOLVED: EventKind.RESOLVED,
    Status.CLOSED: EventKind.CLOSED,
    Status.CANCELLED: EventKind.CANCELLED,
    Status.MERGED: EventKind.MERGED,
}


def status_change(ticket: Ticket, change: Change, now: datetime, terms: Terms) -> Done | Refusal:
    """Move a ticket to the status that a change names, if the table allows it.

    None as value leaves ``escalated`` for the status held before, or ``in_progress`` where that one is not allowed.
    """
    possible = allowed(ticket.status, terms.lifecycle)
    target = _target(ticket, change.value, possible)
    if target is None:
        return Refusal(change=change, code="lifecycle.unknown_status", allowed=possible)
    if target is ticket.status:
        return Done(ticket=ticket)
    if target not in possible:
        return Refusal(change=change, code="lifecycle.transition", allowed=possible)
    if target in ticket.blocked:
        left = tuple(status for status in possible if status not in ticket.blocked)
        return Refusal(change=change, code="lifecycle.approval_pending", allowed=left)
    if ticket.status in _PERSON_ONLY and change.cause.kind in _MACHINES:
        return Refusal(change=change, code="lifecycle.person_only", allowed=possible)
    role = "" if change.cause.kind in _MACHINES else terms.role
    if not terms.lifecycle.may(ticket.status, target, role):
        mine = tuple(each for each in possible if terms.lifecycle.may(ticket.status, each, role))
        return Refusal(change=change, code="lifecycle.not_yours", allowed=mine)
    return move(ticket, target, now)


def move(ticket: Ticket, target: Status, now: datetime) -> Done:
    """Move to another status, which must be legal, with the side effects of A.2.3.

    The first entry sets ``resolved_at`` and ``closed_at``; closing what was never resolved sets both. Reopening clears
    both and counts. Coming back from spam or from a merge is no reopening: it was never done, only elsewhere.
    """
    origin = ticket.status
    facts: list[Fact] = [field_fact(EventKind.STATUS_CHANGED, "status", origin.value, target.value)]
    moved = replace(
        ticket, status=target, prior_status=origin if target is Status.ESCALATED else None, flagged_until=None
    )
    if target is Status.ESCALATED:
        moved = replace(moved, escalation_level=ticket.escalation_level + 1)
    moved = _opened(moved, origin) if is_open(target) else _ended(moved, now)
    if target in _KIND_OF_ENTRY:
        facts.append((_KIND_OF_ENTRY[target], {"from": origin.value, "to": target.value}))
    if moved.reopened_count > ticket.reopened_count:
        facts.append((EventKind.REOPENED, {"from": origin.value, "to": target.value, "count": moved.reopened_count}))
    return Done(ticket=moved, facts=tuple(facts))


def _target(ticket: Ticket, value: object, possible: tuple[Status, ...]) -> Status | None:
    if value is None and ticket.status is Status.ESCALATED:
        prior = ticket.prior_status
        return prior if prior in possible else Status.IN_PROGRESS
    return parse_status(value) if isinstance(value, str) else None


def _opened(ticket: Ticket, origin: Status) -> Ticket:
    if is_open(origin):
        return ticket
    reopened = origin in {Status.RESOLVED, Status.CLOSED, Status.CANCELLED}
    count = ticket.reopened_count + 1 if reopened else ticket.reopened_count
    return replace(ticket, resolved_at=None, closed_at=None, merged_into=None, reopened_count=count)


def _ended(ticket: Ticket, now: datetime) -> Ticket:
    if ticket.status in {Status.RESOLVED, Status.CLOSED}:
        ticket = replace(ticket, resolved_at=ticket.resolved_at or now)
    if CATEGORY[ticket.status] is Category.TERMINAL:
        ticket = replace(ticket, closed_at=ticket.closed_at or now)
    return ticket
