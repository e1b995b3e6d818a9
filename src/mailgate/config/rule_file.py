"""The ``[[rule]]`` tables of a desk file, and the tiers of customers that rules ask for."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, PlainValidator, ValidationInfo, model_validator

from mailgate.config.actions import read_actions
from mailgate.config.conditions import Reading
from mailgate.config.event_names import PHASES, RULE_EVENTS, event_list
from mailgate.config.operands import moment_of
from mailgate.config.rule_phases import misplaced
from mailgate.config.rule_tests import read_tests
from mailgate.config.table import Table, several, surroundings
from mailgate.config.toml_lines import Place
from mailgate.config.values import Text, is_host, is_mailbox, one_of
from mailgate.model.rule import Action, Condition, Rule, RuleTest

_CALENDAR = re.compile(r"(within|outside) (\S+)")


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


def _tests(value: object, info: ValidationInfo) -> tuple[RuleTest, ...]:
    found: list[tuple[Place, str]] = []
    tests = read_tests(value, surroundings(info), found)
    if found:
        raise several(found)
    return tests


def _moment(value: object, info: ValidationInfo) -> datetime:
    try:
        return moment_of(value, surroundings(info))
    except ValueError:
        raise ValueError(f'"{value}" is not a moment; write it like 2026-12-24 or 2026-12-24T18:00:00') from None


def _hours(value: object) -> str:
    if not isinstance(value, str) or not _CALENDAR.fullmatch(value):
        raise ValueError(f'"{value}" is not possible here; write it like "within KEY" or "outside KEY" of a calendar')
    return value


def _tiers(value: object) -> dict[str, tuple[str, ...]]:
    """Addresses and domains by the name of their tier, all in lower case."""
    if not isinstance(value, dict):
        raise ValueError('it must be a table like { vip = ["boss@client.test", "client.test"] }')
    found: list[tuple[Place, str]] = []
    tiers: dict[str, tuple[str, ...]] = {}
    for tier, members in value.items():
        if not isinstance(members, list):
            found.append(((tier,), f"{tier}: it must be a list of addresses and domains"))
            continue
        for index, member in enumerate(members):
            if not is_mailbox(member) and not (isinstance(member, str) and is_host(member) and "." in member):
                found.append(((tier, index), f'"{member}" is no address and no domain'))
        tiers[str(tier).lower()] = tuple(str(member).lower() for member in members)
    if found:
        raise several(found)
    return tiers


Moment = Annotated[datetime, PlainValidator(_moment)]
CustomerTiers = Annotated[dict[str, Any], PlainValidator(_tiers)]


class RuleTable(Table):
    name: Text
    on: Annotated[list[str], event_list(*RULE_EVENTS, phases=PHASES), Field(min_length=1)]
    condition: Annotated[Condition | None, PlainValidator(_condition)] = Field(None, alias="if")
    actions: Annotated[tuple[Action, ...], PlainValidator(_actions)] = Field(alias="then")
    stop: bool = False
    once: Annotated[str, one_of("none", "ticket", "transition", "day")] = "none"
    enabled: bool = True
    valid_from: Moment | None = None
    valid_until: Moment | None = None
    calendar: Annotated[str, PlainValidator(_hours)] = ""
    atomic: bool = False
    owner: Text = ""
    test: Annotated[tuple[RuleTest, ...], PlainValidator(_tests)] = ()

    @model_validator(mode="after")
    def _fits_its_phase(self) -> RuleTable:
        found = list(misplaced(self.build()))
        if self.valid_from and self.valid_until and self.valid_until <= self.valid_from:
            found.append((("valid_until",), "valid_until: it must be later than valid_from"))
        if found:
            raise several(found)
        return self

    def build(self) -> Rule:
        hours = _CALENDAR.fullmatch(self.calendar)
        within, outside = (hours[2] if hours and hours[1] == word else "" for word in ("within", "outside"))
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
            within=within,
            outside=outside,
            atomic=self.atomic,
            owner=self.owner,
            tests=self.test,
        )
