"""Escalation policies of a desk file."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, PlainValidator, model_validator

from mailgate.config.actions import Flaws, read_actions
from mailgate.config.approval_file import ApprovalTable
from mailgate.config.event_names import event_list
from mailgate.config.nearest import advice
from mailgate.config.table import Table, several
from mailgate.config.values import Duration, Key, PositiveDuration, bounded, is_mailbox, status_of
from mailgate.model.event import EventKind
from mailgate.model.rule import Action
from mailgate.model.sla import EscalationPolicy, EscalationStep

_TRIGGERS: tuple[str, ...] = (EventKind.SLA_WARNING, EventKind.SLA_BREACHED)
_WORDS = ("assignee", "team", "team:lead", "oncall")
_ANSWERS = ("acked", "replied")


def recipient(value: object) -> str:
    """Somebody who can be told of a promise.

    Raises:
        ValueError: nobody.
    """
    if isinstance(value, str):
        kind, _, name = value.partition(":")
        if value in _WORDS or (kind in ("oncall", "team") and name):
            return value
        if is_mailbox(value):
            return value.lower()
    known = [*_WORDS, "oncall:KEY", "team:KEY", "an address"]
    raise ValueError(f'"{value}" cannot be notified; {advice(str(value), known)}')


def _unless(value: str) -> str:
    kind, _, name = value.partition(":")
    if kind == "status" and name:
        return f"status:{status_of(name).value}"
    if value not in _ANSWERS:
        raise ValueError(f'"{value}" is not possible here; {advice(value, [*_ANSWERS, "status:NAME"])}')
    return value


def _actions(value: object) -> tuple[Action, ...]:
    """Those of rules, and ``{ priority = "+1" }``."""
    raised = [
        index for index, each in enumerate(value if isinstance(value, list) else []) if each == {"priority": "+1"}
    ]
    rest = [each for index, each in enumerate(value) if index not in raised] if isinstance(value, list) else value
    flaws: Flaws = []
    read = read_actions(rest, flaws) if rest or not raised else ()
    if flaws:
        raise several(flaws)
    return (*(Action(name="priority", value="+1") for _ in raised[:1]), *read)


class StepTable(Table):
    after: Duration
    notify: list[Annotated[str, PlainValidator(recipient)]] = Field(default_factory=list)
    unless: list[Annotated[str, AfterValidator(_unless)]] = Field(default_factory=lambda: list(_ANSWERS))
    ack_timeout: PositiveDuration | None = None
    repeat: Annotated[int, bounded(0, 100)] = 0
    until_ack: bool = False
    require_ack: bool = False
    calendar: Key = ""
    hours: Key = ""
    ignore_pause: bool = False
    actions: Annotated[tuple[Action, ...], PlainValidator(_actions)] = ()
    approval: ApprovalTable | None = None

    @model_validator(mode="after")
    def _makes_sense(self) -> StepTable:
        if not self.notify and not self.actions:
            raise several([(("notify",), "notify: the step tells nobody and does nothing; name somebody, or actions")])
        if (self.until_ack or self.require_ack) and self.ack_timeout is None:
            name = "until_ack" if self.until_ack else "require_ack"
            raise several([((name,), f'{name}: it needs ack_timeout; say how long to wait, like "15m"')])
        if self.repeat and self.ack_timeout is None:
            raise several([(("repeat",), 'repeat: it needs ack_timeout; say how long to wait, like "15m"')])
        return self

    def build(self) -> EscalationStep:
        return EscalationStep(
            after=self.after,
            notify=tuple(self.notify),
            unless=tuple(self.unless),
            ack_timeout=self.ack_timeout,
            repeat=self.repeat,
            until_ack=self.until_ack,
            require_ack=self.require_ack,
            calendar=self.calendar,
            hours="" if self.hours == "24x7" else self.hours,
            ignore_pause=self.ignore_pause,
            actions=self.actions,
            approval=self.approval.build() if self.approval else None,
        )


class EscalationTable(Table):
    key: Key
    on: Annotated[list[str], event_list(*_TRIGGERS)] = Field(default_factory=lambda: list(_TRIGGERS))
    steps: Annotated[list[StepTable], Field(min_length=1)]

    def build(self) -> EscalationPolicy:
        return EscalationPolicy(key=self.key, on=tuple(self.on), steps=tuple(step.build() for step in self.steps))
