"""Cycles and deadlines as rows; a deadline is fired by one compare-and-set, so once in all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, Connection, Row, bindparam, func, select, update
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.model.clockwork import Clockwork
from mailgate.model.sla import Cycle, CycleState, Deadline, DeadlineState, Metric, Pause, Trigger
from mailgate.store.desks import past_desks
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.hints import Work, note
from mailgate.store.tables.clock import cycle, deadline

_IDS: BindParameter[list[int]] = bindparam("ticket_ids", expanding=True)
_CYCLES = select(cycle).where(cycle.c.ticket_id.in_(_IDS)).order_by(cycle.c.id)
_DEADLINES = select(deadline).where(deadline.c.ticket_id.in_(_IDS)).order_by(deadline.c.id)
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
_FIRE_ALL = (
    update(deadline)
    .where(deadline.c.id.in_(bindparam("row_ids", expanding=True)), deadline.c.state == "pending")
    .values(state=bindparam("new_state"), fired_at=bindparam("now"))
)
_CYCLE_ROWS, _DEADLINE_ROWS = ManyRows(cycle), ManyRows(deadline)
_MOVE = (
    update(deadline)
    .where(deadline.c.id == bindparam("row_id"))
    .values(
        due_at=bindparam("new_due"),
        state=bindparam("new_state"),
        run_started_at=bindparam("new_start"),
        acked_at=bindparam("new_acked_at"),
        acked_by=bindparam("new_acked_by"),
    )
)
_CHANGE_CYCLE = (
    update(cycle)
    .where(cycle.c.id == bindparam("row_id"))
    .values({column: bindparam(column.name) for column in cycle.c if column.name not in ("id", "tenant", "ticket_id")})
)


def of_ticket(conn: Connection, ticket_id: int) -> Clockwork:
    return of_tickets(conn, (ticket_id,))[ticket_id]


def of_tickets(conn: Connection, ticket_ids: Collection[int]) -> dict[int, Clockwork]:
    """The clockwork of each ticket, its cycles and deadlines in the order they were made."""
    if not ticket_ids:
        return {}
    cycles: dict[int, list[Cycle]] = {ticket_id: [] for ticket_id in ticket_ids}
    deadlines: dict[int, list[Deadline]] = {ticket_id: [] for ticket_id in ticket_ids}
    made_under: dict[int, set[tuple[str, int]]] = {ticket_id: set() for ticket_id in ticket_ids}
    for row in conn.execute(_CYCLES, {"ticket_ids": list(ticket_ids)}):
        cycles[row.ticket_id].append(_cycle_from_row(row))
        if row.stopped_at is None:
            made_under[row.ticket_id].add((row.tenant, row.revision))
    for row in conn.execute(_DEADLINES, {"ticket_ids": list(ticket_ids)}):
        deadlines[row.ticket_id].append(_deadline_from_row(row))
    return {
        ticket_id: Clockwork(
            cycles=tuple(cycles[ticket_id]),
            deadlines=tuple(deadlines[ticket_id]),
            past=past_desks.of(conn, made_under[ticket_id]),
        )
        for ticket_id in ticket_ids
    }


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


def fire_all(conn: Connection, deadline_ids: Collection[int], *, now: datetime, state: DeadlineState) -> None:
    """The same for several, all or none.

    Raises:
        Conflict: One of them is not pending any more.
    """
    row = {"row_ids": list(deadline_ids), "now": now, "new_state": state.value}
    if deadline_ids and conn.execute(_FIRE_ALL, row).rowcount != len(deadline_ids):
        raise Conflict(f"not all of {len(deadline_ids)} deadlines are pending")


def save(conn: Connection, changes: Sequence[tuple[str, Clockwork, Clockwork]]) -> None:
    """Write the difference between two states of tickets' clockworks, each under its tenant.

    Raises:
        Conflict: A cycle or deadline of the same key was added meanwhile.
    """
    new_cycles: list[dict[str, Any]] = []
    new_deadlines: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    moved: list[dict[str, Any]] = []
    for tenant, before, after in changes:
        cycles = {value.id: value for value in before.cycles}
        for value in after.cycles:
            if value.id not in cycles:
                new_cycles.append(_cycle_row(tenant, value))
            elif value != cycles[value.id]:
                changed.append(_changed_cycle(tenant, value))
        deadlines = {value.id: value for value in before.deadlines}
        for kept in after.deadlines:
            if kept.id not in deadlines:
                new_deadlines.append(_deadline_row(kept))
            elif kept != deadlines[kept.id]:
                moved.append(_moved_deadline(kept))
    try:
        _CYCLE_ROWS.insert(conn, new_cycles)
        _DEADLINE_ROWS.insert(conn, new_deadlines)
        for statement, rows in ((_CHANGE_CYCLE, changed), (_MOVE, moved)):
            if rows:
                conn.execute(statement, rows)
    except IntegrityError as error:
        raise Conflict("the clockwork was changed meanwhile") from error
    if new_deadlines or moved:
        note(conn, Work.CLOCK)


def add(conn: Connection, new: Sequence[Deadline]) -> None:
    """Insert deadlines that stand beside a clockwork that was read.

    Raises:
        Conflict: One of the same key exists.
    """
    if not new:
        return
    try:
        _DEADLINE_ROWS.insert(conn, [_deadline_row(value) for value in new])
    except IntegrityError as error:
        raise Conflict("the deadline exists") from error
    note(conn, Work.CLOCK)


def _changed_cycle(tenant: str, value: Cycle) -> dict[str, Any]:
    row = _cycle_row(tenant, value)
    del row["tenant"], row["ticket_id"]
    return row | {"row_id": row.pop("id")}


def _moved_deadline(value: Deadline) -> dict[str, Any]:
    return {
        "row_id": value.id,
        "new_due": value.due_at,
        "new_state": value.state.value,
        "new_start": value.run_started_at,
        "new_acked_at": value.acked_at,
        "new_acked_by": value.acked_by,
    }


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
        "detected_at": value.detected_at,
        "elapsed": value.elapsed,
        "elapsed_wall": value.elapsed_wall,
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
        detected_at=row.detected_at,
        elapsed=row.elapsed,
        elapsed_wall=row.elapsed_wall,
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
        "acked_at": value.acked_at,
        "acked_by": value.acked_by,
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
        acked_at=row.acked_at,
        acked_by=row.acked_by,
    )
