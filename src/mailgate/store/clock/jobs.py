"""Jobs as rows: when each is next, and each slot once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.model.job import JobPlan, SlotOutcome, SlotState
from mailgate.store.tables.jobs import job_slot, scheduled_job

_OF_TENANT = (
    select(scheduled_job).where(scheduled_job.c.tenant == bindparam("of_tenant")).order_by(scheduled_job.c.name)
)
_DUE = (
    select(scheduled_job)
    .where(scheduled_job.c.next_at <= bindparam("now"))
    .order_by(scheduled_job.c.next_at, scheduled_job.c.tenant, scheduled_job.c.name)
)
_NEXT = select(func.min(scheduled_job.c.next_at))
_THIS = (scheduled_job.c.tenant == bindparam("of_tenant"), scheduled_job.c.name == bindparam("named"))
_INSERT, _INSERT_SLOT = insert(scheduled_job), insert(job_slot)
_FORGET = delete(scheduled_job).where(*_THIS)
_ADVANCE = (
    update(scheduled_job)
    .where(*_THIS, scheduled_job.c.next_at == bindparam("seen"))
    .values(next_at=bindparam("following"))
)
_LATEST = (
    select(job_slot.c.slot, job_slot.c.state, job_slot.c.ran_at, job_slot.c.detail)
    .where(job_slot.c.tenant == bindparam("of_tenant"), job_slot.c.job == bindparam("named"))
    .order_by(job_slot.c.slot.desc())
    .limit(bindparam("most"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A planned job with what its latest slots came to, newest first."""

    plan: JobPlan
    latest: tuple[SlotOutcome, ...]


def of_tenant(conn: Connection, tenant: str) -> list[JobPlan]:
    """What is planned for one desk, by name."""
    return [JobPlan(**row._mapping) for row in conn.execute(_OF_TENANT, {"of_tenant": tenant})]


def plan(conn: Connection, tenant: str, wanted: Sequence[JobPlan]) -> None:
    """Have just these jobs planned for a desk; one whose times are as before keeps its next slot.

    Raises:
        Conflict: Another node plans the same desk just now.
    """
    known = {each.name: each for each in of_tenant(conn, tenant)}
    kept = {each.name for each in wanted if (old := known.get(each.name)) and _times(old) == _times(each)}
    for name in known.keys() - kept:
        conn.execute(_FORGET, {"of_tenant": tenant, "named": name})
    new = [asdict(each) for each in wanted if each.name not in kept]
    try:
        if new:
            conn.execute(_INSERT, new)
    except IntegrityError as error:
        raise Conflict(f"the jobs of {tenant} were planned meanwhile") from error


def due(conn: Connection, *, now: datetime) -> list[JobPlan]:
    """The jobs whose next slot has come, earliest first."""
    return [JobPlan(**row._mapping) for row in conn.execute(_DUE, {"now": now})]


def next_due(conn: Connection) -> datetime | None:
    """When the next job falls due."""
    return conn.execute(_NEXT).scalar_one_or_none()


def advance(conn: Connection, seen: JobPlan, following: datetime | None) -> None:
    """Move a job on to its next slot; None: it never happens again.

    Raises:
        Conflict: Somebody else moved it.
    """
    its = {"of_tenant": seen.tenant, "named": seen.name}
    if following is None:
        done = conn.execute(_FORGET, its)
    else:
        done = conn.execute(_ADVANCE, {**its, "seen": seen.next_at, "following": following})
    if done.rowcount != 1:
        raise Conflict(f"{seen.name} of {seen.tenant} was run by another node")


def note_slot(conn: Connection, tenant: str, job: str, outcome: SlotOutcome) -> None:
    """Write down what a slot came to.

    Raises:
        Conflict: It happened before.
    """
    try:
        conn.execute(_INSERT_SLOT, {"tenant": tenant, "job": job, **asdict(outcome)})
    except IntegrityError as error:
        raise Conflict(f"this slot of {job} happened before") from error


def latest(conn: Connection, tenant: str, job: str, *, most: int = 1) -> tuple[SlotOutcome, ...]:
    """What the latest slots of a job came to, newest first."""
    rows = conn.execute(_LATEST, {"of_tenant": tenant, "named": job, "most": most})
    return tuple(
        SlotOutcome(slot=row.slot, state=SlotState(row.state), ran_at=row.ran_at, detail=row.detail) for row in rows
    )


def listing(conn: Connection, tenant: str) -> list[JobRow]:
    """Every planned job of a desk, with its latest slot."""
    return [JobRow(plan=each, latest=latest(conn, tenant, each.name)) for each in of_tenant(conn, tenant)]


def _times(planned: JobPlan) -> tuple[str, str]:
    return planned.cron, planned.timezone
