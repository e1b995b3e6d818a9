"""Which promise holds for a ticket: the policy in force, its goals and their calendar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from mailgate.model.calendar import ALWAYS, Calendar
from mailgate.model.desk import Desk
from mailgate.model.sla import Cycle, Metric, Scope, SlaPolicy
from mailgate.model.ticket import Priority, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One goal as promised to one ticket."""

    metric: Metric
    #: In business time of ``calendar``.
    goal: timedelta
    policy: SlaPolicy
    calendar: Calendar
    #: Under which the desk has that calendar; empty or ``24x7`` for the one without closing time.
    calendar_key: str
    #: Desk revision that says so.
    revision: int
    priority: Priority


def policy_key(ticket: Ticket, desk: Desk) -> str:
    """The policy given to the ticket itself, else the first for such tickets, else its queue's, else the desk's.

    The key may be of a policy that is gone.
    """
    if ticket.sla_policy:
        return ticket.sla_policy
    for policy in desk.slas:
        if policy.applies_to is not None and _covers(policy.applies_to, ticket):
            return policy.key
    queue = desk.queue(ticket.queue)
    return (queue.sla if queue else "") or desk.default_sla


def policy_of(ticket: Ticket, desk: Desk) -> SlaPolicy | None:
    return desk.sla(policy_key(ticket, desk))


def calendar_key(policy: SlaPolicy | None, ticket: Ticket, desk: Desk) -> str:
    """The hours of the policy, else of the ticket's team, else of its product, else of the desk; empty: 24x7."""
    if policy is not None and policy.calendar:
        return policy.calendar
    team = desk.team(ticket.assigned_team) if ticket.assigned_team else None
    product = desk.product(ticket.product)
    return (team.calendar if team else "") or (product.calendar if product else "") or desk.default_calendar


def promise_key(ticket: Ticket, desk: Desk) -> tuple[Priority, str, str]:
    """What decides which goals hold for a ticket and how they are measured; equal: the same promise."""
    key = policy_key(ticket, desk)
    return ticket.priority, key, calendar_key(desk.sla(key), ticket, desk)


def calendar_named(key: str, desk: Desk) -> Calendar:
    """The calendar of that key; 24x7 for an empty key, and for one that is gone: a promise is never loosened by it."""
    return desk.calendar(key) or ALWAYS


def desk_of(cycle: Cycle, desk: Desk, past: Mapping[int, Desk]) -> Desk:
    """The desk under which the promise was made, the one in force where that is the same or not known any more."""
    return desk if cycle.revision == desk.revision else past.get(cycle.revision, desk)


def calendar_of(cycle: Cycle, desk: Desk, past: Mapping[int, Desk]) -> Calendar:
    """The calendar by which the promise is measured, as it was when the promise was made."""
    return calendar_named(cycle.calendar, desk_of(cycle, desk, past))


def targets_of(ticket: Ticket, desk: Desk) -> dict[Metric, Target]:
    """The goals of the ticket's policy at its priority; empty when there is no such policy."""
    policy = policy_of(ticket, desk)
    if policy is None:
        return {}
    key = calendar_key(policy, ticket, desk)
    calendar = calendar_named(key, desk)
    return {
        metric: Target(
            metric=metric,
            goal=goal,
            policy=policy,
            calendar=calendar,
            calendar_key=key,
            revision=desk.revision,
            priority=ticket.priority,
        )
        for metric, goal in policy.targets.get(ticket.priority, {}).items()
    }


def _covers(scope: Scope, ticket: Ticket) -> bool:
    asked = (
        (scope.queues, (ticket.queue,)),
        (scope.products, (ticket.product,)),
        (scope.teams, (ticket.assigned_team,)),
        (scope.categories, (ticket.category,)),
        (scope.customers, _names_of(ticket.customer_email)),
    )
    return all(not wanted or any(name in wanted for name in names) for wanted, names in asked)


def _names_of(email: str) -> tuple[str, str]:
    folded = email.lower()
    return folded, f"@{folded.rpartition('@')[2]}"
