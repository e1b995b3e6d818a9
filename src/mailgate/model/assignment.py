"""Who could be given a ticket, who was chosen, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """An agent's place in the order in which a team's tickets are given out."""

    #: Grows by ``1 / weight`` with each ticket.
    place: float
    taken_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """That an agent was given a ticket of a team by a strategy."""

    team: str
    agent: str
    #: How far the turn moves the agent on.
    stride: float
    after: Turn


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """What is known of a team's work when one of its tickets is given out; by agent's address."""

    #: Open tickets, one that waits for somebody else counted as a fifth.
    loads: Mapping[str, float] = field(default_factory=dict)
    turns: Mapping[str, Turn] = field(default_factory=dict)
    #: Who worked for this customer last, and when.
    last_worked: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One row of the table that a choice is made from."""

    agent: str
    #: Why not, as stable codes; none: eligible.
    reasons: tuple[str, ...] = ()
    load: float = 0.0
    capacity: float | None = None
    weight: float = 1.0
    #: How well the agent fits what the ticket asks for.
    skill: float = 0.0
    turn: Turn | None = None

    @property
    def eligible(self) -> bool:
        return not self.reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The outcome of a strategy over a table of candidates."""

    team: str
    strategy: str
    #: None: nobody could be chosen.
    agent: str | None
    #: One sentence for people.
    why: str
    candidates: tuple[Candidate, ...]
