"""New cycles: at creation, for a goal that was not there before, and after a reopening. Their row id is still 0."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from mailgate.model.sla import Cycle, CycleState, Metric, Pause, ReopenMode
from mailgate.model.ticket import Status
from mailgate.sla.clock import REOPEN_GRACE, due_of
from mailgate.sla.policies import Target
from mailgate.sla.wording import duration, promise

_HOW = {
    ReopenMode.RESUME: f"resumed after reopening with {duration(REOPEN_GRACE)} left at least",
    ReopenMode.KEEP: "counted through a reopening",
}


def opened(target: Target, *, ticket_id: int, number: int, started_at: datetime) -> Cycle:
    """A running cycle without a past."""
    cycle = Cycle(
        id=0,
        ticket_id=ticket_id,
        metric=target.metric,
        number=number,
        policy=target.policy.key,
        revision=target.revision,
        calendar=target.calendar_key,
        goal=target.goal,
        started_at=started_at,
        state=CycleState.RUNNING,
        due_at=None,
        reason=promise(target),
    )
    return replace(cycle, due_at=due_of(cycle, target.calendar))


def reopened(latest: Cycle, target: Target, *, mode: ReopenMode, ended_as: Status, now: datetime) -> Cycle:
    """The cycle that follows ``latest`` when its ticket is reopened; ``latest`` itself keeps its verdict.

    ``resume`` counts the span in which the ticket was done as one more pause and leaves 30 business minutes at least;
    ``restart`` gives the whole goal again; ``keep`` counts through, and may be overdue at once.

    Args:
        ended_as: The status that the ticket is reopened from.
    """
    started_at = now if mode is ReopenMode.RESTART else latest.started_at
    cycle = opened(target, ticket_id=latest.ticket_id, number=latest.number + 1, started_at=started_at)
    if mode is ReopenMode.RESTART:
        return cycle
    done = (Pause(since=latest.stopped_at or now, until=now, cause=ended_as.value),)
    pauses = latest.pauses + (done if mode is ReopenMode.RESUME else ())
    went_on = replace(cycle, pauses=pauses, reason=f"{cycle.reason}, {_HOW[mode]}")
    return replace(went_on, due_at=due_of(went_on, target.calendar))


def added(latest: Cycle | None, target: Target, *, ticket_id: int, created_at: datetime) -> Cycle:
    """The cycle of a goal that another policy or priority brings: it counts from where the promise would have begun.

    Args:
        latest: A cancelled one of the same metric, whose start and pauses are taken over.
    """
    if latest is None:
        return opened(target, ticket_id=ticket_id, number=1, started_at=created_at)
    cycle = opened(target, ticket_id=ticket_id, number=latest.number + 1, started_at=latest.started_at)
    paused = replace(cycle, pauses=latest.pauses)
    return replace(paused, due_at=due_of(paused, target.calendar))


def latest_of(cycles: Iterable[Cycle], metric: Metric) -> Cycle | None:
    """The cycle of that metric with the highest number."""
    return max((cycle for cycle in cycles if cycle.metric is metric), key=lambda cycle: cycle.number, default=None)


def numbered(cycles: Sequence[Cycle], ids: Sequence[int]) -> tuple[Cycle, ...]:
    """The same cycles with row ids from the front of ``ids``.

    Raises:
        ValueError: fewer ids than cycles.
    """
    if len(ids) < len(cycles):
        raise ValueError(f"{len(cycles)} row ids are needed for cycles, {len(ids)} were handed in")
    return tuple(replace(cycle, id=row) for cycle, row in zip(cycles, ids, strict=False))
