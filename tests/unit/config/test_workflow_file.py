"""Workflows in a desk file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.rig.package import install

from mailgate.config.desk_json import desk_from_json, desk_to_json
from mailgate.config.load import Configuration
from mailgate.errors import ConfigurationError
from mailgate.workflow.steps import SHIPPED

OWN = '[[workflow]]\nkey = "refund"\nsteps = ["verify_account", "apply_resolution"]\npatience = "1d"\n'
RULE = '[[rule]]\nname = "r"\non = ["ticket.created"]\nthen = [{{ run_workflow = "{}" }}]\n'


def test_a_desk_has_its_own_workflows_and_the_shipped_ones(loaded: Callable[..., Configuration]) -> None:
    desk = loaded(desk=OWN + RULE.format("refund")).desks[0].desk
    refund = desk.workflow("refund")
    assert refund is not None
    assert (refund.steps, refund.patience) == (("verify_account", "apply_resolution"), timedelta(days=1))
    assert desk.workflows[1:] == SHIPPED
    assert desk_from_json(desk_to_json(desk), 0).workflows == desk.workflows


def test_a_table_of_a_shipped_name_keeps_its_steps_and_changes_the_rest(loaded: Callable[..., Configuration]) -> None:
    desk = loaded(desk='[[workflow]]\nkey = "technical"\nquestions = ["Which?"]\n').desks[0].desk
    technical = desk.workflow("technical")
    assert technical is not None
    assert (technical.steps, technical.questions) == (SHIPPED[1].steps, ("Which?",))
    assert [each.key for each in desk.workflows].count("technical") == 1


def test_rule_may_start_a_shipped_workflow_and_nothing_is_warned_of(loaded: Callable[..., Configuration]) -> None:
    assert not [told for told in loaded(desk=RULE.format("billing")).warnings if "workflow" in told]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RULE.format("tecnical"), r'desk\.toml:\d+: there is no workflow "tecnical".*"technical"'),
        (
            OWN.replace("verify_account", "verify_acount"),
            r'desk\.toml:\d+: .*there is no step "verify_acount".*"verify_account"',
        ),
        ('[[workflow]]\nkey = "empty"\n', "a workflow needs them"),
        (OWN + OWN, "given twice"),
        (OWN + 'team = "nobody"\n', 'there is no team "nobody"'),
        (OWN + '[workflow.approval]\napprovers = ["team:nobody"]\n', 'there is no team "nobody"'),
    ],
    ids=["name", "step", "none", "twice", "team", "approvers"],
)
def test_what_a_workflow_cannot_be(loaded: Callable[..., Configuration], text: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told):
        loaded(desk=text)


FLOWS = """
class Flow(TicketWorkflow):
    def __init__(self):
        super().__init__("{type}", {steps})

    async def execute_step(self, step_name):
        return WorkflowResult(True, step_name)
"""
STARTED = RULE.format("flow")
NAMED = '[[workflow]]\nkey = "own"\nsteps = ["analyze_issue",\n "{}"]\n'


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts a package with the workflow ``flow`` beside mailgate."""
    monkeypatch.syspath_prepend(str(tmp_path / "site"))

    def put(source: str = "", *, name: str = "acme-flows", **entry_points: str) -> None:
        flow = source or FLOWS.format(type="flow", steps=["send_parcel", "verify_account"])
        install(tmp_path / "site", flow, name=name, **(entry_points or {"flow": "Flow"}))

    return put


@pytest.mark.parametrize(
    "text",
    [STARTED, STARTED + '[[workflow]]\nkey = "flow"\ntime_limit = "5m"\n', NAMED.format("send_parcel")],
    ids=["by-rule", "by-table", "its-step"],
)
def test_what_an_installed_package_provides_may_be_named(loaded, installed, text: str) -> None:
    installed()
    assert loaded(desk=text).desks


def test_a_package_that_no_desk_names_is_not_even_asked(loaded, installed) -> None:
    installed("raise SystemExit(1)")
    assert loaded(desk=RULE.format("technical")).desks


@pytest.mark.parametrize(
    ("source", "text", "told"),
    [
        ("", NAMED.format("send_parcle"), r'desk\.toml:\d+: .*no step "send_parcle"; did you mean "send_parcel"\?'),
        ("", RULE.format("flwo"), r'desk\.toml:\d+: there is no workflow "flwo"; did you mean "flow"\?'),
        ("raise ValueError('broken')", STARTED, r'desk\.toml:\d+: the workflow "flow" of the package acme-flows 1\.0 '),
        ("import nothing_like_it", STARTED, "cannot be used: ModuleNotFoundError: No module named 'nothing_like_it'"),
        (FLOWS.format(type="folw", steps=["a"]), STARTED, 'its workflow_type is "folw" and its entry point "flow"'),
        (FLOWS.format(type="flow", steps=[]), STARTED, "it has no steps"),
        (FLOWS.format(type="flow", steps=["Send parcel"]), STARTED, "'Send parcel' is no name of a step"),
        ("Flow = dict", '[[workflow]]\nkey = "flow"\n', "makes no TicketWorkflow"),
        ("raise ValueError('broken')", NAMED.format("send_parcel"), 'no step "send_parcel".*ValueError: broken'),
    ],
    ids=["step", "name", "raises", "import", "type", "no-steps", "bad-step", "no-workflow", "broken-step"],
)
def test_steps_that_nobody_provides_are_findings(loaded, installed, source: str, text: str, told: str) -> None:
    installed(source)
    with pytest.raises(ConfigurationError, match=told):
        loaded(desk=text)


def test_a_step_of_two_packages_is_nobodys(loaded, installed) -> None:
    installed()
    installed(FLOWS.format(type="other", steps=["send_parcel"]), name="other-flows", other="Flow")
    with pytest.raises(ConfigurationError, match=r'have the step "send_parcel": flow, other'):
        loaded(desk=NAMED.format("send_parcel"))
