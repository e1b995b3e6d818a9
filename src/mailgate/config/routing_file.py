"""Other systems' ways to write rules: who takes which priority, assignment and escalation rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field, PlainValidator, model_validator

from mailgate.config.nearest import advice
from mailgate.config.rule_names import is_field
from mailgate.config.table import Table, several
from mailgate.config.toml_lines import Place
from mailgate.config.values import Text, priority_of, status_of
from mailgate.model.rule import CREATED_EVENT, TIME_EVENT, Action, Condition, Group, Leaf, Rule
from mailgate.model.ticket import Priority, Status

_OPERATORS = {"eq": "is", "in": "in", "contains": "contains"}
#: Where an escalation rule still has somebody to wake.
_WAITS = ("open", "triaged", "in_progress", "waiting_for_support")


def _conditions(value: object) -> Group:
    """``{ category = "x", priority = ["high", "urgent"], subject = { operator = "contains", value = "x" } }``."""
    if not isinstance(value, dict):
        raise ValueError('it must be a table like { category = "technical_support" }')
    unknown = [name for name in value if not is_field(name)]
    found: list[tuple[Place, str]] = [
        ((name,), f'unknown field "{name}"; write one that rules know') for name in unknown
    ]
    leaves: list[Condition] = []
    for name, wanted in value.items():
        op, operand = ("in", wanted) if isinstance(wanted, list) else ("is", wanted)
        if isinstance(wanted, dict):
            given = str(wanted.get("operator", "eq"))
            if given not in _OPERATORS:
                found.append(((name,), f'unknown operator "{given}"; {advice(given, _OPERATORS)}'))
            op, operand = _OPERATORS.get(given, "is"), wanted.get("value", "")
        leaves.append(Leaf(field=name, op=op, value=_named(name, operand)))
    if found:
        raise several(found)
    return Group(mode="all", members=tuple(leaves))


def _named(name: str, operand: Any) -> Any:
    word = {"priority": priority_of, "status": status_of}.get(name)
    if word is None:
        return operand
    return [str(word(each)) for each in operand] if isinstance(operand, list) else str(word(operand))


Conditions = Annotated[Group, PlainValidator(_conditions)]


class RouterTable(Table):
    """Who takes which priority: a team's key or an agent's address."""

    critical: Text = ""
    urgent: Text = ""
    high: Text = ""
    medium: Text = ""
    low: Text = ""
    fallback: Text = ""

    def build(self) -> tuple[Rule, ...]:
        """One rule a priority, asked when a ticket is new, after the desk's own rules."""
        routes = [(priority, getattr(self, priority.value)) for priority in Priority]
        rules = [
            _routing(f"router: {priority.value}", Leaf(field="priority", op="is", value=priority.value), to)
            for priority, to in routes
            if to
        ]
        if self.fallback:
            taken = [priority.value for priority, to in routes if to]
            others = Leaf(field="priority", op="not_in", value=taken) if taken else None
            rules.append(_routing("router: fallback", others, self.fallback))
        return tuple(rules)


class AssignmentRuleTable(Table):
    name: Text
    conditions: Conditions
    assigned_team: Text = ""
    assigned_user_id: Text = ""
    # The higher is asked first, and the first that matches wins.
    priority: int = 0
    active: bool = True

    @model_validator(mode="after")
    def _goes_somewhere(self) -> AssignmentRuleTable:
        if not self.assigned_team and not self.assigned_user_id:
            raise several([((), "an assignment rule needs assigned_team or assigned_user_id; add one")])
        return self


class EscalationRuleTable(Table):
    name: Text
    conditions: Conditions
    escalation_time_hours: Annotated[int, Field(ge=1, le=8_760)]
    escalate_to_team: Text = ""
    escalate_to_user_id: Text = ""
    priority_increase: bool = True
    active: bool = True

    def build(self) -> Rule:
        """Due so many hours after the ticket was opened, once for each ticket."""
        old = Leaf(field="created_at", op="older_than", value=f"{self.escalation_time_hours}h")
        waits = Leaf(field="status", op="in", value=list(_WAITS))
        actions = [Action(name="raise_priority", value="+1")] if self.priority_increase else []
        actions += _to(self.escalate_to_team, self.escalate_to_user_id)
        return Rule(
            name=f"escalation: {self.name}",
            on=(TIME_EVENT,),
            condition=Group(mode="all", members=(self.conditions, old, waits)),
            actions=(*actions, Action(name="set_status", value=Status.ESCALATED.value)),
            once="ticket",
            enabled=self.active,
        )


def assignment_rules(tables: Sequence[AssignmentRuleTable]) -> tuple[Rule, ...]:
    """In their order of priority; each is asked only where none before it matches."""
    ordered = sorted((table for table in tables if table.active), key=lambda table: -table.priority)
    return tuple(
        Rule(
            name=f"assignment: {table.name}",
            on=(CREATED_EVENT,),
            condition=Group(
                mode="all",
                members=(table.conditions, Group(mode="none", members=tuple(it.conditions for it in ordered[:place]))),
            ),
            actions=(
                *_to(table.assigned_team, table.assigned_user_id),
                Action(name="set_status", value=Status.IN_PROGRESS.value),
            ),
        )
        for place, table in enumerate(ordered)
    )


def _routing(name: str, condition: Condition | None, to: str) -> Rule:
    team, agent = ("", to) if "@" in to else (to, "")
    return Rule(name=name, on=(CREATED_EVENT,), condition=condition, actions=tuple(_to(team, agent)))


def _to(team: str, agent: str) -> list[Action]:
    actions = [Action(name="assign_team", value=team)] if team else []
    return actions + ([Action(name="assign_agent", value=agent.lower())] if agent else [])
