"""How often code is asked, and what its answer does."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.workflow import Awaits, Heard, WorkflowResult, WorkflowRun
from mailgate.workflow.attempts import Called, answered, claimed, exhausted, given_back

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RUN = WorkflowRun(
    id=1, tenant="acme", ticket_id=7, workflow="own", steps=("a", "b"), started_by="r", started_at=NOW,
    awaits=Awaits.CODE, due_at=NOW,
)  # fmt: skip
LIMIT = timedelta(seconds=30)
RAISED = Called(reason="workflow.step_raised", error="ValueError")


@pytest.mark.parametrize("reason", ["workflow.step_raised", "workflow.step_timeout", "workflow.step_died"])
def test_what_may_pass_is_asked_five_times_ever_later_and_then_people_are(reason):
    run, waits = RUN, []
    while run.awaits is Awaits.CODE:
        run = answered(claimed(run, "n", LIMIT, NOW), Called(reason=reason, error="e"), NOW)
        waits.append(run.due_at - NOW)
    minute = timedelta(minutes=1)
    assert waits == [minute, 5 * minute, 15 * minute, 60 * minute, timedelta()]
    assert (run.heard, run.attempt, exhausted(run)) == (Heard.UNABLE, 5, True)


@pytest.mark.parametrize("reason", ["workflow.bad_result", "workflow.step_missing"])
def test_what_would_not_change_is_not_asked_again(reason):
    assert answered(claimed(RUN, "n", LIMIT, NOW), Called(reason=reason), NOW).heard is Heard.UNABLE


def test_a_claim_outlives_the_time_limit():
    assert claimed(RUN, "n", LIMIT, NOW).due_at > NOW + LIMIT


def test_a_good_answer_goes_on_and_is_kept_beside_those_of_other_steps():
    run = answered(RUN, Called(result=WorkflowResult(True, "a", data={"n": 1})), NOW)
    assert (run.heard, run.awaits, run.due_at) == (Heard.DONE, Awaits.NOTHING, NOW)
    other = WorkflowRun(**{name: getattr(run, name) for name in run.__slots__} | {"step": 1, "awaits": Awaits.CODE})
    kept = answered(other, Called(result=WorkflowResult(False, "b", error="no")), NOW)
    assert kept.heard is Heard.UNABLE
    assert kept.results == {"a": {"success": True, "data": {"n": 1}}, "b": {"success": False, "error": "no"}}


def test_an_end_in_good_order_is_no_attempt():
    given = given_back(claimed(RUN, "n", LIMIT, NOW), NOW)
    assert (given.attempt, given.due_at) == (0, NOW)


def test_a_choice_is_no_failure():
    choosing = WorkflowRun(**{name: getattr(RUN, name) for name in RUN.__slots__} | {"steps": ("should_trigger", "a")})
    assert answered(choosing, Called(result=WorkflowResult(False, "")), NOW).heard is Heard.UNWANTED
    assert answered(claimed(choosing, "n", LIMIT, NOW), RAISED, NOW).awaits is Awaits.CODE
