"""Runs of workflows as rows; a turn is one compare-and-set on the version that it was taken from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from mailgate.errors import Conflict
from mailgate.model.workflow import Awaits, Heard, RunState, WorkflowRun
from mailgate.store.hints import Work, note
from mailgate.store.tables.workflows import RUN_DUE
from mailgate.store.tables.workflows import workflow_run as table

_CODE = table.c.awaits == Awaits.CODE.value
_NEXT = select(func.min(table.c.due_at)).where(RUN_DUE, ~_CODE)
_NEXT_CALL = select(func.min(table.c.due_at)).where(RUN_DUE, _CODE)
_FIRST = select(table).where(RUN_DUE, table.c.due_at <= bindparam("now")).order_by(table.c.due_at, table.c.id)
_DUE = _FIRST.where(~_CODE).limit(1)
_CALLS_DUE = _FIRST.where(_CODE).limit(bindparam("most"))
_BY_ID = select(table).where(table.c.id == bindparam("row_id"))
_OF_TICKET = select(table).where(table.c.ticket_id == bindparam("of_ticket")).order_by(table.c.id)
_MOVING = (
    "step",
    "state",
    "awaits",
    "heard",
    "asked",
    "approval",
    "due_at",
    "reason",
    "attempt",
    "claimed_by",
    "results",
)
_CHANGE = (
    update(table)
    .where(table.c.id == bindparam("row_id"), table.c.version == bindparam("version_read"))
    .values({name: bindparam(name) for name in (*_MOVING, "version")})
)
_TAKE_BACK = (
    update(table)
    .where(RUN_DUE, _CODE, table.c.claimed_by == bindparam("node"))
    .values(due_at=bindparam("now"), claimed_by="", version=table.c.version + 1)
)


def next_due(conn: Connection) -> datetime | None:
    """When the next run is to take a turn; what code is asked is no turn."""
    return conn.execute(_NEXT).scalar_one_or_none()


def due(conn: Connection, *, now: datetime) -> WorkflowRun | None:
    """The run that has been due for longest."""
    row = conn.execute(_DUE, {"now": now}).first()
    return None if row is None else _run(row)


def next_call_due(conn: Connection) -> datetime | None:
    """When code is to be asked next."""
    return conn.execute(_NEXT_CALL).scalar_one_or_none()


def calls_due(conn: Connection, *, now: datetime, limit: int) -> list[WorkflowRun]:
    """Runs whose step is to be done by code, those that have been due for longest first."""
    return [_run(row) for row in conn.execute(_CALLS_DUE, {"now": now, "most": limit})]


def take_back(conn: Connection, node: str, *, now: datetime) -> None:
    """What a node asked when it died is due again at once."""
    conn.execute(_TAKE_BACK, {"node": node, "now": now})


def by_id(conn: Connection, tenant: str, row_id: int) -> WorkflowRun | None:
    row = conn.execute(_BY_ID, {"row_id": row_id}).first()
    return _run(row) if row is not None and row.tenant == tenant else None


def of_ticket(conn: Connection, tenant: str, ticket_id: int) -> list[WorkflowRun]:
    """All that were begun on a ticket, oldest first."""
    return [_run(row) for row in conn.execute(_OF_TICKET, {"of_ticket": ticket_id}) if row.tenant == tenant]


def save(conn: Connection, runs: Sequence[WorkflowRun]) -> None:
    """Insert those with version 0, write all others over the version that they were read with.

    Raises:
        Conflict: One of them is no longer as it was read.
    """
    for run in runs:
        row = asdict(replace(run, version=run.version + 1))
        if not run.version:
            conn.execute(insert(table), row)
            continue
        moved = {name: row[name] for name in (*_MOVING, "version")}
        if conn.execute(_CHANGE, moved | {"row_id": run.id, "version_read": run.version}).rowcount != 1:
            raise Conflict(f"workflow run {run.id} is no longer as read")
    if runs:
        note(conn, Work.CLOCK)


def _run(row: Row[Any]) -> WorkflowRun:
    return WorkflowRun(
        **dict(row._mapping)
        | {
            "steps": tuple(row.steps),
            "asked": tuple(row.asked),
            "state": RunState(row.state),
            "awaits": Awaits(row.awaits),
            "heard": Heard(row.heard),
        }
    )
