"""The course of each promise: in which statuses it stands, and how it ends (spec/features.md B.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mailgate.lifecycle.statuses import is_open, is_paused
from mailgate.model.calendar import Calendar
from mailgate.model.sla import Cycle, Metric, SlaPolicy
from mailgate.model.ticket import Status
from mailgate.sla.turns import cancelled, given_up, paused, resumed, stopped

#: Left out of every figure; spam never had a promise to begin with.
VOID = frozenset({Status.CANCELLED, Status.MERGED, Status.SPAM})
#: Counted from the creation of the ticket, over all of it.
FROM_CREATION = (Metric.RESOLUTION, Metric.REQUESTER_WAIT, Metric.AGENT_WORK)
#: Kept by resolving; the others are merely owed no longer.
_KEPT_BY_RESOLVING = frozenset({*FROM_CREATION, Metric.PERIODIC_UPDATE, Metric.OLA_TEAM})


def _waits_for_customer(status: Status) -> bool:
    return status is Status.WAITING_FOR_CUSTOMER


#: The vendor is ours to choose: what is agreed within the house, and what the customer waits in all, goes on for him.
_STANDS: dict[Metric, Callable[[Status], bool]] = {
    Metric.NEXT_RESPONSE: is_paused,
    Metric.RESOLUTION: is_paused,
    Metric.AGENT_WORK: is_paused,
    Metric.REQUESTER_WAIT: _waits_for_customer,
    Metric.OLA_ASSIGN: _waits_for_customer,
    Metric.OLA_TEAM: _waits_for_customer,
}


def stands(metric: Metric, status: Status, policy: SlaPolicy | None) -> bool:
    """True when the clock of such a promise stands in that status; ``policy`` may let more of them stand."""
    if policy is not None and metric in policy.pausable:
        return is_paused(status)
    return metric in _STANDS and _STANDS[metric](status)


def in_status(cycle: Cycle, status: Status, policy: SlaPolicy | None, calendar: Calendar, now: datetime) -> Cycle:
    """The cycle of a ticket that is in that status from ``now`` on."""
    if status in VOID:
        return cancelled(cycle, calendar, now)
    if not is_open(status):
        end = stopped if cycle.metric in _KEPT_BY_RESOLVING else given_up
        return end(cycle, calendar, now)
    triaged = policy is not None and policy.triage_answers and status is not Status.OPEN
    if triaged and cycle.metric is Metric.FIRST_RESPONSE:
        return stopped(cycle, calendar, now)
    if stands(cycle.metric, status, policy):
        return paused(cycle, now, status.value)
    return resumed(cycle, calendar, now)
