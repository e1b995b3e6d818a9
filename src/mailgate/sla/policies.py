"""Which promise holds for a ticket: the policy in force, its goals and their calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from mailgate.model.calendar import ALWAYS, Calendar
from mailgate.model.desk import Desk
from mailgate.model.sla import Metric, SlaPolicy
from mailgate.model.ticket import Priority, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One goal as promised to one ticket."""

    metric: Metric
    #: In business time of ``calendar``.
    goal: timedelta
    policy: SlaPolicy
    calendar: Calendar
    #: Desk revision that says so.
    revision: int
    priority: Priority


def policy_key(ticket: Ticket, desk: Desk) -> str:
    """The ticket's own policy, else its queue's, else the desk's; the key may be of a policy that is gone."""
    queue = desk.queue(ticket.queue)
    return ticket.sla_policy or (queue.sla if queue else "") or desk.default_sla


def policy_of(ticket: Ticket, desk: Desk) -> SlaPolicy | None:
    return desk.sla(policy_key(ticket, desk))


def calendar_of(key: str, desk: Desk) -> Calendar:
    """The calendar of that key; 24x7 for an empty key, and for one that is gone: a promise is never loosened by it."""
    return desk.calendar(key) or ALWAYS


def targets_of(ticket: Ticket, desk: Desk) -> dict[Metric, Target]:
    """The goals of the ticket's policy at its priority; empty when there is no such policy."""
    policy = policy_of(ticket, desk)
    if policy is None:
        return {}
    calendar = calendar_of(policy.calendar, desk)
    return {
        metric: Target(
            metric=metric,
            goal=goal,
            policy=policy,
            calendar=calendar,
            revision=desk.revision,
            priority=ticket.priority,
        )
        for metric, goal in policy.targets.get(ticket.priority, {}).items()
    }
