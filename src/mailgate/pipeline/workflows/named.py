"""Workflows by their names: the desk's own, those that are shipped, and those of installed packages."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.desk import Desk
from mailgate.model.workflow import Workflow, WorkflowRun
from mailgate.pipeline.tools import Tools
from mailgate.workflow.installed import CHOICE


def workflow_named(tools: Tools, desk: Desk, key: str) -> Workflow | None:
    """With the steps that a run of it begins with; None where there is none that can be used."""
    found = desk.workflow(key)
    if found is not None and found.steps:
        return found
    installed = tools.packages.workflows.get(key)
    if installed is None or installed.error:
        return None
    steps = (CHOICE, *installed.steps) if installed.chooses else installed.steps
    return replace(found or Workflow(key=key, steps=()), steps=steps)


def in_code(tools: Tools, run: WorkflowRun) -> bool:
    """Whether exactly one installed package does the step at which the run stands."""
    return run.step < len(run.steps) and len(tools.packages.providers(run.workflow, run.steps[run.step])) == 1
