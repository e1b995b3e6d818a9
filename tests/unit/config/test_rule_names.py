"""What the desk file accepts, the rules' engine must be able to evaluate."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from mailgate.config.operands import read_operand
from mailgate.config.rule_names import FIELDS, OPERATORS, Takes, is_field
from mailgate.config.table import Surroundings
from mailgate.model.rule import Leaf
from mailgate.triage.conditions import compile_condition

EXAMPLES: dict[Takes, object] = {
    Takes.SCALAR: "high",
    Takes.LIST: ["high", "low"],
    Takes.SCALAR_OR_LIST: ["a", "b"],
    Takes.PATTERN: "(?i)a|b",
    Takes.NUMBER: 3,
    Takes.PAIR: [1, 3],
    Takes.MOMENT: "2026-12-24",
    Takes.DURATION: "1h30m",
    Takes.FILE: "list.txt",
    Takes.CALENDAR: "24x7",
}


@pytest.fixture
def around(tmp_path: Path, today: date) -> Surroundings:
    (tmp_path / "list.txt").write_text("a\nb\n")
    return Surroundings(folder=tmp_path, timezone=ZoneInfo("UTC"), today=today, environment={})


@pytest.mark.parametrize("operator", OPERATORS)
def test_every_operator_can_be_evaluated(operator: str, around: Surroundings) -> None:
    takes = OPERATORS[operator]
    value = None if takes is Takes.NOTHING else read_operand(takes, "priority", EXAMPLES[takes], around)
    assert callable(compile_condition(Leaf(field="priority", op=operator, value=value)))


FAMILIES = ["header.X-Tier", "custom.contract", "before.custom.x", "sla.resolution.state", "count.replies.1h"]
NO_FIELDS = [
    "", "header", "header.", "before.body", "before.id", "sla.x.state", "count.mails", "id", "tenant", "custom", "x.y",
]  # fmt: skip


@pytest.mark.parametrize("name", [*FIELDS, *FAMILIES])
def test_known_names_are_fields(name: str) -> None:
    assert is_field(name)


@pytest.mark.parametrize("name", NO_FIELDS)
def test_other_names_are_none(name: str) -> None:
    assert not is_field(name)
