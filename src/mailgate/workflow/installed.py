"""Which installed package does a step."""

from __future__ import annotations

from collections.abc import Mapping

from mailgate.model.workflow import InstalledWorkflow
from mailgate.workflow.steps import STEPS, StepKind

#: Stands before the steps of a workflow that says itself whether it is for a ticket.
CHOICE = "should_trigger"
#: What people do otherwise; all other steps of ours are not given away.
_OF_PEOPLE = (StepKind.TASK, StepKind.APPROVED_TASK)


def providers(found: Mapping[str, InstalledWorkflow], workflow: str, step: str) -> tuple[str, ...]:
    """The entry points that have a step: the workflow's own alone if it has, else all others; several are too many."""
    if STEPS.get(step, StepKind.TASK) not in _OF_PEOPLE:
        return ()
    own = found.get(workflow)
    if own is not None and (step in own.steps or step == CHOICE):
        return (own.key,)
    return tuple(each.key for each in found.values() if step in each.steps)
