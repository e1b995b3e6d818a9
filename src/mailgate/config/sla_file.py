"""SLA policies of a desk file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

from pydantic import AliasChoices, BeforeValidator, Field, PlainValidator, model_validator

from mailgate.config.durations import parse_duration
from mailgate.config.escalation_file import recipient
from mailgate.config.table import Table, several
from mailgate.config.values import Key, PositiveDuration, Text, bounded, is_mailbox, one_of, priority_of
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

#: How often a reminder is repeated where only after how long is said.
_TIMES = 3


def _at(value: object) -> Threshold:
    """``"80%"`` of the target elapsed; ``"15m"`` or ``"15m before"`` its due, ``"1h after"`` it, in business time.

    Raises:
        ValueError: none of these, or not between 1% and 99%.
    """
    if isinstance(value, Threshold):
        return value
    if isinstance(value, str) and value.endswith("%") and value[:-1].isascii() and value[:-1].isdigit():
        percent = int(value[:-1]) if len(value) <= 3 else 100
        if not 1 <= percent <= 99:
            raise ValueError(f'"{value}" is out of range; a warning comes after 1% to 99% of the target')
        return Threshold(share=percent / 100)
    text, _, side = value.partition(" ") if isinstance(value, str) else (value, "", "")
    try:
        length = parse_duration(text if side in ("", "before", "after") else value)  # type: ignore[arg-type]  # it refuses what is neither text nor number
    except ValueError:
        raise ValueError(f'"{value}" is not a threshold; write it like "80%", "15m" or "1h after"') from None
    if not length:
        raise ValueError("a warning at the due time itself is the breach; write how long before or after")
    return Threshold(after=length) if side == "after" else Threshold(before=length)


def _warned(value: object) -> str:
    return value if value == "watchers" else recipient(value)


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


class WarnTable(Table):
    """One warning with all that can be said of it."""

    at: Annotated[Threshold, PlainValidator(_at)]
    metric: Annotated[list[Annotated[str, one_of(*Metric)]], BeforeValidator(_several)] = Field(default_factory=list)
    notify: list[Annotated[str, PlainValidator(_warned)]] = Field(default_factory=list)
    repeat: PositiveDuration | None = None
    times: Annotated[int, bounded(1, 24)] | None = None
    calendar_aware: bool = True

    @model_validator(mode="after")
    def _repeats_what_is_overdue(self) -> WarnTable:
        if self.repeat is not None and self.at.after is None:
            raise several([(("repeat",), 'repeat: only what is overdue is reminded of again; write at = "1h after"')])
        if self.times is not None and self.repeat is None:
            raise several([(("times",), 'times: it needs repeat; say after how long, like "4h"')])
        if not self.calendar_aware and self.at.share is not None:
            raise several([(("calendar_aware",), "calendar_aware: a share is one of business time; leave it out")])
        return self

    def build(self) -> Threshold:
        return replace(
            self.at,
            metrics=tuple(Metric(name) for name in self.metric),
            notify=tuple(self.notify),
            every=self.repeat,
            repeat=0 if self.repeat is None else self.times or _TIMES,
            calendar_aware=self.calendar_aware,
        )


def _as_table(value: object) -> object:
    """A warning may be what stands in its ``at`` alone."""
    return value if isinstance(value, dict) else {"at": _at(value)}


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
    warn: list[Annotated[WarnTable, BeforeValidator(_as_table)]] | None = None
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
            warn=DEFAULT_WARN if self.warn is None else tuple(each.build() for each in self.warn),
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
