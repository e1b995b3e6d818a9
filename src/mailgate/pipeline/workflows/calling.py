"""Steps in code of installed packages: claimed, done outside of any transaction, and written down.

A run is claimed before its code is asked, so that no two nodes ask at once; who claimed it and died leaves it due when
its time is over. What died between the end of the code and its record is so done again, under the same key.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from mailgate.errors import Conflict
from mailgate.model.event import Event, EventKind
from mailgate.model.recording import Recording
from mailgate.model.ticket import EntryKind
from mailgate.model.workflow import TicketContext, Workflow, WorkflowRun
from mailgate.pipeline.deciding import decide_and_record
from mailgate.pipeline.tools import Tools
from mailgate.pipeline.workflows.named import workflow_named
from mailgate.store.clock import clockworks, workflow_runs
from mailgate.store.database import Connection
from mailgate.store.tickets import entries, tickets
from mailgate.workflow.attempts import Called, answered, claimed, exhausted, given_back, released, shown
from mailgate.workflow.next_step import ENDED, cause_of

#: So many steps are done at once: a slow one holds up no more than its own lane.
_AT_ONCE = 4


def call_due_steps(tools: Tools, *, clock: Callable[[], datetime], node: str) -> int:
    """Have every step done that is due; the answer is how many those were.

    Args:
        node: Whoever starts under the same id takes back at once what was claimed.

    Raises:
        StoreUnavailable: The database is away; what was not written down is done again.
    """
    done = 0
    with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="own-code") as lanes:
        while not tools.packages.ended and (
            due := tools.database.read(partial(workflow_runs.calls_due, now=clock(), limit=_AT_ONCE))
        ):
            done += len(due)
            if not any(list(lanes.map(partial(_call, tools, clock=clock, node=node), due))):
                # All were somebody else's.
                break
    return done


def _call(tools: Tools, due: WorkflowRun, *, clock: Callable[[], datetime], node: str) -> bool:
    """Whether it was ours to do."""
    now = clock()
    situation = tools.database.read(partial(_read, tools=tools, run=due))
    if situation is None:
        return _moved(tools, released(due, now))
    if exhausted(due):
        claim, called = due, Called(reason="workflow.step_died", error="mailgate died each time")
    else:
        claim = claimed(due, node, situation.workflow.time_limit, now)
        if not _moved(tools, claim):
            return False
        claim = replace(claim, version=claim.version + 1)
        called = _asked(tools, claim, situation)
        if called.result is None and tools.packages.ended:
            _moved(tools, given_back(claim, clock()))
            return False
    now = clock()
    decide_and_record(tools, partial(_recorded, tools=tools, claim=claim, called=called, now=now), now=now)
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Situation:
    workflow: Workflow
    context: TicketContext


def _read(conn: Connection, tools: Tools, run: WorkflowRun) -> _Situation | None:
    """What code is told; nothing where it is not to be asked."""
    desk, ticket = tools.desks.get(run.tenant), tickets.by_id(conn, run.tenant, run.ticket_id)
    workflow = workflow_named(tools, desk, run.workflow) if desk else None
    if ticket is None or workflow is None or ticket.status in ENDED:
        return None
    said = entries.of_ticket(conn, run.tenant, ticket.id)
    context = TicketContext(
        ticket=ticket,
        messages=tuple(each for each in said if each.kind is not EntryKind.SYSTEM),
        workflow=run.workflow,
        run=run.id,
        idempotency_key=f"mailgate:{run.id}:{run.step}",
        attempt=run.attempt + 1,
        results=run.results,
    )
    return _Situation(workflow=workflow, context=context)


def _asked(tools: Tools, run: WorkflowRun, situation: _Situation) -> Called:
    step = run.steps[run.step]
    having = tools.packages.providers(run.workflow, step)
    if len(having) != 1:
        return Called(reason="workflow.step_missing", error=f"{len(having)} installed workflows have the step {step}")
    return tools.packages.perform(having[0], step, situation.context, situation.workflow.time_limit)


def _moved(tools: Tools, run: WorkflowRun) -> bool:
    """Whether nobody was faster."""
    try:
        tools.database.write(lambda conn: workflow_runs.save(conn, (run,)))
    except Conflict:
        return False
    return True


def _recorded(conn: Connection, *, tools: Tools, claim: WorkflowRun, called: Called, now: datetime) -> Recording:
    """The answer on the run and in the journal; it is nobody's where somebody else has claimed the run since."""
    run, desk = workflow_runs.by_id(conn, claim.tenant, claim.id), tools.desks.get(claim.tenant)
    ticket = tickets.by_id(conn, claim.tenant, claim.ticket_id)
    if run is None or desk is None or ticket is None or run.version != claim.version:
        return Recording(tenant=claim.tenant, revision=0)
    clockwork = clockworks.of_ticket(conn, ticket.id)
    return Recording(
        tenant=ticket.tenant,
        revision=desk.revision,
        before=ticket,
        after=ticket,
        clockwork_before=clockwork,
        clockwork=clockwork,
        runs=(answered(run, called, now),),
        events=(_event(run, called, now),),
        event_ids=tuple(tools.rows(1)),
    )


def _event(run: WorkflowRun, called: Called, now: datetime) -> Event:
    """One line of the journal an attempt."""
    details: dict[str, object] = {
        "workflow": run.workflow,
        "run": run.id,
        "step": run.steps[run.step],
        "attempt": run.attempt,
        "outcome": "answered" if called.result else "failed",
        **shown(called),
    }
    return Event(kind=EventKind.UPDATED, at=now, actor="system", cause=cause_of(run), details=details)
