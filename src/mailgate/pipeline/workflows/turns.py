"""Workflows by the clock: each run that is due takes a turn; what it does and where it stands then commit together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.model.approval import Approval
from mailgate.model.event import Event, EventKind
from mailgate.model.outbound import OutboundMail
from mailgate.model.recording import NewEntry, Recording
from mailgate.model.workflow import Awaits, RunState, WorkflowRun
from mailgate.notify.recipients import is_machine
from mailgate.pipeline.approvals.requests import requested
from mailgate.pipeline.one_by_one import each_due
from mailgate.pipeline.outbound.mailing import own_ids
from mailgate.pipeline.tickets.settling import Moment, rows_for_clock, settle
from mailgate.pipeline.tools import Tools
from mailgate.pipeline.workflows.categorizing import guesses
from mailgate.pipeline.workflows.mails import Speaking, asking, confirming, found_out, noted, stopped, task, told
from mailgate.pipeline.workflows.named import in_code, workflow_named
from mailgate.store.clock import clockworks, workflow_runs
from mailgate.store.database import Connection
from mailgate.store.people.team_work import TeamWork
from mailgate.store.tickets import tickets
from mailgate.workflow.next_step import Turned, cause_of, stop, turn


def turn_due_runs(tools: Tools, *, clock: Callable[[], datetime]) -> int:
    """Take every turn that is due; the answer is how many those were.

    Raises:
        StoreUnavailable: The database is away; what was not done is still due.
    """
    return each_due(tools, workflow_runs.due, _turned, clock=clock)


def _turned(conn: Connection, tools: Tools, due: WorkflowRun, now: datetime) -> Recording:
    run = workflow_runs.by_id(conn, due.tenant, due.id)
    if run is None or run.due_at is None or run.due_at > now or run.awaits is Awaits.CODE:
        return Recording(tenant=due.tenant, revision=0)
    desk, ticket = tools.desks.get(due.tenant), tickets.by_id(conn, due.tenant, due.ticket_id)
    if desk is None or ticket is None:
        return Recording(tenant=due.tenant, revision=0, runs=(stop(run, "workflow.gone", tell=False).run,))
    speaking = Speaking(tools=tools, desk=desk, ticket=ticket, run=run, now=now)
    return _recorded(conn, speaking, _next(conn, speaking))


def _next(conn: Connection, speaking: Speaking) -> Turned:
    """A workflow that is under way on a ticket is not begun twice."""
    run, ticket, tools = speaking.run, speaking.ticket, speaking.tools
    if not run.step and any(
        each.id < run.id and each.workflow == run.workflow and each.state is RunState.RUNNING
        for each in workflow_runs.of_ticket(conn, run.tenant, run.ticket_id)
    ):
        return stop(run, "workflow.running", tell=False)
    workflow = workflow_named(tools, speaking.desk, run.workflow)
    guessed = guesses(conn, speaking) if speaking.step == "categorize_issue" and not ticket.category else ()
    turned = turn(run, workflow, ticket, speaking.now, in_code=in_code(tools, run), guessed=guessed)
    asks = any(request.name in ("ask", "confirm") for request in turned.plan.requests)
    if asks and (not ticket.customer_email or is_machine(ticket.customer_email)):
        return stop(run, "workflow.nobody")
    return turned


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    mails: tuple[OutboundMail, ...] = ()
    entries: tuple[NewEntry, ...] = ()
    approvals: tuple[Approval, ...] = ()


def _recorded(conn: Connection, speaking: Speaking, turned: Turned) -> Recording:
    run, desk, ticket, tools = turned.run, speaking.desk, speaking.ticket, speaking.tools
    clockwork = clockworks.of_ticket(conn, ticket.id)
    moment = Moment(
        desk=desk,
        now=speaking.now,
        actor="system",
        ids=tools.rows(rows_for_clock(desk)),
        cause=cause_of(run),
        work=TeamWork(conn) if turned.plan.changes else None,
    )
    settled = settle(ticket, turned.plan.changes, clockwork, moment)
    said = _said(conn, replace(speaking, ticket=settled.ticket, run=replace(run, step=speaking.run.step)), turned)
    asked = tuple(mail.message_id for mail in said.mails)
    approval = said.approvals[0].id if said.approvals else run.approval
    event = _event(speaking, turned, said)
    events = (event, *settled.events)
    return Recording(
        tenant=ticket.tenant,
        revision=desk.revision,
        before=ticket,
        after=settled.ticket,
        entries=said.entries,
        references=own_ids(said.mails),
        clockwork_before=clockwork,
        clockwork=settled.clockwork,
        turns=settled.turns,
        approvals=said.approvals,
        runs=(replace(run, asked=asked, approval=approval),),
        events=events,
        event_ids=tuple(tools.rows(len(events))),
        mails=said.mails,
    )


def _said(conn: Connection, speaking: Speaking, turned: Turned) -> _Said:
    """What the turn's requests come to; there is one at most."""
    for request in turned.plan.requests:
        if request.name == "ask":
            assert isinstance(request.value, tuple)
            return _Said(mails=(asking(conn, speaking, request.value),))
        if request.name == "confirm":
            return _Said(mails=(confirming(conn, speaking),))
        if request.name == "request_approval":
            return _Said(approvals=(_approval(speaking),))
        words = task(speaking) if request.name == "task" else stopped(speaking, turned.run.reason)
        return _Said(mails=told(speaking, words), entries=(noted(speaking, words),))
    return _Said()


def _approval(speaking: Speaking) -> Approval:
    """Who says yes is as the desk has it now, to what code of earlier steps found out."""
    workflow = workflow_named(speaking.tools, speaking.desk, speaking.run.workflow)
    assert workflow is not None
    terms = replace(workflow.approval, what="; ".join(filter(None, (workflow.approval.what, *found_out(speaking)))))
    by = f"workflow {workflow.key}"
    return requested(speaking.tools, speaking.ticket, terms, by=by, now=speaking.now)


def _event(speaking: Speaking, turned: Turned, said: _Said) -> Event:
    """One line of the journal a turn: which step, and what came of it."""
    run = turned.run
    details: dict[str, object] = {"workflow": run.workflow, "run": run.id, "outcome": turned.outcome}
    if speaking.run.step < len(run.steps):
        details["step"] = speaking.step
    if run.reason:
        details["reason"] = run.reason
    if said.mails:
        details["told"] = [mail.recipient for mail in said.mails]
    if said.approvals:
        details["approval"] = said.approvals[0].id
    return Event(kind=EventKind.UPDATED, at=speaking.now, actor="system", cause=cause_of(run), details=details)
