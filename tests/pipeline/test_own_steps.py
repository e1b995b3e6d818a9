"""Workflow steps in code of an installed package, which is a real distribution in a folder of ``sys.path``."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event

import pytest
from tests.pipeline.conftest import MINUTE, House
from tests.pipeline.test_workflows import ANN, LEA, RULE, ZOE, answer, opened, runs, ticked, ticket, to
from tests.rig.package import install

from mailgate.errors import StoreUnavailable
from mailgate.model.outbound import OutboundKind
from mailgate.model.workflow import Awaits, RunState
from mailgate.pipeline.workflows.calling import call_due_steps
from mailgate.store.clock import workflow_runs

TWO = """
class Two(Told):
    def __init__(self):
        super().__init__("two", ["look_up", "write_down"])

    async def execute_step(self, step_name):
        self.told(step_name, subject=self.ticket.subject, tenant=self.ticket.tenant, results=self.context.results,
                  words=[each.text for each in self.context.messages])
        if step_name == "look_up":
            return WorkflowResult(True, step_name, message="two lines", data={"lines": [1, 2]})
        return WorkflowResult(success=True, step_name=step_name)
"""
#: One step, which does what a test wants.
ONE = """
class One(Told):
    def __init__(self):
        super().__init__("one", ["try_it"])

    async def execute_step(self, step_name):
        self.told(step_name)
        {body}
"""
BILLING = """
class Billing(Told):
    def __init__(self):
        super().__init__("billing", ["verify_account", "calculate_adjustments", "apply_resolution"])

    async def execute_step(self, step_name):
        self.told(step_name)
        said = {"calculate_adjustments": "50 EUR too much"}.get(step_name)
        return WorkflowResult(True, step_name, message=said)
"""


class Package:
    """What is installed, and what was asked of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has(self, source: str, **entry_points: str) -> None:
        install(self._folder, source, **entry_points)

    def tries(self, body: str) -> None:
        self.has(ONE.format(body=body), one="One")

    @property
    def told(self) -> list[dict]:
        path = self._folder / "told.jsonl"
        return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []

    def wait(self) -> None:
        """Until it was asked something."""
        for _ in range(1200):
            if self.told:
                return
            Event().wait(0.05)
        raise AssertionError("nothing was asked")

    def file(self, name: str) -> Path:
        return self._folder / name


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.syspath_prepend(str(folder))
    return Package(folder)


def calls(house: House) -> list[dict]:
    """What the journal says of each time that code was asked."""
    told = [event.details for event in house.journal(ticket(house).number) if event.cause.kind == "workflow"]
    return [details for details in told if "attempt" in details]


def test_an_installed_workflow_runs_step_by_step_and_what_one_finds_the_next_one_reads(build, package):
    package.has(TWO, two="Two")
    house = build(more=RULE.format("two"))
    opened(house)
    ticked(house)

    first, second = package.told
    assert (first["subject"], first["tenant"], first["words"]) == ("Line is down", "acme", ["It is down."])
    assert second["results"] == {"look_up": {"success": True, "message": "two lines", "data": {"lines": [1, 2]}}}
    assert (first["attempt"], second["attempt"]) == (1, 1)
    assert first["key"] != second["key"]
    (run,) = runs(house)
    assert (run.state, run.steps) == (RunState.DONE, ("look_up", "write_down"))
    assert run.results["look_up"]["data"] == {"lines": [1, 2]}
    assert [(each["step"], each["outcome"], each.get("data")) for each in calls(house)] == [
        ("look_up", "answered", {"lines": [1, 2]}),
        ("write_down", "answered", None),
    ]


def test_what_fails_is_tried_again_later_and_the_key_stays_the_same(build, package):
    package.tries("if self.context.attempt == 1: raise ValueError\n        return WorkflowResult(True, step_name)")
    house = build(more=RULE.format("one"))
    opened(house)
    assert [(each["outcome"], each["reason"]) for each in calls(house)] == [("failed", "workflow.step_raised")]
    ticked(house, timedelta(seconds=59))
    assert len(package.told) == 1

    ticked(house, timedelta(seconds=1))

    assert [each["attempt"] for each in package.told] == [1, 2]
    assert len({each["key"] for each in package.told}) == 1
    assert runs(house)[0].state is RunState.DONE


def test_what_code_cannot_do_people_get_as_a_task_and_read_why(build, package):
    package.tries("return WorkflowResult(False, step_name, error='he owes us')")
    house = build(more=RULE.format("one"))
    (task,) = to(opened(house), ANN)
    assert "he owes us" in task.text
    assert len(package.told) == 1

    answer(house, task, "done")
    assert runs(house)[0].state is RunState.DONE


def test_a_workflow_says_itself_which_tickets_it_is_for(build, package):
    choice = "    async def should_trigger(self, ticket):\n        return 'down' not in ticket.subject\n"
    package.has(TWO + choice, two="Two")
    house = build(more=RULE.format("two"))
    assert to(opened(house), ANN) == []
    assert (runs(house)[0].state, runs(house)[0].reason) == (RunState.STOPPED, "workflow.not_wanted")
    assert package.told == []

    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is slow"), sender=ZOE)
    ticked(house)
    ticked(house)
    assert [each["step"] for each in package.told] == ["look_up"]


def test_hooks_do_what_agents_do_otherwise_and_money_waits_for_a_yes(build, package):
    package.has(BILLING, billing="Billing")
    house = build(
        more=f'[[workflow]]\nkey = "billing"\napproval = {{ approvers = ["{LEA}"] }}\n' + RULE.format("billing")
    )
    (task,) = to(opened(house), ANN)
    assert "review billing history" in task.text
    assert [each["step"] for each in package.told] == ["verify_account"]

    answer(house, task, "done")
    for _ in range(3):
        ticked(house)
    (request,) = [mail for mail in house.sent if mail.kind is OutboundKind.APPROVAL_REQUEST]
    assert "50 EUR too much" in request.text
    assert [each["step"] for each in package.told] == ["verify_account", "calculate_adjustments"]

    (confirm,) = to(answer(house, request, "approve"), ZOE)
    assert "solved" in confirm.text
    assert [each["step"] for each in package.told][2:] == ["apply_resolution"]


def test_a_step_of_a_package_stands_among_ours(build, package):
    package.tries("return WorkflowResult(True, step_name)")
    own = '[[workflow]]\nkey = "own"\nsteps = ["try_it", "analyze_issue"]\n'
    house = build(more=own + RULE.format("own"))
    (task,) = to(opened(house), ANN)

    assert "analyze issue" in task.text
    assert len(package.told) == 1


def test_while_code_works_mail_is_taken_and_no_second_node_asks_it(build, package):
    body = "while not (HERE / 'go').exists(): time.sleep(0.01)\n        return WorkflowResult(True, step_name)"
    package.tries(body)
    house = build(more=RULE.format("one"))
    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is down"), sender=ZOE)
    house.pass_time(MINUTE)

    def writes_meanwhile() -> None:
        package.wait()
        house.carry(house.mail(f"Zoe <{ZOE}>", "Another", "And another."), sender=ZOE)
        assert call_due_steps(house.tools, clock=lambda: house.now, node="other") == 0
        package.file("go").touch()

    with ThreadPoolExecutor(1) as other:
        meanwhile = other.submit(writes_meanwhile)
        house.tick()
        meanwhile.result()

    assert house.ticket_count() == 2
    assert len({each["key"] for each in package.told}) == len(package.told)


def test_death_between_a_step_and_its_record_does_it_again_under_the_same_key(build, package, monkeypatch):
    package.tries("return WorkflowResult(True, step_name)")
    house = build(more=RULE.format("one"))
    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is down"), sender=ZOE)

    def dies(*args: object, **more: object) -> None:
        raise StoreUnavailable("gone")

    with monkeypatch.context() as dying:
        dying.setattr("mailgate.pipeline.workflows.calling.decide_and_record", dies)
        with pytest.raises(StoreUnavailable):
            ticked(house)
    assert runs(house)[0].awaits is Awaits.CODE
    assert calls(house) == []
    ticked(house, timedelta(seconds=34))
    assert len(package.told) == 1

    ticked(house, timedelta(seconds=1))

    assert [(each["attempt"], each["key"]) for each in package.told] == [
        (1, package.told[0]["key"]),
        (2, package.told[0]["key"]),
    ]
    assert runs(house)[0].state is RunState.DONE


def test_a_node_that_starts_again_takes_back_what_it_asked_when_it_died(build, package, monkeypatch):
    package.tries("return WorkflowResult(True, step_name)")
    house = build(more=RULE.format("one"))
    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is down"), sender=ZOE)
    with monkeypatch.context() as dying:
        dying.setattr("mailgate.pipeline.workflows.calling.decide_and_record", lambda *args, **more: None)
        ticked(house)
    house.database.write(partial(workflow_runs.take_back, node="other", now=house.now))
    assert runs(house)[0].due_at > house.now
    house.database.write(partial(workflow_runs.take_back, node="n", now=house.now))
    ticked(house, timedelta())

    assert [each["attempt"] for each in package.told] == [1, 2]
    assert (runs(house)[0].state, runs(house)[0].claimed_by) == (RunState.DONE, "")


def test_a_package_that_is_gone_leaves_its_run_to_people(build, package, monkeypatch):
    package.tries("raise ValueError")
    house = build(more=RULE.format("one"))
    opened(house)
    package.file("acme_flows-1.0.dist-info/entry_points.txt").unlink()
    house.tools.packages.look_again()
    (told,) = to(ticked(house), ANN)

    assert "the desk has it no more" in told.text


def test_an_ended_ticket_is_no_affair_of_code_any_more(build, package):
    package.tries("raise ValueError")
    close = '[[rule]]\nname = "close"\non = ["ticket.message.added"]\nthen = [{ set_status = "closed" }]\n'
    house = build(more=RULE.format("one") + close)
    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is down"), sender=ZOE)
    (receipt,) = [mail for mail in house.sent if mail.recipient == ZOE]
    ticked(house)
    answer(house, receipt, "Never mind.")

    assert (runs(house)[0].reason, len(package.told)) == ("workflow.ticket_ended", 1)


def test_a_node_that_ends_in_good_order_leaves_the_step_to_the_next_one(build, package):
    package.tries("time.sleep(600) if self.context.attempt else None")
    house = build(more=RULE.format("one"))
    house.carry(house.mail(f"Zoe <{ZOE}>", "Line is down"), sender=ZOE)
    house.pass_time(MINUTE)

    def ends() -> None:
        package.wait()
        house.tools.packages.end()

    with ThreadPoolExecutor(1) as other:
        ended = other.submit(ends)
        house.tick()
        ended.result()

    (run,) = runs(house)
    assert (run.attempt, run.awaits, run.due_at) == (0, Awaits.CODE, house.now)
    assert calls(house) == []
