"""A workflow, one run of it on a ticket, and what passes between it and code of an installed package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from mailgate.model.approval import ApprovalTerms
from mailgate.model.ticket import Entry, Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Workflow:
    """Named steps in their order, which a rule starts on a ticket."""

    key: str
    #: Names out of ``workflow.steps``, or of steps that an installed package has; none: those of the package's workflow
    #: of this key.
    steps: tuple[str, ...]
    #: What ``collect_diagnostics`` asks the customer; none: the usual ones, in the customer's language.
    questions: tuple[str, ...] = ()
    #: Key of the team that gets urgent tickets by ``escalate_if_needed``, and those of nobody by ``assign_to_team``;
    #: empty: they stay where they are.
    team: str = ""
    #: Who says yes before ``apply_resolution``, and on what terms.
    approval: ApprovalTerms = ApprovalTerms(approvers=("team:lead",))
    #: How long a customer is waited for.
    patience: timedelta = timedelta(days=3)
    #: After this, code of an installed package is ended.
    time_limit: timedelta = timedelta(seconds=30)


class RunState(StrEnum):
    RUNNING = "running"
    DONE = "done"
    #: It ended before its last step; ``WorkflowRun.reason`` says why.
    STOPPED = "stopped"


class Awaits(StrEnum):
    """What a run cannot go on without."""

    NOTHING = ""
    #: Code of an installed package.
    CODE = "code"
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
    #: Code of an installed package does not do it: people have to.
    UNABLE = "unable"
    #: Such code says that its workflow is not for this ticket.
    UNWANTED = "unwanted"


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
    #: How often code was asked to do the step; counted before it is.
    attempt: int = 0
    #: Id of the node that asks code just now; empty: none does.
    claimed_by: str = ""
    #: What code said of each step that it was asked to do, by name: what is not empty of ``WorkflowResult``.
    results: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class WorkflowResult:
    """What a step in code of an installed package came to."""

    success: bool
    step_name: str
    #: Why it did not succeed, for people.
    error: str | None = None
    #: What it found or did, for people.
    message: str | None = None
    #: The same for later steps; what JSON can hold, at most 16 KiB of it.
    data: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketContext:
    """What code of an installed package may know when it is asked to do a step."""

    #: As it stands now; ``tenant`` says whose it is.
    ticket: Ticket
    #: What people said on it, notes too, oldest first; not our own mails.
    messages: tuple[Entry, ...]
    #: Name of the workflow in the desk.
    workflow: str
    run: int
    #: The same in every attempt at this step of this run, and in no other.
    idempotency_key: str
    #: 1 for the first; an earlier one may have come to its end without our knowing.
    attempt: int
    #: As in ``WorkflowRun.results``.
    results: Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledWorkflow:
    """A workflow in code of a package that is installed beside mailgate."""

    #: Name of its entry point.
    key: str
    #: ``acme-flows 1.2``.
    package: str
    steps: tuple[str, ...] = ()
    #: It says itself whether it is for a ticket.
    chooses: bool = False
    #: Why it cannot be used; empty: it can.
    error: str = ""
