"""Workflows in a desk file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

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
