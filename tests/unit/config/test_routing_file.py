from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from mailgate.config.load import load_desk
from mailgate.errors import ConfigurationError
from mailgate.model.desk import Desk
from mailgate.model.rule import TIME_EVENT
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.triage.compile import compile_rules
from mailgate.triage.occasion import Occasion
from mailgate.triage.run import triage

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOP = """\
tenant = "a"
[[queue]]
key = "q"
address = "q@a.test"
[[team]]
key = "front"
agents = ["ann@a.test"]
[[team]]
key = "engineering"
agents = ["bob@a.test"]
"""


@pytest.fixture
def desk(tmp_path: Path):
    def read(text: str) -> Desk:
        (tmp_path / "a.toml").write_text(TOP + text)
        return load_desk(tmp_path / "a.toml").desk

    return read


def asked(desk: Desk, event: str = "ticket.created", **ticket: Any) -> list[tuple[str, object]]:
    values = {"created_at": NOW, "status": Status.OPEN, "priority": Priority.MEDIUM, **ticket}
    new = Ticket(
        id=1, uuid=UUID(int=1), tenant="a", number="1", refid="r", subject="", queue="q", product="", contact_id=1,
        customer_email="z@c.test", customer_name="", updated_at=NOW, **values,
    )  # fmt: skip
    occasion = Occasion(events=(event,), desk=desk, ticket=new, before=None, now=NOW)
    return [(change.field, change.value) for change in triage(occasion, compile_rules(desk)).changes]


def test_router_gives_each_priority_to_its_team_or_person_and_all_others_to_the_fallback(desk):
    read = desk('[router]\ncritical = "engineering"\nhigh = "Ann@a.test"\nfallback = "front"\n')

    assert asked(read, priority=Priority.CRITICAL) == [("assigned_team", "engineering")]
    assert asked(read, priority=Priority.HIGH) == [("assigned_to", "ann@a.test")]
    assert asked(read, priority=Priority.LOW) == [("assigned_team", "front")]


def test_of_assignment_rules_the_first_by_priority_wins(desk):
    read = desk(
        '[[assignment_rule]]\nname = "all"\nconditions = { category = ["x", "y"] }\nassigned_team = "front"\n'
        '[[assignment_rule]]\nname = "x"\nconditions = { category = { operator = "contains", value = "x" } }\n'
        'assigned_team = "engineering"\npriority = 10\n'
        '[[assignment_rule]]\nname = "off"\nconditions = {}\nassigned_team = "front"\npriority = 99\nactive = false\n'
    )

    assert asked(read, category="x") == [("assigned_team", "engineering"), ("status", "in_progress")]
    assert asked(read, category="y") == [("assigned_team", "front"), ("status", "in_progress")]
    assert asked(read, category="z") == []


def test_escalation_rule_raises_hands_over_and_escalates_after_its_hours(desk):
    read = desk(
        '[[escalation_rule]]\nname = "urgent"\nconditions = { priority = "urgent" }\nescalation_time_hours = 1\n'
        'escalate_to_team = "engineering"\n'
    )
    hour_ago = NOW - timedelta(hours=1)

    assert asked(read, TIME_EVENT, priority=Priority.URGENT) == []
    assert asked(read, TIME_EVENT, priority=Priority.URGENT, created_at=hour_ago) == [
        ("priority", Priority.CRITICAL),
        ("assigned_team", "engineering"),
        ("status", "escalated"),
    ]


def test_unknown_team_field_and_operator_are_told_with_their_lines(desk):
    with pytest.raises(ConfigurationError) as raised:
        desk(
            '[router]\nlow = "frnt"\n[[assignment_rule]]\nname = "x"\n'
            'conditions = { catgory = "x", subject = { operator = "like", value = "x" } }\nassigned_team = "front"\n'
        )

    told = [finding.partition("a.toml:")[2] for finding in raised.value.findings]
    assert told == [
        '12: there is no team "frnt"; did you mean "front"?',
        '15: unknown field "catgory"; write one that rules know',
        '15: unknown operator "like"; known: eq, in, contains',
    ]
