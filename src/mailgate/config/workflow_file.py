"""Workflows of a desk file."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from pydantic import Field, model_validator

from mailgate.config.approval_file import ApprovalTable
from mailgate.config.table import Table, several
from mailgate.config.values import Duration, Key, PositiveDuration, Text, bounded
from mailgate.model.workflow import Workflow
from mailgate.workflow.steps import SHIPPED


class WorkflowTable(Table):
    key: Key
    #: Those of the shipped or installed workflow of the same key where it is left out; ``own_steps`` checks the names.
    steps: list[Key] = Field(default_factory=list)
    questions: list[Text] = Field(default_factory=list)
    team: Key = ""
    approval: ApprovalTable | None = None
    patience: PositiveDuration = timedelta(days=3)
    time_limit: Annotated[Duration, bounded(1, 600)] = timedelta(seconds=30)

    @model_validator(mode="after")
    def _decides(self) -> WorkflowTable:
        if self.approval and self.approval.on_expiry == "escalate":
            raise several([(("approval", "on_expiry"), 'on_expiry: a workflow waits for a yes or no; write "reject"')])
        return self

    def build(self) -> Workflow:
        shipped = next((each for each in SHIPPED if each.key == self.key), None)
        usual = Workflow(key=self.key, steps=())
        return Workflow(
            key=self.key,
            steps=tuple(self.steps) or (shipped.steps if shipped else ()),
            questions=tuple(self.questions),
            team=self.team,
            approval=self.approval.build() if self.approval else usual.approval,
            patience=self.patience,
            time_limit=self.time_limit,
        )


def with_shipped(own: list[Workflow]) -> tuple[Workflow, ...]:
    """A workflow of the desk's own wins over a shipped one of the same key."""
    taken = {workflow.key for workflow in own}
    return (*own, *(each for each in SHIPPED if each.key not in taken))
