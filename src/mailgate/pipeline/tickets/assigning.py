"""A team's ticket that is nobody's is given to somebody where the team wants that; the journal shows the table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.lifecycle.statuses import is_open
from mailgate.model.assignment import Candidate, Choice, Taken
from mailgate.model.desk import Desk, Team
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.plan import Change, Request
from mailgate.model.ticket import Ticket
from mailgate.store.people.team_work import TeamWork
from mailgate.triage.candidates import Wanted
from mailgate.triage.strategies import MANUAL, choose, taken

#: What marks a ticket that nobody could be given.
FAILED_TAG = "assignment-failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """What becomes of a ticket that was to be given out."""

    choice: Choice
    changes: tuple[Change, ...]
    events: tuple[Event, ...]
    turns: tuple[Taken, ...] = ()

    @property
    def newly_failed(self) -> bool:
        """Nobody could be chosen, and that is news."""
        return self.choice.agent is None and bool(self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Giving:
    """What a ticket is given out by."""

    desk: Desk
    work: TeamWork
    now: datetime
    actor: str
    #: Of a rule's wish; empty: as the team has it.
    strategy: str = ""
    excluded: frozenset[str] = frozenset()


def hand_out(before: Ticket | None, ticket: Ticket, giving: Giving) -> Handed | None:
    """Choose an agent for a ticket as it will stand; None where nothing is to be chosen.

    Args:
        before: None for a new ticket. A ticket that somebody gave back stays with its team until it goes to another
            team, is reopened, or could not be given to anybody the last time.
    """
    team = giving.desk.team(ticket.assigned_team or "")
    if team is None or ticket.assigned_to is not None or not is_open(ticket.status):
        return None
    if (giving.strategy or team.assign) == MANUAL or not (giving.strategy or _is_due(before, ticket)):
        return None
    choice = choice_of(ticket, team, giving)
    cause = Cause(kind="assignment", ref=team.key)
    event = Event(kind=EventKind.UPDATED, at=giving.now, actor=giving.actor, cause=cause, details=account(choice))
    taken_now = taken(choice, giving.now)
    if taken_now is None:
        marked = FAILED_TAG in ticket.tags
        changes = () if marked else (Change(field="tags.add", value=(FAILED_TAG,), cause=cause),)
        return Handed(choice=choice, changes=changes, events=(event,))
    giving.work.took(giving.desk.tenant, taken_now)
    given = Change(field="assigned_to", value=choice.agent, cause=cause)
    return Handed(choice=choice, changes=(*unmarked(ticket, cause), given), events=(event,), turns=(taken_now,))


def choice_of(ticket: Ticket, team: Team, giving: Giving) -> Choice:
    """Who would get the ticket now, with the table of candidates; nothing is done."""
    staffing = giving.work.of(giving.desk.tenant, team, ticket.contact_id)
    wanted = Wanted(desk=giving.desk, team=team, ticket=ticket, now=giving.now, excluded=giving.excluded)
    return choose(wanted, staffing, strategy=giving.strategy)


def unmarked(ticket: Ticket, cause: Cause) -> tuple[Change, ...]:
    """Takes the mark off a ticket that somebody has now."""
    if FAILED_TAG not in ticket.tags:
        return ()
    return (Change(field="tags.remove", value=(FAILED_TAG,), cause=cause),)


def strategy_asked(requests: tuple[Request, ...]) -> str:
    """The way to assign that a rule asks for; of several the last."""
    return next((str(request.value) for request in reversed(requests) if request.name == "assign"), "")


def account(choice: Choice) -> dict[str, object]:
    """A choice as the journal keeps it."""
    return {
        "assignment": {
            "team": choice.team,
            "strategy": choice.strategy,
            "agent": choice.agent,
            "why": choice.why,
            "candidates": [_row(each) for each in choice.candidates],
        }
    }


def _row(each: Candidate) -> dict[str, object]:
    return {
        "agent": each.agent,
        "eligible": each.eligible,
        "reasons": list(each.reasons),
        "load": round(each.load, 2),
        "capacity": each.capacity,
        "weight": each.weight,
        "skill": each.skill,
        "last": each.turn.taken_at.isoformat() if each.turn else None,
    }


def _is_due(before: Ticket | None, ticket: Ticket) -> bool:
    if before is None or before.assigned_team != ticket.assigned_team or FAILED_TAG in ticket.tags:
        return True
    return not is_open(before.status)
