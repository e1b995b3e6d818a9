"""Figures that people are mailed; None wherever there is nothing to tell from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From ``since`` on and before ``until``."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How many promises of one kind were met and broken."""

    metric: str
    met: int
    breached: int

    @property
    def rate(self) -> float | None:
        """Share of those met, 0 to 1."""
        total = self.met + self.breached
        return self.met / total if total else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A promise that is broken and still owed."""

    number: str
    subject: str
    metric: str
    due_at: datetime
    #: One sentence: why it was due then.
    reason: str
    #: Address, None while nobody's.
    assigned_to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourFigures:
    """What happened from one full hour by the desk's clocks to the next."""

    hour: datetime
    created: int = 0
    resolved: int = 0
    customer_messages: int = 0
    agent_messages: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    day: date
    created: int = 0
    resolved: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Contentment:
    """What customers said who were asked in a span."""

    asked: int
    answered: int
    #: Of the scores, 1 to 5.
    mean: float | None
    #: Share of fours and fives, 0 to 1.
    good: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentFigures:
    """What one agent did in a span."""

    email: str
    name: str
    #: Tickets in their name that were resolved.
    resolved: int = 0
    #: Their words to customers.
    replies: int = 0
    #: Tickets in their name that are open now.
    open: int = 0
    #: Mean real time to the first answer, of their tickets that had it in the span.
    first_response: timedelta | None = None
    #: Mean score of their tickets, and how many were rated.
    rating: float | None = None
    rated: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a desk stands now."""

    open: int
    unassigned: int
    at_risk: int
    overdue: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlaReport:
    """One day's promises, and how the desk stands."""

    day: date
    kept: tuple[Kept, ...]
    standing: Standing
    #: Longest overdue first.
    worst: tuple[Overdue, ...]
    #: Oldest first, every day present.
    trend: tuple[DayFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentSummary:
    """What the agents did from ``first`` to ``last``."""

    first: date
    last: date
    #: Who resolved most comes first.
    agents: tuple[AgentFigures, ...]
    contentment: Contentment
    trend: tuple[DayFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A ticket whose customer waits for us."""

    ticket_id: int
    number: str
    subject: str
    customer: str
    priority: str
    #: Since the customer's last words.
    since: datetime
    due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """A span at a glance."""

    total_open: int
    total_resolved: int
    #: Mean real time to the first answer of tickets that had it in the span.
    avg_first_response: timedelta | None
    #: Share of the span's tickets that are settled and were not reopened, 0 to 1.
    success_rate: float | None
    breached: int
    compliance_rate: float | None
    at_risk: int
    contentment: Contentment
