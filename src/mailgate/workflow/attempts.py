"""A step in code of an installed package: when it is asked, what its answer does, and how often it is asked again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailgate.model.workflow import Awaits, Heard, WorkflowResult, WorkflowRun
from mailgate.workflow.installed import CHOICE

#: How long is waited after each attempt that failed; after the last one people get the step as a task.
BACKOFF = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
#: Whoever asks code writes its answer down within its time limit and this much; then somebody else may ask it.
LEASE_MARGIN = timedelta(seconds=5)
#: What may be otherwise the next time.
_PASSES = ("workflow.step_raised", "workflow.step_timeout", "workflow.step_died")


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """What became of asking code: an answer, or the stable reason why there is none."""

    result: WorkflowResult | None = None
    reason: str = ""
    #: For people; beside a reason.
    error: str = ""


def claimed(run: WorkflowRun, node: str, time_limit: timedelta, now: datetime) -> WorkflowRun:
    """The run while its step is being done; due again only should nobody live to say how it went."""
    return replace(run, attempt=run.attempt + 1, claimed_by=node, due_at=now + time_limit + LEASE_MARGIN)


def given_back(run: WorkflowRun, now: datetime) -> WorkflowRun:
    """Whoever claimed it ends in good order: that was no attempt."""
    return replace(run, attempt=run.attempt - 1, claimed_by="", due_at=now)


def released(run: WorkflowRun, now: datetime) -> WorkflowRun:
    """Not to be asked of code any more: the next turn says why."""
    return replace(run, awaits=Awaits.NOTHING, claimed_by="", due_at=now)


def exhausted(run: WorkflowRun) -> bool:
    """Whether code was asked often enough, should it have died each time with all of us."""
    return run.attempt > len(BACKOFF)


def answered(run: WorkflowRun, called: Called, now: datetime) -> WorkflowRun:
    """Where a run stands after its step's code said something, or nothing."""
    step = run.steps[run.step]
    known = {**run.results, step: shown(called)}
    if called.reason in _PASSES and not exhausted(run):
        return replace(run, results=known, claimed_by="", due_at=now + BACKOFF[run.attempt - 1])
    done = called.result is not None and called.result.success
    heard = Heard.DONE if done else Heard.UNABLE
    if step == CHOICE and called.result is not None and not done:
        heard = Heard.UNWANTED
    return replace(released(run, now), results=known, heard=heard)


def shown(called: Called) -> dict[str, object]:
    """For the run's row and the journal; what is empty is left out."""
    result = called.result
    said: dict[str, object] = {"success": result is not None and result.success, "reason": called.reason}
    said |= {"error": called.error} if result is None else {"error": result.error, "message": result.message}
    if result is not None and result.data:
        said["data"] = dict(result.data)
    return {name: value for name, value in said.items() if value not in (None, "")}
