from __future__ import annotations

import pytest

from mailgate.errors import ConfigurationError
from mailgate.model.desk import Desk
from mailgate.model.rule import Leaf
from mailgate.triage.compile import compile_rules


def test_every_rule_that_cannot_be_evaluated_is_named(make_rule):
    broken = [
        make_rule("one", rule={"condition": Leaf(field="subject", op="matches", value="(")}),
        make_rule("fine"),
        make_rule("two", rule={"condition": Leaf(field="subject", op="resembles", value="x")}),
    ]

    with pytest.raises(ConfigurationError) as raised:
        compile_rules(Desk(tenant="acme", rules=tuple(broken)))

    assert [finding.partition(":")[0] for finding in raised.value.findings] == ["tenant acme"] * 2
    assert "'one': missing )" in raised.value.findings[0]
    assert "'two': unknown operator 'resembles'" in raised.value.findings[1]


def test_rule_that_is_switched_off_is_not_even_compiled(make_rule):
    off = make_rule("off", rule={"enabled": False, "condition": Leaf(field="subject", op="matches", value="(")})

    assert compile_rules(Desk(tenant="acme", rules=(off,))).by_event == {}


def test_event_that_no_rule_names_concerns_none(make_rule):
    rules = compile_rules(Desk(tenant="acme", rules=(make_rule("a"),)))

    assert rules.of(("ticket.closed",)) == ()
    assert [compiled.rule.name for compiled in rules.of(("ticket.closed", "ticket.created"))] == ["a"]
