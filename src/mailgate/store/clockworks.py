"""Cycles and deadlines as rows; a deadline is fired by one compare-and-set, so once in all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.model.sla import Clockwork, Cycle, CycleState, Deadline, DeadlineState, Metric, Pause, Trigger
from mailgate.store.hints import Work, note
from mailgate.store.tables.clock import cycle, deadline

_CYCLES = select(cycle).where(cycle.c.ticket_id == bindparam("ticket_id")).order_by(cycle.c.id)
_DEADLINES = select(deadline).where(deadline.c.ticket_id == bindparam("ticket_id")).order_by(deadline.c.id)
_DUE = (
    select(deadline)
    .where(deadline.c.state == "pending", deadline.c.due_at <= bindparam("now"))
    .order_by(deadline.c.due_at, deadline.c.id)
    .limit(bindparam("limit"))
)
_NEXT_DUE = select(func.min(deadline.c.due_at)).where(deadline.c.state == "pending")
_FIRE = (
    update(deadline)
    .where(deadline.c.id == bindparam("row_id"), deadline.c.state == "pending")
    .values(state=bindparam("new_state"), fired_at=bindparam("now"))
)
_INSERT_CYCLE, _INSERT_DEADLINE = insert(cycle), insert(deadline)
_MOVE = (
    update(deadline)
    .where(deadline.c.id == bindparam("row_id"))
    .values(due_at=bindparam("new_due"), state=bindparam("new_state"), run_started_at=bindparam("new_start"))
)
_CHANGE_CYCLE = (
    update(cycle)
    .where(cycle.c.id == bindparam("row_id"))
    .values({column: bindparam(column.name) for column in cycle.c if column.name not in ("id", "tenant", "ticket_id")})
)


def of_ticket(conn: Connection, ticket_id: int) -> Clockwork:
    cycles = tuple(_cycle_from_row(row) for row in conn.execute(_CYCLES, {"ticket_id": ticket_id}))
    rows = conn.execute(_DEADLINES, {"ticket_id": ticket_id})
    return Clockwork(cycles=cycles, deadlines=tuple(_deadline_from_row(row) for row in rows))


def due(conn: Connection, *, now: datetime, limit: int) -> list[Deadline]:
    """Pending deadlines that are due, earliest first."""
    return [_deadline_from_row(row) for row in conn.execute(_DUE, {"now": now, "limit": limit})]


def next_due(conn: Connection) -> datetime | None:
    """When the next pending deadline falls due."""
    return conn.execute(_NEXT_DUE).scalar_one_or_none()


def fire(conn: Connection, deadline_id: int, *, now: datetime, state: DeadlineState = DeadlineState.FIRED) -> None:
    """Take a pending deadline out of the world.

    Raises:
        Conflict: It is not pending any more: somebody else fired it.
    """
    row = {"row_id": deadline_id, "now": now, "new_state": state.value}
    if conn.execute(_FIRE, row).rowcount != 1:
        raise Conflict(f"deadline {deadline_id} is not pending")


def save(conn: Connection, tenant: str, before: Clockwork, after: Clockwork) -> None:
    """Write the difference between two states of a ticket's clockwork.

    Raises:
        Conflict: A cycle or deadline of the same key was added meanwhile.
    """
    old_cycles = {value.id: value for value in before.cycles}
    old_deadlines = {value.id: value for value in before.deadlines}
    new_cycles = [_cycle_row(tenant, value) for value in after.cycles if value.id not in old_cycles]
    new_deadlines = [_deadline_row(value) for value in after.deadlines if value.id not in old_deadlines]
    try:
        if new_cycles:
            conn.execute(_INSERT_CYCLE, new_cycles)
        if new_deadlines:
            conn.execute(_INSERT_DEADLINE, new_deadlines)
    except IntegrityError as error:
        raise Conflict("the clockwork was changed meanwhile") from error
    if after.deadlines != before.deadlines:
        note(conn, Work.CLOCK)
    for value in after.cycles:
        if value.id in old_cycles and value != old_cycles[value.id]:
            row = _cycle_row(tenant, value)
            del row["id"], row["tenant"], row["ticket_id"]
            conn.execute(_CHANGE_CYCLE, row | {"row_id": value.id})
    for kept in after.deadlines:
        if kept.id in old_deadlines and kept != old_deadlines[kept.id]:
            moved = {"new_due": kept.due_at, "new_state": kept.state.value, "new_start": kept.run_started_at}
            conn.execute(_MOVE, moved | {"row_id": kept.id})


def _cycle_row(tenant: str, value: Cycle) -> dict[str, Any]:
    return {
        "id": value.id,
        "tenant": tenant,
        "ticket_id": value.ticket_id,
        "metric": value.metric.value,
        "number": value.number,
        "policy": value.policy,
        "revision": value.revision,
        "calendar": value.calendar,
        "goal": value.goal,
        "started_at": value.started_at,
        "state": value.state.value,
        "due_at": value.due_at,
        "pauses": [_pause_json(pause) for pause in value.pauses],
        "stopped_at": value.stopped_at,
        "breached_at": value.breached_at,
        "reason": value.reason,
    }


def _pause_json(pause: Pause) -> list[str | None]:
    return [pause.since.isoformat(), pause.until.isoformat() if pause.until else None, pause.cause]


def _pause(stored: list[str | None]) -> Pause:
    since, until, cause = stored
    return Pause(
        since=datetime.fromisoformat(since or ""),
        until=datetime.fromisoformat(until) if until else None,
        cause=cause or "",
    )


def _cycle_from_row(row: Row[Any]) -> Cycle:
    return Cycle(
        id=row.id,
        ticket_id=row.ticket_id,
        metric=Metric(row.metric),
        number=row.number,
        policy=row.policy,
        revision=row.revision,
        calendar=row.calendar,
        goal=row.goal,
        started_at=row.started_at,
        state=CycleState(row.state),
        due_at=row.due_at,
        pauses=tuple(_pause(stored) for stored in row.pauses),
        stopped_at=row.stopped_at,
        breached_at=row.breached_at,
        reason=row.reason,
    )


def _deadline_row(value: Deadline) -> dict[str, Any]:
    return {
        "id": value.id,
        "tenant": value.tenant,
        "ticket_id": value.ticket_id,
        "cycle_id": value.cycle_id,
        "trigger": value.trigger.value,
        "run": value.run,
        "policy": value.policy,
        "step": value.step,
        "repeat": value.repeat,
        "due_at": value.due_at,
        "run_started_at": value.run_started_at,
        "state": value.state.value,
    }


def _deadline_from_row(row: Row[Any]) -> Deadline:
    return Deadline(
        id=row.id,
        tenant=row.tenant,
        ticket_id=row.ticket_id,
        cycle_id=row.cycle_id,
        trigger=Trigger(row.trigger),
        run=row.run,
        policy=row.policy,
        step=row.step,
        repeat=row.repeat,
        due_at=row.due_at,
        run_started_at=row.run_started_at,
        state=DeadlineState(row.state),
    )
