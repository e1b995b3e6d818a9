"""A workflow and one run of it on a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.model.approval import ApprovalTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """Named steps in their order, which a rule starts on a ticket."""

    key: str
    #: Names out of ``workflow.steps``.
    steps: tuple[str, ...]
    #: What ``collect_diagnostics`` asks the customer; none: the usual ones, in the customer's language.
    questions: tuple[str, ...] = ()
    #: Key of the team that ``escalate_if_needed`` gives urgent tickets to; empty: they stay where they are.
    team: str = ""
    #: Who says yes before ``apply_resolution``, and on what terms.
    approval: ApprovalTerms = ApprovalTerms(approvers=("team:lead",))
    #: How long a customer is waited for.
    patience: timedelta = timedelta(days=3)


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    #: It ended before its last step; ``WorkflowRun.reason`` says why.
    STOPPED = "stopped"


class Awaits(StrEnum):
    """What a run cannot go on without."""

    NOTHING = ""
    #: Any words of the customer.
    ANSWER = "answer"
    #: A yes or no of the customer.
    YES = "yes"
    #: An agent's word that a task is done.
    TASK = "task"
    APPROVAL = "approval"


class Heard(StrEnum):
    """What came since the run began to wait."""

    NOTHING = ""
    ANSWER = "answer"
    YES = "yes"
    NO = "no"
    DONE = "done"
    FAILED = "failed"
    APPROVED = "approved"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkflowRun:
    """Where a workflow stands on one ticket; the row is the whole state."""

    id: int
    tenant: str
    ticket_id: int
    workflow: str
    #: As they were when it began: an edited desk changes no run under way.
    steps: tuple[str, ...]
    #: Name of the rule that asked for it.
    started_by: str
    started_at: datetime
    #: Index into ``steps``; their number once the last is done.
    step: int = 0
    state: RunState = RunState.RUNNING
    awaits: Awaits = Awaits.NOTHING
    heard: Heard = Heard.NOTHING
    #: Message-IDs of the mails whose answers it waits for.
    asked: tuple[str, ...] = ()
    #: Id of the approval that it waits for; 0: none.
    approval: int = 0
    #: When it is to be looked at; None: only an answer moves it.
    due_at: datetime | None = None
    reason: str = ""
    version: int = 0
