"""SLA policies of a desk file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AliasChoices, Field, PlainValidator, model_validator

from mailgate.config.durations import parse_duration
from mailgate.config.table import Table, several
from mailgate.config.values import Key, PositiveDuration, Text, is_mailbox, one_of, priority_of
from mailgate.model.sla import (
    DEFAULT_WARN,
    Metric,
    ReopenMode,
    RetargetMode,
    Scope,
    SlaPolicy,
    Threshold,
)
from mailgate.model.ticket import Priority


def parse_threshold(value: object) -> Threshold:
    """``"80%"`` of the target elapsed, or a duration of business time before it is due.

    Raises:
        ValueError: neither, or not between 1% and 99%.
    """
    if isinstance(value, str) and value.endswith("%") and value[:-1].isascii() and value[:-1].isdigit():
        percent = int(value[:-1]) if len(value) <= 3 else 100
        if not 1 <= percent <= 99:
            raise ValueError(f'"{value}" is out of range; a warning comes after 1% to 99% of the target')
        return Threshold(share=percent / 100)
    try:
        before = parse_duration(value)  # type: ignore[arg-type]  # it refuses what is neither text nor number
    except ValueError:
        raise ValueError(f'"{value}" is not a threshold; write it like "80%" or "15m"') from None
    if not before:
        raise ValueError("a warning at the due time itself is the breach; write how long before")
    return Threshold(before=before)


def _customer(value: object) -> str:
    """An address, or ``@domain`` for everybody there."""
    if isinstance(value, str) and is_mailbox(value if value[:1] != "@" else f"somebody{value}"):
        return value.lower()
    raise ValueError(f'"{value}" is no customer; write an address, or "@vip.test" for everybody there')


class TargetsTable(Table):
    """What one priority is promised."""

    first_response: PositiveDuration | None = None
    next_response: PositiveDuration | None = None
    periodic_update: PositiveDuration | None = None
    resolution: PositiveDuration | None = None
    requester_wait: PositiveDuration | None = None
    agent_work: PositiveDuration | None = None
    ola_assign: PositiveDuration | None = None
    ola_team: PositiveDuration | None = None

    def build(self) -> dict[Metric, timedelta]:
        given = ((metric, getattr(self, metric)) for metric in Metric)
        return {metric: goal for metric, goal in given if goal is not None}


class ScopeTable(Table):
    """Which tickets a policy is for; what is not named does not matter."""

    queues: list[Key] = Field(default_factory=list)
    products: list[Text] = Field(default_factory=list)
    teams: list[Key] = Field(default_factory=list)
    categories: list[Text] = Field(default_factory=list)
    customers: list[Annotated[str, PlainValidator(_customer)]] = Field(default_factory=list)

    @model_validator(mode="after")
    def _names_something(self) -> ScopeTable:
        if not self.model_dump(exclude_defaults=True):
            raise several([((), f"applies_to: it names no tickets; give one of {', '.join(type(self).model_fields)}")])
        return self

    def build(self) -> Scope:
        return Scope(**{name: tuple(names) for name, names in self.model_dump().items()})


class SlaTable(Table):
    key: Key
    calendar: Key = ""
    applies_to: ScopeTable | None = None
    pausable: list[Annotated[str, one_of(*Metric)]] = Field(default_factory=list)
    first_response_ends_on: list[Annotated[str, one_of("reply", "triage")]] = Field(default_factory=lambda: ["reply"])
    warn: list[Annotated[Threshold, PlainValidator(parse_threshold)]] | None = None
    reopen: Annotated[str, one_of(*ReopenMode)] = ReopenMode.RESUME
    retarget: Annotated[str, one_of(*RetargetMode)] = RetargetMode.RECOMPUTE
    critical: TargetsTable | None = None
    urgent: TargetsTable | None = None
    high: TargetsTable | None = None
    medium: TargetsTable | None = None
    low: TargetsTable | None = None
    normal: TargetsTable | None = None
    p0: TargetsTable | None = Field(None, validation_alias=AliasChoices("P0", "p0"))
    p1: TargetsTable | None = Field(None, validation_alias=AliasChoices("P1", "p1"))
    p2: TargetsTable | None = Field(None, validation_alias=AliasChoices("P2", "p2"))
    p3: TargetsTable | None = Field(None, validation_alias=AliasChoices("P3", "p3"))

    def build(self) -> SlaPolicy:
        names = (*Priority, "normal", "p0", "p1", "p2", "p3")
        given = ((priority_of(name), getattr(self, name)) for name in names)
        return SlaPolicy(
            key=self.key,
            targets={priority: table.build() for priority, table in given if table is not None},
            calendar=self.calendar,
            applies_to=self.applies_to.build() if self.applies_to else None,
            pausable=tuple(Metric(name) for name in self.pausable),
            triage_answers="triage" in self.first_response_ends_on,
            warn=DEFAULT_WARN if self.warn is None else tuple(self.warn),
            reopen=ReopenMode(self.reopen),
            retarget=RetargetMode(self.retarget),
        )


def twice_promised(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """In one ``[[sla]]`` as written: a second name of a priority that has its targets already."""
    seen: dict[Priority, str] = {}
    for name in table:
        try:
            priority = priority_of(name)
        except ValueError:
            continue
        if priority in seen:
            yield name, f'{name}: "{seen[priority]}" is the same priority and given as well; keep one of the two'
        seen.setdefault(priority, name)
