"""Which pages of a ticket somebody can still take: the newest of each run that is not over."""

from __future__ import annotations

from collections.abc import Iterable

from mailgate.model.clockwork import Clockwork
from mailgate.model.sla import Deadline, DeadlineState, Trigger

_PROMISED = (Trigger.WARNING.value, Trigger.BREACH.value)


def last_pages(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """The newest fired step of each run."""
    newest: dict[tuple[int, str, str], Deadline] = {}
    for deadline in deadlines:
        if deadline.trigger is Trigger.STEP and deadline.state is DeadlineState.FIRED:
            run = (deadline.cycle_id, deadline.run, deadline.policy)
            newest[run] = max(newest.get(run, deadline), deadline, key=lambda row: (row.due_at, row.step, row.repeat))
    return list(newest.values())


def open_pages(clockwork: Clockwork) -> list[Deadline]:
    """The last pages, but for those of runs that are over.

    A run is over when its promise came to its end, when it is a warning's and the breach began a run of its own, and
    when it is about no promise and the same policy began a later one.
    """
    deadlines = clockwork.deadlines
    stopped = {cycle.id for cycle in clockwork.cycles if cycle.stopped_at is not None}
    return [
        page
        for page in last_pages(deadlines)
        if page.cycle_id not in stopped and not overtaken(deadlines, page) and not _renewed(deadlines, page)
    ]


def overtaken(deadlines: Iterable[Deadline], page: Deadline) -> bool:
    """Whether it is a warning's and the breach of the same promise began a run of its own."""
    return page.run == Trigger.WARNING.value and any(
        row.cycle_id == page.cycle_id and row.trigger is Trigger.STEP and row.run == Trigger.BREACH.value
        for row in deadlines
    )


def _renewed(deadlines: Iterable[Deadline], page: Deadline) -> bool:
    if page.run in _PROMISED:
        return False
    return any(
        row.trigger is Trigger.STEP
        and row.run not in _PROMISED
        and row.policy == page.policy
        and row.run_started_at is not None
        and page.run_started_at is not None
        and row.run_started_at > page.run_started_at
        for row in deadlines
    )
