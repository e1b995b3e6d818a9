"""Promises as ``/openapi.json`` describes them."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from mailgate.api.documented import Documented
from mailgate.model.sla import CycleState, DeadlineState, Metric, Trigger


class Counted(BaseModel):
    """A stretch of business time that was counted; with its fellows it makes up the goal, or what has passed of it."""

    day: date
    start: datetime
    end: datetime
    length_s: float


class Pause(BaseModel):
    since: datetime
    until: datetime | None = Field(description="null: it lasts.")
    cause: str = Field(description="The status that stopped the clock.")
    counted_s: float = Field(description="The business time that it took.")


class SpecialDay(BaseModel):
    """A day on which the calendar makes an exception of the week."""

    day: date
    hours: str = Field(examples=["closed", "09:00-12:00"])


class ClockChange(BaseModel):
    at: datetime
    by_s: float


class Alarm(BaseModel):
    """When somebody was or will be told."""

    trigger: Trigger = Field(examples=["warning", "breach"])
    at: datetime
    state: DeadlineState
    threshold: str = Field(examples=["80% of the goal or 15 min before it is due", ""])
    notify: list[str] = Field(description="Whom the policy names for it; nobody: the escalation, or assignee or team.")


class Promise(BaseModel):
    metric: Metric
    number: int = Field(description="1, and one more for each time that it began anew.")
    state: CycleState
    policy: str
    revision: int = Field(description="Of the desk under which it was made.")
    calendar: str
    timezone: str
    goal_s: float
    reason: str
    sentence: str = Field(description="Why it is due when it is.")
    started_at: datetime
    due_at: datetime | None = Field(description="null while it is paused.")
    stopped_at: datetime | None
    breached_at: datetime | None = Field(description="When it was due, whenever that was noticed.")
    detected_at: datetime | None
    elapsed_s: float
    elapsed_wall_s: float
    remaining_s: float
    overdue_s: float
    segments: list[Counted]
    pauses: list[Pause]
    special_days: list[SpecialDay]
    clock_changes: list[ClockChange]
    alarms: list[Alarm]


class Promises(BaseModel):
    """All that was ever promised on a ticket."""

    ticket: str = Field(examples=["2026-11-00042"])
    sla_due_at: datetime | None
    next_due_at: datetime | None = Field(description="The earliest due of all that runs.")
    sla_breach: bool
    promises: list[Promise]


PROMISES: Documented = {200: {"model": Promises}}
