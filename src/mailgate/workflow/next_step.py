"""Where a run stands and what was heard → what it asks for now, and where it stands then."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.model.event import Cause
from mailgate.model.plan import Change, Plan, Request
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.model.workflow import Awaits, Heard, RunState, Workflow, WorkflowRun
from mailgate.workflow.steps import STEPS, StepKind, holds

#: The tickets that nobody works on any more. A resolved one may still wait for the customer's yes.
ENDED = (Status.CLOSED, Status.CANCELLED, Status.MERGED, Status.SPAM)
_URGENT = (Priority.CRITICAL, Priority.URGENT)
_GOES_ON = (Heard.ANSWER, Heard.YES, Heard.DONE)
_STOPS = {
    Heard.NO: "workflow.customer_said_no",
    Heard.FAILED: "workflow.task_failed",
    Heard.REJECTED: "workflow.not_approved",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turned:
    """A run after one turn. Its plan asks for changes and for ``ask``, ``confirm``, ``task``, ``tell``,
    ``request_approval``; what it asks people is awaited from then on."""

    run: WorkflowRun
    plan: Plan = Plan()
    #: For the journal: ``asked``, ``done``, ``stopped``, ...
    outcome: str


def turn(
    run: WorkflowRun,
    workflow: Workflow | None,
    ticket: Ticket,
    now: datetime,
    *,
    in_code: bool = False,
    guessed: Sequence[Change] = (),
) -> Turned:
    """One turn of a run that is due. It never resolves a ticket: only people say that it is solved.

    Args:
        workflow: None where the desk has it no more.
        in_code: An installed package does the step at which the run stands, where it would be a task.
        guessed: What the customer's words say of the category and the priority; for ``categorize_issue``.
    """
    if workflow is None:
        return stop(run, "workflow.gone")
    if ticket.status in ENDED:
        return stop(run, "workflow.ticket_ended", tell=False)
    if run.heard in _STOPS:
        return stop(run, _STOPS[run.heard])
    if run.heard is Heard.UNWANTED:
        return stop(run, "workflow.not_wanted", tell=False)
    if run.heard is Heard.UNABLE or (run.heard is Heard.APPROVED and not in_code):
        return _task(run)
    if run.heard is Heard.APPROVED:
        return _call(run, now)
    if run.heard in _GOES_ON:
        return _onward(run, now, run.heard.value)
    if run.awaits is not Awaits.NOTHING:
        return stop(run, "workflow.no_answer")
    if run.step >= len(run.steps):
        return Turned(run=replace(run, state=RunState.DONE, due_at=None), outcome="finished")
    kind = STEPS.get(run.steps[run.step])
    if kind is None or (in_code and kind is StepKind.TASK):
        return _call(run, now)
    if kind is StepKind.CHECK and not holds(run.steps[run.step], ticket):
        return _made_good(run, workflow, guessed, now)
    return _PERFORM[kind](run, workflow, ticket, now)


def stop(run: WorkflowRun, reason: str, *, tell: bool = True) -> Turned:
    """It ends here, and those who work on the ticket are told: from now on it is theirs alone."""
    ended = replace(run, state=RunState.STOPPED, reason=reason, due_at=None)
    told = (Request(name="tell", value=reason, cause=cause_of(run)),) if tell else ()
    return Turned(run=ended, plan=Plan(requests=told), outcome="stopped")


def cause_of(run: WorkflowRun) -> Cause:
    return Cause(kind="workflow", ref=run.workflow)


def _check(run: WorkflowRun, workflow: Workflow, ticket: Ticket, now: datetime) -> Turned:
    return _onward(run, now, "holds")


def _made_good(run: WorkflowRun, workflow: Workflow, guessed: Sequence[Change], now: datetime) -> Turned:
    """What the desk did not do, where it can still be done; else it is a task."""
    step = run.steps[run.step]
    changes: tuple[Change, ...] = ()
    if step == "categorize_issue" and any(change.field == "category" for change in guessed):
        changes = tuple(guessed)
    if step == "assign_to_team" and workflow.team:
        changes = (Change(field="assigned_team", value=workflow.team, cause=cause_of(run)),)
    return replace(_onward(run, now, "made good"), plan=Plan(changes=changes)) if changes else _task(run)


def _ask(run: WorkflowRun, workflow: Workflow, ticket: Ticket, now: datetime) -> Turned:
    return _to_customer(
        run, Awaits.ANSWER, Request(name="ask", value=workflow.questions, cause=cause_of(run)), workflow, now
    )


def _confirm(run: WorkflowRun, workflow: Workflow, ticket: Ticket, now: datetime) -> Turned:
    return _to_customer(run, Awaits.YES, Request(name="confirm", value=None, cause=cause_of(run)), workflow, now)


def _to_customer(run: WorkflowRun, awaits: Awaits, request: Request, workflow: Workflow, now: datetime) -> Turned:
    waiting = replace(run, awaits=awaits, due_at=now + workflow.patience)
    return Turned(run=waiting, plan=Plan(requests=(request,)), outcome="asked")


def _work(run: WorkflowRun, workflow: Workflow, ticket: Ticket, now: datetime) -> Turned:
    return _task(run)


def _task(run: WorkflowRun) -> Turned:
    task = Request(name="task", value=run.steps[run.step], cause=cause_of(run))
    waiting = replace(run, awaits=Awaits.TASK, heard=Heard.NOTHING, due_at=None)
    return Turned(run=waiting, plan=Plan(requests=(task,)), outcome="task")


def _call(run: WorkflowRun, now: datetime) -> Turned:
    """Code does it, at once and outside of any transaction."""
    calling = replace(run, awaits=Awaits.CODE, heard=Heard.NOTHING, due_at=now)
    return Turned(run=calling, outcome="called")


def _escalate(run: WorkflowRun, workflow: Workflow, ticket: Ticket, now: datetime) -> Turned:
    """Critical and urgent ones, for which that is not said already; who is done with one has nothing to escalate."""
    moved = _onward(run, now, "not needed")
    if ticket.priority not in _URGENT or ticket.status is Status.RESOLVED:
        return moved
    wanted = {"assigned_team": workflow.team, "status": Status.ESCALATED}
    changes = tuple(
        Change(field=field, value=value, cause=cause_of(run))
        for field, value in wanted.items()
        if value and value != getattr(ticket, field)
    )
    return replace(moved, plan=Plan(changes=changes), outcome="escalated")


def _approve(run: WorkflowRun, workflow: Workflow, ticket: Ticket, now: datetime) -> Turned:
    wanted = Request(name="request_approval", value=workflow.approval, cause=cause_of(run))
    waiting = replace(run, awaits=Awaits.APPROVAL, due_at=None)
    return Turned(run=waiting, plan=Plan(requests=(wanted,)), outcome="approval")


def _onward(run: WorkflowRun, now: datetime, outcome: str) -> Turned:
    """The step is done; the next one is due at once."""
    onward = replace(
        run, step=run.step + 1, awaits=Awaits.NOTHING, heard=Heard.NOTHING, asked=(), approval=0, attempt=0, due_at=now
    )
    return Turned(run=onward, outcome=outcome)


_PERFORM: dict[StepKind, Callable[[WorkflowRun, Workflow, Ticket, datetime], Turned]] = {
    StepKind.CHECK: _check,
    StepKind.ASK: _ask,
    StepKind.CONFIRM: _confirm,
    StepKind.TASK: _work,
    StepKind.ESCALATE: _escalate,
    StepKind.APPROVED_TASK: _approve,
}
