"""What is simulated: which desk, when, and how much happens there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """The daemon does not run; mail waits for it."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPlan:
    #: The desk file that is tried, absolute.
    desk: Path
    since: date
    days: int = 365
    #: The same number, the same year.
    seed: int = 1
    #: New matters on an average day.
    matters: float = 2.0
    #: Key of the calendar in whose hours agents answer; empty: at any time.
    calendar: str = ""
    #: In their order, none within another.
    outages: tuple[Outage, ...] = ()
