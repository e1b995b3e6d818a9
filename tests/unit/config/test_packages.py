"""Code of installed packages, asked in a process of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.rig.package import install

from mailgate.config.packages import Packages
from mailgate.model.workflow import TicketContext, WorkflowResult

SOURCE = """
class One(TicketWorkflow):
    def __init__(self):
        super().__init__("one", ["try_it"])

    async def execute_step(self, step_name):
        {body}
"""
SHORT, LONG = timedelta(seconds=1), timedelta(seconds=60)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.syspath_prepend(str(tmp_path))
    return tmp_path


@pytest.fixture
def context(ticket_at) -> TicketContext:
    ticket = ticket_at(datetime(2026, 11, 21, 12, tzinfo=UTC))
    return TicketContext(
        ticket=ticket, messages=(), workflow="one", run=1, idempotency_key="mailgate:1:0", attempt=1, results={}
    )


@pytest.mark.parametrize(
    ("body", "limit", "reason", "error"),
    [
        ("raise ValueError('no such customer')", LONG, "workflow.step_raised", "ValueError: no such customer"),
        ("sys.exit('enough')", LONG, "workflow.step_raised", "SystemExit: enough"),
        ("os._exit(3)", LONG, "workflow.step_died", "its process ended with 3"),
        ("time.sleep(600)", SHORT, "workflow.step_timeout", "not done after 1 s"),
        ("return None", LONG, "workflow.bad_result", "the step try_it gave NoneType, no WorkflowResult"),
        ("return WorkflowResult(True, '', data={'at': object()})", LONG, "workflow.bad_result", "its data is no JSON"),
        ("return WorkflowResult(True, '', data={'a': 'x' * 20_000})", LONG, "workflow.bad_result", "longer than 16384"),
        ("return WorkflowResult(True, '', data=[1])", LONG, "workflow.bad_result", "its data is no table"),
    ],
    ids=["raised", "exit", "died", "timeout", "nothing", "no-json", "long", "no-table"],
)
def test_what_is_no_answer_has_a_stable_reason(site, context, body, limit, reason, error):
    install(site, SOURCE.format(body=body), one="One")
    called = Packages().perform("one", "try_it", context, limit)

    assert (called.result, called.reason) == (None, reason)
    assert error in called.error


def test_answer_comes_back_whole_whatever_else_is_printed(site, context):
    said = "error='a', message='b\\x00\\ud800', data={'c': [1]}"
    body = f"print('{{{{}}}}'); return WorkflowResult(False, 'other', {said})"
    install(site, SOURCE.format(body=body.replace("{{", "{").replace("}}", "}")), one="One")
    called = Packages().perform("one", "try_it", context, LONG)

    assert called.result == WorkflowResult(False, "try_it", "a", "b\N{REPLACEMENT CHARACTER}?", {"c": [1]})


def test_code_that_is_gone_is_missing(site, context):
    assert Packages().perform("one", "try_it", replace(context, attempt=2), LONG).reason == "workflow.step_missing"


def test_threads_that_a_package_leaves_behind_are_not_waited_for(site, context):
    body = "import threading; threading.Thread(target=time.sleep, args=(600,)).start()\n        "
    install(site, SOURCE.format(body=body + "return WorkflowResult(True, step_name)"), one="One")

    assert Packages().perform("one", "try_it", context, LONG).result == WorkflowResult(True, "try_it")


def test_no_process_is_started_where_nothing_is_installed(monkeypatch):
    monkeypatch.setattr("subprocess.Popen", None)
    assert Packages().workflows == {}


def test_nothing_is_asked_after_the_end(site, context):
    packages = Packages()
    packages.end()
    assert packages.perform("one", "try_it", context, LONG).reason == "workflow.step_died"
