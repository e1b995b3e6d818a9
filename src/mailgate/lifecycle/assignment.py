"""Giving a ticket to a person or a team, and the status that follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from mailgate.lifecycle.moves import move
from mailgate.lifecycle.outcome import Done, Refusal, field_fact
from mailgate.lifecycle.statuses import allowed
from mailgate.lifecycle.terms import Terms
from mailgate.model.event import EventKind
from mailgate.model.plan import Change
from mailgate.model.ticket import Status, Ticket


def person_change(ticket: Ticket, change: Change, now: datetime, terms: Terms) -> Done | Refusal:
    """Assign to the agent of that address, or to nobody; whoever is given new work is taken to have begun it."""
    if not isinstance(change.value, str | None):
        return Refusal(change=change, code="lifecycle.wrong_type")
    agent = change.value.strip().lower() if change.value else None
    if agent == ticket.assigned_to:
        return Done(ticket=ticket)
    kind = EventKind.ASSIGNED if agent else EventKind.UNASSIGNED
    done = Done(
        ticket=replace(ticket, assigned_to=agent),
        facts=(field_fact(kind, "assigned_to", ticket.assigned_to, agent),),
    )
    begins = agent is not None and terms.assigning_begins
    waiting = {Status.OPEN, Status.TRIAGED} if begins else set()
    return _followed(done, waiting, Status.IN_PROGRESS, now, terms)


def team_change(ticket: Ticket, change: Change, now: datetime, terms: Terms) -> Done | Refusal:
    """Route to a team, or to none; a ticket that was only opened is triaged by it."""
    if not isinstance(change.value, str | None):
        return Refusal(change=change, code="lifecycle.wrong_type")
    team = change.value or None
    if team == ticket.assigned_team:
        return Done(ticket=ticket)
    kind = EventKind.ASSIGNED if team else EventKind.UNASSIGNED
    done = Done(
        ticket=replace(ticket, assigned_team=team),
        facts=(field_fact(kind, "assigned_team", ticket.assigned_team, team),),
    )
    triages = team is not None and terms.routing_triages
    return _followed(done, {Status.OPEN} if triages else set(), Status.TRIAGED, now, terms)


def _followed(done: Done, origins: set[Status], target: Status, now: datetime, terms: Terms) -> Done:
    """The status follows where the lifecycle knows the move, by way of triage where it has no shorter one."""
    if done.ticket.status not in origins:
        return done
    for step in _way(done.ticket.status, target, terms):
        moved = move(done.ticket, step, now)
        done = Done(ticket=moved.ticket, facts=done.facts + moved.facts)
    return done


def _way(origin: Status, target: Status, terms: Terms) -> tuple[Status, ...]:
    possible = allowed(origin, terms.lifecycle)
    if target in possible:
        return (target,)
    if Status.TRIAGED in possible and target in allowed(Status.TRIAGED, terms.lifecycle):
        return (Status.TRIAGED, target)
    return ()
