"""Since when a first response is owed: from the customer's words on, not from when we got round to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from mailgate.model.desk import Desk
from mailgate.model.sla import Cycle, CycleState, Metric
from mailgate.sla.clock import due_of
from mailgate.sla.opening import latest_of
from mailgate.sla.policies import calendar_of
from mailgate.sla.turns import is_late, is_over

#: In the details of an event: since when it is owed, ISO 8601, where that is not the ticket's creation.
OWED_SINCE = "first_response_owed_since"
#: How long a mail may have been on its way. Its ``Date`` is only what its sender says: without an end somebody whose
#: clock is wrong, or who wants to, would break a promise at once.
BELIEVED = timedelta(hours=1)


def asked_at(sent_at: datetime | None, received_at: datetime) -> datetime:
    """When a customer asked: at the mail's ``Date`` (RFC 5322 section 3.6.1), never later than its receipt; at the
    receipt where there is no date that can be believed."""
    if sent_at is None or not received_at - BELIEVED <= sent_at <= received_at:
        return received_at
    return sent_at


def told_since(asked: datetime | None, created_at: datetime) -> dict[str, object]:
    """For the journal; empty where it is the creation of the ticket."""
    return {OWED_SINCE: asked.isoformat()} if asked is not None and asked < created_at else {}


def unanswered_since(cycles: Sequence[Cycle]) -> datetime | None:
    """Since when the first response of a ticket is owed; None: it was given, or is not promised."""
    latest = latest_of(cycles, Metric.FIRST_RESPONSE)
    return None if latest is None or is_over(latest) else latest.started_at


def owed_since(
    cycles: Sequence[Cycle], since: datetime, desk: Desk, past: Mapping[int, Desk], now: datetime
) -> tuple[Cycle, ...]:
    """The same promises with a first response that still runs counted from another instant; a breach stays."""
    return tuple(_moved(cycle, since, desk, past) if _is_owed(cycle, now) else cycle for cycle in cycles)


def _is_owed(cycle: Cycle, now: datetime) -> bool:
    runs = cycle.state in {CycleState.RUNNING, CycleState.PAUSED}
    return cycle.metric is Metric.FIRST_RESPONSE and runs and not is_late(cycle, now)


def _moved(cycle: Cycle, since: datetime, desk: Desk, past: Mapping[int, Desk]) -> Cycle:
    moved = replace(cycle, started_at=since)
    if moved.state is CycleState.PAUSED:
        return moved
    return replace(moved, due_at=due_of(moved, calendar_of(moved, desk, past)))
