"""Jobs fall due: each slot is run once, with what it brings about; a job says how to catch up with what it missed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog

from mailgate.calendar.cron import latest_slot, next_slot, parse_cron
from mailgate.errors import Conflict, StoreUnavailable
from mailgate.model.desk import Desk
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.job import CatchUp, Job, JobPlan, SlotOutcome, SlotState
from mailgate.model.recording import Recording
from mailgate.pipeline.completing import complete
from mailgate.pipeline.jobs.slot import Ran, Slot, cause_of
from mailgate.pipeline.jobs.works import WORKS
from mailgate.pipeline.tools import Tools
from mailgate.store.clock import jobs
from mailgate.store.database import Connection
from mailgate.store.record import record

_LOG = structlog.get_logger()
#: A slot that is run within this time after it is run in time: it acts at its own instant, whatever the timer's delay.
IN_TIME = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Turn:
    """One job whose time has come."""

    tools: Tools
    desk: Desk
    job: Job
    plan: JobPlan
    now: datetime

    def slot(self, at: datetime) -> Slot:
        acts_at = at if self.now - at <= IN_TIME else self.now
        return Slot(tools=self.tools, desk=self.desk, job=self.job, at=at, now=acts_at)


def plan_jobs(tools: Tools, *, now: datetime) -> None:
    """Plan the jobs of every desk in force; one whose times did not change keeps its next slot.

    Raises:
        StoreUnavailable: The database is away.
    """
    for desk in tools.desks.values():
        zone = ZoneInfo(desk.timezone)
        wanted = [
            JobPlan(tenant=desk.tenant, name=job.name, cron=job.cron, timezone=desk.timezone, next_at=following)
            for job in desk.jobs
            if job.enabled and (following := next_slot(parse_cron(job.cron), zone, now)) is not None
        ]
        planned = tools.database.read(partial(jobs.of_tenant, tenant=desk.tenant))
        if {(it.name, it.cron, it.timezone) for it in planned} == {(it.name, it.cron, it.timezone) for it in wanted}:
            continue
        try:
            tools.database.write(partial(jobs.plan, tenant=desk.tenant, wanted=wanted))
        except Conflict as conflict:
            _LOG.info("jobs.conflict", reason=str(conflict))


def run_due_jobs(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Run every job whose time has come; the answer is how many slots that settled.

    Raises:
        StoreUnavailable: The database is away; what was not settled is still due.
    """
    total = 0
    while True:
        now = clock()
        waiting = tools.database.read(partial(jobs.due, now=now))
        settled = sum(_settle(tools, plan, now) for plan in waiting)
        total += settled
        if not settled:
            return total


def run_now(tools: Tools, desk: Desk, job: Job, *, now: datetime) -> SlotOutcome:
    """Run a job out of its turn, as a slot of its own; its plan stays as it is.

    Raises:
        StoreUnavailable: The database is away.
    """
    slot = Slot(tools=tools, desk=desk, job=job, at=now, now=now)
    ran, outcome = _run(slot)
    _write(slot, ran, outcome, lambda conn: None)
    return outcome


def _settle(tools: Tools, plan: JobPlan, now: datetime) -> bool:
    desk = tools.desks.get(plan.tenant)
    job = desk.job(plan.name) if desk else None
    cron, zone = parse_cron(plan.cron), ZoneInfo(plan.timezone)
    try:
        if desk is None or job is None:
            # Whoever has the desk in force plans it anew.
            tools.database.write(partial(jobs.advance, seen=plan, following=None))
            return True
        turn = _Turn(tools=tools, desk=desk, job=job, plan=plan, now=now)
        at = plan.next_at if job.catch_up is CatchUp.ALL else latest_slot(cron, zone, now) or plan.next_at
        slot = turn.slot(at)
        ran, outcome = _skipped(slot, now) if _missed(job, at, now) else _run(slot)
        following = next_slot(cron, zone, at)
        _write(slot, ran, outcome, partial(jobs.advance, seen=plan, following=following))
    except Conflict as conflict:
        _LOG.info("jobs.conflict", job=plan.name, reason=str(conflict))
        return False
    return True


def _missed(job: Job, at: datetime, now: datetime) -> bool:
    return job.catch_up is CatchUp.SKIP and now - at > IN_TIME


def _skipped(slot: Slot, now: datetime) -> tuple[Ran, SlotOutcome]:
    return Ran(told=""), SlotOutcome(slot=slot.at, state=SlotState.SKIPPED, ran_at=now, detail="missed")


def _run(slot: Slot) -> tuple[Ran, SlotOutcome]:
    """A job that fails is noted as failed: the next slot is another try, and one bad job stops no other."""
    try:
        ran = WORKS[slot.job.name](slot)
    except StoreUnavailable:
        raise
    except Exception as error:
        _LOG.exception("job.failed", job=slot.job.name, tenant=slot.desk.tenant)
        detail = f"{type(error).__name__}: {error}"
        return Ran(told=""), SlotOutcome(slot=slot.at, state=SlotState.FAILED, ran_at=slot.now, detail=detail)
    return ran, SlotOutcome(slot=slot.at, state=SlotState.DONE, ran_at=slot.now, detail=ran.told)


def _write(slot: Slot, ran: Ran, outcome: SlotOutcome, advance: Callable[[Connection], None]) -> None:
    """In one transaction: the slot, what it brought about, and when the next one is."""
    tools = slot.tools
    planned = Recording(tenant=slot.desk.tenant, revision=slot.desk.revision, mails=ran.mails)
    if outcome.state is SlotState.FAILED:
        planned = replace(planned, events=(_failure(slot, outcome),), event_ids=tuple(tools.rows(1)))
    (recording,) = tools.database.read(partial(complete, tools=tools, recordings=(planned,), now=slot.now))

    def write(conn: Connection) -> None:
        advance(conn)
        jobs.note_slot(conn, slot.desk.tenant, slot.job.name, outcome)
        ran.write(conn)
        record(conn, (recording,), now=slot.now)

    tools.database.write(write)


def _failure(slot: Slot, outcome: SlotOutcome) -> Event:
    details: dict[str, object] = {"job": slot.job.name, "slot": slot.at.isoformat(), "detail": outcome.detail}
    cause = Cause(kind="schedule", ref=cause_of(slot))
    return Event(kind=EventKind.JOB_FAILED, at=slot.now, actor="system", cause=cause, details=details)
