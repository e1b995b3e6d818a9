"""What runs of workflows wait for comes in: a customer's words, an agent's, an approval."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.model.approval import Approval, ApprovalState
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.ticket import Status
from mailgate.model.workflow import Awaits, Heard, RunState, WorkflowRun
from mailgate.pipeline.agents.turn import AgentTurn
from mailgate.pipeline.situation import Situation
from mailgate.pipeline.tickets.settling import mail_cause
from mailgate.store.clock import workflow_runs
from mailgate.store.database import Connection
from mailgate.workflow.answers import heard_from_agent, heard_from_customer

#: What ``KnownId.mirrors`` says of a workflow's questions.
ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeardBy:
    """The run that heard something, due now, and what the journal says of it; nothing where none did."""

    runs: tuple[WorkflowRun, ...] = ()
    events: tuple[Event, ...] = ()
    #: A resolved ticket stays so: its customer has just said that it is.
    content: bool = False


def answer_to_workflow(conn: Connection, situation: Situation) -> HeardBy:
    """A customer's answer to what a workflow asked; a machine's is none. Only answers to such mails are looked up."""
    mail, ticket = situation.mail, situation.ticket
    known = {
        value.message_id: value
        for value in situation.found.candidates.known_ids
        if value.own and value.issued_to == mail.sender.address
    }
    answered = next((known[each] for each in mail.pointers.message_ids if each in known), None)
    if answered is None or answered.mirrors != ASKED or situation.verdict.silent:
        return HeardBy()
    runs = workflow_runs.of_ticket(conn, ticket.tenant, answered.ticket_id)
    run = next((each for each in runs if _waits(each) and answered.message_id in each.asked), None)
    heard = heard_from_customer(run.awaits, mail.message.new_text) if run else Heard.NOTHING
    if run is None or heard is Heard.NOTHING:
        return HeardBy()
    found = _heard(run, heard, mail_cause(mail.item.id), mail.sender.address, situation.now)
    return replace(found, content=heard is Heard.YES and ticket.status is Status.RESOLVED)


def task_answered(conn: Connection, turn: AgentTurn, words: str) -> HeardBy:
    """An agent's note says that a task is done, or that it cannot be. Only such notes are looked up."""
    heard = heard_from_agent(Awaits.TASK, words)
    if heard is Heard.NOTHING:
        return HeardBy()
    runs = workflow_runs.of_ticket(conn, turn.ticket.tenant, turn.ticket.id)
    run = next((each for each in runs if _waits(each) and each.awaits is Awaits.TASK), None)
    return _heard(run, heard, turn.cause, turn.agent.email, turn.now) if run else HeardBy()


def approval_decided(conn: Connection, approval: Approval, *, now: datetime) -> tuple[WorkflowRun, ...]:
    """The run that asked for it, if one did: only a yes lets it go on."""
    runs = workflow_runs.of_ticket(conn, approval.tenant, approval.ticket_id)
    heard = Heard.APPROVED if approval.state is ApprovalState.APPROVED else Heard.REJECTED
    return tuple(replace(run, heard=heard, due_at=now) for run in runs if _waits(run) and run.approval == approval.id)


def _waits(run: WorkflowRun) -> bool:
    return run.state is RunState.RUNNING and run.awaits is not Awaits.NOTHING and run.heard is Heard.NOTHING


def _heard(run: WorkflowRun, heard: Heard, cause: Cause, by: str, now: datetime) -> HeardBy:
    details: dict[str, object] = {
        "workflow": run.workflow,
        "run": run.id,
        "step": run.steps[run.step],
        "heard": heard.value,
    }
    event = Event(kind=EventKind.UPDATED, at=now, actor=by, cause=cause, details=details)
    return HeardBy(runs=(replace(run, heard=heard, due_at=now),), events=(event,))
