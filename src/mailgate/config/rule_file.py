"""The ``[[rule]]`` tables of a desk file."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, PlainValidator, ValidationInfo

from mailgate.config.actions import read_actions
from mailgate.config.conditions import Reading
from mailgate.config.event_names import event_list
from mailgate.config.operands import moment_of
from mailgate.config.table import Table, several, surroundings
from mailgate.config.toml_lines import Place
from mailgate.config.values import Text, one_of
from mailgate.model.event import EventKind
from mailgate.model.rule import Action, Condition, Rule


def _condition(value: object, info: ValidationInfo) -> Condition:
    reading = Reading(surroundings(info))
    condition = reading.condition(value)
    if reading.flaws:
        raise several(reading.flaws)
    return condition


def _actions(value: object) -> tuple[Action, ...]:
    found: list[tuple[Place, str]] = []
    actions = read_actions(value, found)
    if found:
        raise several(found)
    return actions


def _moment(value: object, info: ValidationInfo) -> datetime:
    try:
        return moment_of(value, surroundings(info))
    except ValueError:
        raise ValueError(f'"{value}" is not a moment; write it like 2026-12-24 or 2026-12-24T18:00:00') from None


Moment = Annotated[datetime, PlainValidator(_moment)]


class RuleTable(Table):
    name: Text
    on: Annotated[list[str], event_list(*EventKind), Field(min_length=1)]
    condition: Annotated[Condition | None, PlainValidator(_condition)] = Field(None, alias="if")
    actions: Annotated[tuple[Action, ...], PlainValidator(_actions)] = Field(alias="then")
    stop: bool = False
    once: Annotated[str, one_of("none", "ticket", "transition", "day")] = "none"
    enabled: bool = True
    valid_from: Moment | None = None
    valid_until: Moment | None = None

    def build(self) -> Rule:
        return Rule(
            name=self.name,
            on=tuple(self.on),
            actions=self.actions,
            condition=self.condition,
            stop=self.stop,
            once=self.once,
            enabled=self.enabled,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
        )
