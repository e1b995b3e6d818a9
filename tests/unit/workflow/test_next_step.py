"""What a run does next, out of where it stands and what it heard."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.ticket import Priority, Status
from mailgate.model.workflow import Awaits, Heard, RunState, Workflow, WorkflowRun
from mailgate.workflow.next_step import turn
from mailgate.workflow.steps import SHIPPED, STEPS

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OWN = Workflow(key="own", steps=("analyze_issue",), questions=("Which?",), team="second", patience=timedelta(days=2))


def run(*steps: str, **more: object) -> WorkflowRun:
    values = {"id": 1, "tenant": "acme", "ticket_id": 7, "workflow": "own", "started_by": "r", "started_at": NOW}
    return WorkflowRun(**(values | {"steps": steps} | more))  # type: ignore[arg-type]


def test_shipped_workflows_are_made_of_known_steps():
    assert [(each.key, len(each.steps)) for each in SHIPPED] == [("customer", 5), ("technical", 5), ("billing", 5)]
    assert {step for each in SHIPPED for step in each.steps} == set(STEPS)


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("heard", Heard)
def test_no_step_ever_resolves_a_ticket(ticket_at, step, heard):
    for awaits in Awaits:
        turned = turn(run(step, heard=heard, awaits=awaits), OWN, ticket_at(NOW, priority=Priority.CRITICAL), NOW)
        statuses = [change.value for change in turned.plan.changes if change.field == "status"]
        assert set(statuses) <= ({Status.ESCALATED} if step == "escalate_if_needed" else set())


def test_a_question_is_waited_for_as_long_as_the_workflow_says(ticket_at):
    turned = turn(run("collect_diagnostics"), OWN, ticket_at(NOW), NOW)
    assert (turned.run.awaits, turned.run.due_at) == (Awaits.ANSWER, NOW + timedelta(days=2))
    assert [request.value for request in turned.plan.requests] == [("Which?",)]


def test_money_is_asked_for_first_and_a_task_only_after_the_yes(ticket_at):
    first = turn(run("apply_resolution"), OWN, ticket_at(NOW), NOW)
    second = turn(run("apply_resolution", awaits=Awaits.APPROVAL, heard=Heard.APPROVED), OWN, ticket_at(NOW), NOW)
    assert [request.name for request in first.plan.requests] == ["request_approval"]
    assert [request.name for request in second.plan.requests] == ["task"]
    assert (first.run.due_at, second.run.awaits, second.run.step) == (None, Awaits.TASK, 0)


@pytest.mark.parametrize("heard", [Heard.NO, Heard.FAILED, Heard.REJECTED])
def test_a_no_of_anybody_stops_it_and_is_told(ticket_at, heard):
    turned = turn(run("analyze_issue", awaits=Awaits.TASK, heard=heard), OWN, ticket_at(NOW), NOW)
    assert (turned.run.state, turned.run.due_at) == (RunState.STOPPED, None)
    assert [request.name for request in turned.plan.requests] == ["tell"]


@pytest.mark.parametrize("status", [Status.CLOSED, Status.CANCELLED, Status.MERGED, Status.SPAM])
def test_an_ended_ticket_stops_it_in_silence(ticket_at, status):
    turned = turn(run("analyze_issue"), OWN, ticket_at(NOW, status=status), NOW)
    assert (turned.run.reason, turned.plan.requests) == ("workflow.ticket_ended", ())


def test_a_workflow_that_is_gone_stops_its_runs(ticket_at):
    assert turn(run("analyze_issue"), None, ticket_at(NOW), NOW).run.reason == "workflow.gone"


@pytest.mark.parametrize(
    ("priority", "team", "changes"),
    [
        (Priority.CRITICAL, "second", ["second", Status.ESCALATED]),
        (Priority.URGENT, "", [Status.ESCALATED]),
        (Priority.HIGH, "second", []),
    ],
)
def test_only_urgent_tickets_are_escalated_and_go_to_the_named_team(ticket_at, priority, team, changes):
    workflow = Workflow(key="own", steps=("escalate_if_needed",), team=team)
    turned = turn(run("escalate_if_needed"), workflow, ticket_at(NOW, priority=priority), NOW)
    assert [change.value for change in turned.plan.changes] == changes
    assert turned.run.step == 1


def test_a_ticket_that_is_resolved_is_not_escalated(ticket_at):
    ticket = ticket_at(NOW, priority=Priority.CRITICAL, status=Status.RESOLVED)
    assert turn(run("escalate_if_needed"), OWN, ticket, NOW).plan.changes == ()


def test_a_ticket_of_nobody_goes_to_the_named_team(ticket_at):
    turned = turn(run("assign_to_team"), OWN, ticket_at(NOW, assigned_team=None, assigned_to=None), NOW)
    assert [(change.field, change.value) for change in turned.plan.changes] == [("assigned_team", "second")]


def test_without_a_named_team_it_is_a_task(ticket_at):
    ticket = ticket_at(NOW, assigned_team=None, assigned_to=None)
    turned = turn(run("assign_to_team"), Workflow(key="own", steps=()), ticket, NOW)
    assert [request.name for request in turned.plan.requests] == ["task"]
