"""Wakes when the next thing falls due and does it. A timer only: that it happens once is the store's business."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from mailgate.errors import StoreUnavailable
from mailgate.pipeline.approvals.approving import approve_due
from mailgate.pipeline.customers.surveying import send_surveys
from mailgate.pipeline.escalations.due import fire_due
from mailgate.pipeline.held.notices import send_bundles
from mailgate.pipeline.held.releasing import release_due
from mailgate.pipeline.jobs.running import plan_jobs, run_due_jobs
from mailgate.pipeline.outbound.notice_digests import send_digests
from mailgate.pipeline.rules.clock import fire_rules
from mailgate.pipeline.rules.memory import expire_traces
from mailgate.pipeline.tickets.absences import begin_absences
from mailgate.pipeline.tickets.waking import wake_due
from mailgate.pipeline.tools import Tools
from mailgate.pipeline.workflows.calling import call_due_steps
from mailgate.pipeline.workflows.turns import turn_due_runs
from mailgate.store.clock import clockworks, jobs, workflow_runs
from mailgate.store.clock.dues import Dues
from mailgate.store.database import Connection
from mailgate.store.inbound import held, waiting_notices
from mailgate.store.outbound import notice_bundles, surveys
from mailgate.store.rules import rule_dues, rule_traces
from mailgate.store.tickets import approvals, snoozes

_LOG = structlog.get_logger()
_JOB = "deadlines"
Duties = Sequence[tuple[Callable[..., int], Callable[[Connection], datetime | None]]]
#: What the clock does: does all that is due, and says how much that was; and when it falls due next.
DUTIES: Duties = (
    (fire_due, clockworks.next_due),
    (approve_due, approvals.next_due),
    (release_due, held.next_release),
    (wake_due, snoozes.next_due),
    (fire_rules, rule_dues.next_due),
    (expire_traces, rule_traces.next_due),
    (turn_due_runs, workflow_runs.next_due),
    (send_bundles, waiting_notices.next_due),
    (send_digests, notice_bundles.next_due),
    (run_due_jobs, jobs.next_due),
    (send_surveys, surveys.next_due),
    # Begins are told by the desk file; the sweep finds them.
    (begin_absences, lambda conn: None),
)
#: The safety net: a look without any hint, should one be lost.
_SWEEP = timedelta(seconds=30)
_AWAY = timedelta(seconds=2)
#: How soon to look again, when asked while looking.
_SOON = timedelta(seconds=0.5)
#: Jobs are planned anew this often, should another node have taken back what it did not know.
_PLAN = timedelta(minutes=10)


def calls_by(node: str) -> Duties:
    """What waits for code of others, for a timer of its own: however long that takes, no promise is missed."""
    return ((partial(call_due_steps, node=node), workflow_runs.next_call_due),)


class DeadlineTimer:
    """Lives on the front's event loop; the work itself is done in a thread."""

    def __init__(self, tools: Tools, *, on_done: Callable[[], None], duties: Duties = DUTIES) -> None:
        self._tools = tools
        self._duties, self._dues = duties, Dues([next_due for _, next_due in duties])
        self._on_done = on_done
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._turn = asyncio.Lock()
        self._asked_again = False
        #: Looks in a row that left something undone.
        self._in_vain = 0
        self._planned_for: Tools | None = None
        self._plan_again = datetime.min.replace(tzinfo=UTC)

    async def start(self) -> None:
        self._scheduler.start()
        self._at(datetime.now(UTC))

    async def stop(self) -> None:
        """Finish what is being fired, then fire no more."""
        async with self._turn:
            self._scheduler.shutdown(wait=False)

    def use(self, tools: Tools) -> None:
        """Fire under other desks from now on."""
        self._tools = tools

    def wake(self) -> None:
        """An earlier deadline may have been recorded."""
        if not self._scheduler.running:
            # Workers start before the timer, which looks as soon as it starts.
            return
        if self._turn.locked():
            self._asked_again = True
        elif not self._looks_soon():
            self._at(datetime.now(UTC))

    def _looks_soon(self) -> bool:
        """Hints come with every mail: one look a second is enough, and at most a second late."""
        job = self._scheduler.get_job(_JOB)
        return job is not None and job.next_run_time <= datetime.now(UTC) + _SOON

    def _at(self, when: datetime) -> None:
        # Two instances: a look that asks for one at once is counted as running until after that one is begun, and
        # APScheduler drops what is one too many for ever.
        self._scheduler.add_job(
            self._look,
            "date",
            run_date=when,
            id=_JOB,
            replace_existing=True,
            misfire_grace_time=None,
            coalesce=True,
            max_instances=2,
        )

    async def _look(self) -> None:
        async with self._turn:
            self._asked_again = False
            try:
                done, following = await asyncio.to_thread(self._do)
            except StoreUnavailable as error:
                _LOG.warning("schedule.store_away", error=str(error))
                done, following = 0, datetime.now(UTC) + _AWAY
            except Exception:
                # Without a next look no promise is watched any more until mail comes in.
                _LOG.exception("schedule.look_failed")
                done, following = 0, datetime.now(UTC) + _SWEEP
        if done:
            self._on_done()
        self._at(self._next_look(done, following))

    def _next_look(self, done: int, following: datetime) -> datetime:
        """What is due and could not be done, be it a conflict or a fault, is tried again, each time later."""
        now = datetime.now(UTC)
        self._in_vain = self._in_vain + 1 if following <= now and not done else 0
        if self._in_vain:
            following = now + min(_SOON * 2 ** min(self._in_vain - 1, 10), _SWEEP)
        return min(following, now + _SOON) if self._asked_again else following

    def _do(self) -> tuple[int, datetime]:
        """Do all that is due; how much that was, and when to look again."""
        self._plan()
        done = sum(self._done_by(perform) for perform, _ in self._duties)
        following = self._tools.database.read(self._dues.read)
        swept = datetime.now(UTC) + _SWEEP
        return done, min(instant for instant in (*following, swept) if instant is not None)

    def _done_by(self, perform: Callable[..., int]) -> int:
        """A duty that breaks keeps no other from being done."""
        try:
            return perform(self._tools, clock=lambda: datetime.now(UTC))
        except StoreUnavailable:
            raise
        except Exception:
            _LOG.exception("schedule.duty_failed", duty=getattr(perform, "__name__", "steps"))
            return 0

    def _plan(self) -> None:
        """What is planned follows the desks in force."""
        now = datetime.now(UTC)
        if self._duties is not DUTIES:
            return
        if self._tools is self._planned_for and now < self._plan_again:
            return
        plan_jobs(self._tools, now=now)
        self._planned_for, self._plan_again = self._tools, now + _PLAN
