"""Who of the candidates gets the ticket: one function a strategy, each over the same table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from mailgate.model.assignment import Candidate, Choice, Staffing, Taken, Turn
from mailgate.triage.candidates import Wanted, candidates

MANUAL = "manual"
_NEVER = datetime.min.replace(tzinfo=UTC)


def choose(wanted: Wanted, staffing: Staffing, *, strategy: str = "") -> Choice:
    """Choose by the team's strategy, or by the one named; where two are alike the team's order decides.

    ``manual`` chooses nobody. ``sticky`` without anybody to stick to, and ``skills`` without a difference in skill, do
    what ``least_loaded`` does.
    """
    strategy = strategy or wanted.team.assign
    table = candidates(wanted, staffing)
    eligible = [each for each in table if each.eligible]
    if strategy == MANUAL:
        agent, why = None, "Tickets of this team are taken by hand."
    elif not eligible:
        agent, why = None, "Nobody of the team can be given it."
    else:
        agent, why = _STRATEGIES[strategy](eligible, wanted, staffing)
    return Choice(team=wanted.team.key, strategy=strategy, agent=agent, why=why, candidates=table)


def taken(choice: Choice, now: datetime) -> Taken | None:
    """The turn that the chosen agent took; None where nobody was chosen."""
    chosen = next((each for each in choice.candidates if each.agent == choice.agent), None)
    if chosen is None:
        return None
    stride = _stride(chosen, choice.strategy)
    after = Turn(place=_place(chosen, choice.candidates) + stride, taken_at=now)
    return Taken(team=choice.team, agent=chosen.agent, stride=stride, after=after)


def _round_robin(eligible: Sequence[Candidate], wanted: Wanted, staffing: Staffing) -> tuple[str, str]:
    chosen = min(eligible, key=lambda each: _place(each, eligible))
    return chosen.agent, "It was this agent's turn."


def _weighted(eligible: Sequence[Candidate], wanted: Wanted, staffing: Staffing) -> tuple[str, str]:
    """Stride scheduling: each ticket moves its agent on by ``1 / weight``; whoever is furthest behind is next."""
    chosen = min(eligible, key=lambda each: _place(each, eligible))
    return chosen.agent, f"It was this agent's turn, with a weight of {chosen.weight:g}."


def _least_loaded(eligible: Sequence[Candidate], wanted: Wanted, staffing: Staffing) -> tuple[str, str]:
    """The smallest part of the capacity in use, then the fewest tickets, then the longest since the last one."""
    # Whoever has no limit of an own is measured by the largest that a colleague has.
    largest = max((each.capacity for each in eligible if each.capacity), default=1.0)

    def burden(each: Candidate) -> tuple[float, float, datetime]:
        return each.load / (each.capacity or largest), each.load, each.turn.taken_at if each.turn else _NEVER

    chosen = min(eligible, key=burden)
    of = "" if chosen.capacity is None else f" of {chosen.capacity:g}"
    return chosen.agent, f"This agent has the least to do: {chosen.load:g}{of}."


def _sticky(eligible: Sequence[Candidate], wanted: Wanted, staffing: Staffing) -> tuple[str, str]:
    last = staffing.last_worked
    if last is not None and wanted.now - last[1] <= wanted.team.sticky_for:
        for each in eligible:
            if each.agent == last[0]:
                return each.agent, f"This agent worked for the customer last, on {last[1]:%Y-%m-%d}."
    return _least_loaded(eligible, wanted, staffing)


def _skills(eligible: Sequence[Candidate], wanted: Wanted, staffing: Staffing) -> tuple[str, str]:
    best = max(each.skill for each in eligible)
    alike = [each for each in eligible if each.skill == best]
    agent, why = _least_loaded(alike, wanted, staffing)
    return (agent, why) if not best else (agent, f"This agent fits best, with a skill of {best:g}.")


_STRATEGIES: dict[str, Callable[[Sequence[Candidate], Wanted, Staffing], tuple[str, str]]] = {
    "round_robin": _round_robin,
    "weighted": _weighted,
    "least_loaded": _least_loaded,
    "sticky": _sticky,
    "skills": _skills,
}
_IN_SHARES = ("weighted",)


def _place(each: Candidate, among: Sequence[Candidate]) -> float:
    """The agent's place in turn. Nobody falls back by more than a turn: whoever was away, or is new, is next, and then
    goes on with the others."""
    furthest = max((other.turn.place for other in among if other.turn), default=0.0)
    own = each.turn.place if each.turn else 0.0
    slowest = min((other.weight for other in among if other.weight > 0), default=1.0)
    return max(own, furthest - max(1.0, 1.0 / slowest))


def _stride(each: Candidate, strategy: str) -> float:
    return 1.0 / each.weight if strategy in _IN_SHARES and each.weight > 0 else 1.0
