"""The journal of promises: which were kept and which were broken by a change."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.sla import Cycle, CycleState

_KINDS = {CycleState.MET: EventKind.SLA_MET, CycleState.BREACHED: EventKind.SLA_BREACHED}


def verdict_events(
    before: Sequence[Cycle], after: Sequence[Cycle], *, now: datetime, actor: str, cause: Cause
) -> tuple[Event, ...]:
    """``ticket.sla.met`` and ``ticket.sla.breached`` for each cycle that came to it between two states, in their order.

    A breach that was noticed late carries its due as ``breached_at`` while the event itself is of ``now``.
    """
    states = {cycle.id: cycle.state for cycle in before}
    return tuple(
        Event(kind=_KINDS[cycle.state], at=now, actor=actor, cause=cause, details=_details(cycle))
        for cycle in after
        if cycle.state in _KINDS and states.get(cycle.id) is not cycle.state
    )


def _details(cycle: Cycle) -> dict[str, object]:
    instants = {"due_at": cycle.due_at, "stopped_at": cycle.stopped_at, "breached_at": cycle.breached_at}
    details: dict[str, object] = {"metric": cycle.metric.value, "number": cycle.number, "policy": cycle.policy}
    return details | {key: value.isoformat() for key, value in instants.items() if value is not None}
