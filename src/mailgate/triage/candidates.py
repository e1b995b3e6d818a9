"""The table that an assignment is chosen from: each member of the team, and why some cannot be given the ticket."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailgate.calendar.business_time import between
from mailgate.lifecycle.statuses import is_paused
from mailgate.model.assignment import Candidate, Staffing
from mailgate.model.desk import Agent, Desk, Team
from mailgate.model.ticket import Status, Ticket

#: What a ticket that waits for somebody else weighs against one that is worked on.
PAUSED_WEIGHT = 0.2
#: A ticket asks for skills by tags of this kind.
SKILL_TAG = "skill:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One ticket of one team that is to be given out."""

    desk: Desk
    team: Team
    ticket: Ticket
    now: datetime
    #: Agents who are not to get it, whoever else does.
    excluded: frozenset[str] = frozenset()


def weight_of(status: Status) -> float:
    """How much an open ticket of that status counts as work."""
    return PAUSED_WEIGHT if is_paused(status) else 1.0


def candidates(wanted: Wanted, staffing: Staffing) -> tuple[Candidate, ...]:
    """Every member of the team, in the team's order, each with all reasons that speak against it.

    Reasons: ``not_an_agent``, ``away``, ``out``, ``out_of_office``, ``outside_hours``, ``category``, ``skill``,
    ``capacity``, ``no_share`` (a weight of nothing), ``requester`` (it is the agent's own ticket), ``excluded``.
    """
    return tuple(_candidate(email, wanted, staffing) for email in wanted.team.agents)


def skills_asked(ticket: Ticket) -> tuple[str, ...]:
    """What a ticket asks for by its tags, in lower case."""
    tags = (tag.casefold() for tag in ticket.tags)
    return tuple(tag.removeprefix(SKILL_TAG) for tag in tags if tag.startswith(SKILL_TAG) and tag != SKILL_TAG)


def _candidate(email: str, wanted: Wanted, staffing: Staffing) -> Candidate:
    agent = wanted.desk.agent(email)
    if agent is None:
        return Candidate(agent=email, reasons=("not_an_agent",))
    load = staffing.loads.get(email, 0.0)
    return Candidate(
        agent=email,
        reasons=tuple(code for code, speaks in REASONS if speaks(agent, wanted, load)),
        load=load,
        capacity=agent.capacity,
        weight=agent.weight,
        skill=_skill(agent, wanted.ticket),
        turn=staffing.turns.get(email),
    )


def _skill(agent: Agent, ticket: Ticket) -> float:
    """The sum over what is asked for; a skill named like the ticket's category counts as asked for."""
    asked = dict.fromkeys((*skills_asked(ticket), ticket.category.casefold()))
    return sum(agent.skills.get(name, 0.0) for name in asked if name)


def _absent(agent: Agent, wanted: Wanted, load: float) -> bool:
    return agent.absent(wanted.now) is not None


def _outside_hours(agent: Agent, wanted: Wanted, load: float) -> bool:
    calendar = wanted.desk.calendar(agent.calendar) if agent.calendar and wanted.team.within_hours else None
    return calendar is not None and not between(calendar, wanted.now, wanted.now + timedelta(microseconds=1))


def _wrong_category(agent: Agent, wanted: Wanted, load: float) -> bool:
    category = wanted.ticket.category
    return bool(category and agent.categories and category not in agent.categories)


def _lacks_skill(agent: Agent, wanted: Wanted, load: float) -> bool:
    asked = skills_asked(wanted.ticket)
    has = [agent.skills.get(name, 0.0) > 0 for name in asked]
    return bool(asked) and not (all(has) if wanted.team.skills_needed == "all" else any(has))


def _full(agent: Agent, wanted: Wanted, load: float) -> bool:
    # Loads are sums of fifths, which are no binary fractions.
    return agent.capacity is not None and load >= agent.capacity - 1e-9


#: Codes in the order in which they are told; ``not_an_agent`` beside them.
REASONS: tuple[tuple[str, Callable[[Agent, Wanted, float], bool]], ...] = (
    ("away", lambda agent, wanted, load: agent.availability == "away"),
    ("out", lambda agent, wanted, load: agent.availability == "out"),
    ("out_of_office", _absent),
    ("outside_hours", _outside_hours),
    ("category", _wrong_category),
    ("skill", _lacks_skill),
    ("capacity", _full),
    ("no_share", lambda agent, wanted, load: wanted.team.assign == "weighted" and agent.weight <= 0),
    ("requester", lambda agent, wanted, load: agent.email == wanted.ticket.customer_email),
    ("excluded", lambda agent, wanted, load: agent.email in wanted.excluded),
)
