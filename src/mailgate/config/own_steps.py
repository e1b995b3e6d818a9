"""Workflows and steps that a desk file names: they are ours, or of exactly one installed package that can be used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mailgate.config.nearest import advice
from mailgate.config.packages import Packages
from mailgate.config.places import every, texts
from mailgate.config.toml_lines import Place
from mailgate.model.workflow import InstalledWorkflow
from mailgate.workflow.steps import SHIPPED, STEPS

_SHIPPED = {each.key for each in SHIPPED}
_STARTED = ("rule.*.then.*.run_workflow", "rule.*.then.run_workflow")


def unknown_steps(data: dict[str, Any], packages: Packages) -> Iterator[tuple[Place, str]]:
    """Packages are asked only where a file names what mailgate itself has not."""
    tables = [(place, table) for place, table in every(data, "workflow.*") if isinstance(table, dict)]
    for place, table in tables:
        yield from _of_table(place, table, packages)
    described = {table.get("key") for _, table in tables}
    for place, name in texts(data, *_STARTED):
        if name not in _SHIPPED | described and name in packages.names:
            yield from _unusable(place, packages.workflows.get(name))


def _of_table(place: Place, table: dict[str, Any], packages: Packages) -> Iterator[tuple[Place, str]]:
    key = str(table.get("key"))
    steps = list(texts(table, "steps.*"))
    if not table.get("steps") and key not in _SHIPPED:
        if key in packages.names:
            yield from _unusable((*place, "key"), packages.workflows.get(key))
        else:
            yield place, f"steps: a workflow needs them; take them from {', '.join(STEPS)}"
    for below, step in steps:
        if step not in STEPS:
            yield from _own((*place, *below), key, step, packages)


def _own(place: Place, key: str, step: str, packages: Packages) -> Iterator[tuple[Place, str]]:
    having = packages.providers(key, step)
    if len(having) > 1:
        yield (
            place,
            f'several installed workflows have the step "{step}": {", ".join(having)}; rename it in all but one',
        )
    if having:
        return
    found = packages.workflows
    known = (*STEPS, *(each for flow in found.values() for each in flow.steps))
    broken = [_why(flow) for flow in found.values() if flow.error]
    yield place, "; ".join((f'steps: there is no step "{step}"', advice(step, known), *broken))


def _unusable(place: Place, flow: InstalledWorkflow | None) -> Iterator[tuple[Place, str]]:
    if flow is not None and flow.error:
        yield place, _why(flow)


def _why(flow: InstalledWorkflow) -> str:
    return f'the workflow "{flow.key}" of the package {flow.package} cannot be used: {flow.error}'
