"""What a desk does at fixed times, and what it does for tickets that came to their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class CatchUp(StrEnum):
    """What becomes of slots that passed while nothing ran: the latest is made up for, none is, or each of them is."""

    RUN_ONCE = "run_once"
    SKIP = "skip"
    ALL = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something that a desk does at the times of a cron expression, by its own clocks."""

    name: str
    cron: str
    catch_up: CatchUp = CatchUp.RUN_ONCE
    enabled: bool = True
    #: Who gets the report; empty: the desk's leads and admins. Of no meaning for jobs that report to nobody.
    to: tuple[str, ...] = ()


#: The jobs of every desk, at their usual times (spec/features.md A.2.9).
JOBS = (
    Job(name="auto_close", cron="0 2 * * *"),
    # Before the reports of the same minute, which show its figures.
    Job(name="statistics", cron="0 * * * *"),
    Job(name="sla_report", cron="0 6 * * *"),
    Job(name="agent_summary", cron="0 7 * * 1"),
    Job(name="pending_response", cron="0 */4 * * *"),
    Job(name="sla_audit", cron="30 4 * * *"),
    Job(name="fix_relations", cron="30 3 * * 0"),
)


class SlotState(StrEnum):
    """What became of one slot of a job."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPlan:
    """A job as the clock sees it."""

    tenant: str
    name: str
    cron: str
    timezone: str
    #: Its next slot.
    next_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOutcome:
    """What one slot came to."""

    slot: datetime
    state: SlotState
    ran_at: datetime
    #: One sentence for people.
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AutoClose:
    """When tickets that nobody writes on any more are closed (spec/features.md A.2.8)."""

    enabled: bool = True
    #: After the last word on a resolved ticket.
    resolved_after: timedelta = timedelta(days=7)
    #: After a ticket began to wait for its customer: closed, and warned of that before.
    waiting_after: timedelta = timedelta(days=7)
    warn_after: timedelta = timedelta(days=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Csat:
    """The question whether the customer was content (spec/features.md B.9)."""

    enabled: bool = True
    #: After closing.
    delay: timedelta = timedelta(hours=24)
    #: Each customer is asked at most once in this time.
    every: timedelta = timedelta(days=30)
    #: How long a score may be changed, and how long the question stands.
    changeable: timedelta = timedelta(hours=12)
    expires: timedelta = timedelta(days=14)
