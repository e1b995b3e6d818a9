from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random

import pytest

from mailgate.model.assignment import Choice, Staffing, Turn
from mailgate.model.desk import Agent, Desk, Team
from mailgate.model.ticket import Ticket
from mailgate.triage.candidates import Wanted
from mailgate.triage.strategies import choose, taken

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ANN, BOB, CID = "ann@acme.test", "bob@acme.test", "cid@acme.test"
NOTHING = Staffing()
MakeTicket = Callable[..., Ticket]
Give = Callable[..., Choice]


@pytest.fixture
def make_ticket(ticket_at: MakeTicket) -> MakeTicket:
    return partial(ticket_at, NOW, assigned_team="front")


@pytest.fixture
def give(make_ticket: MakeTicket) -> Give:
    """Choose for one ticket among Ann, Bob and Cid; what is said of an agent replaces what is ordinary."""

    def build(assign: str, staffing: Staffing = NOTHING, *, ticket: Ticket | None = None, **said: object) -> Choice:
        agents = tuple(
            replace(Agent(email=email, name=""), **said.get(email.partition("@")[0], {}))  # type: ignore[call-overload]
            for email in (ANN, BOB, CID)
        )
        team = Team(key="front", agents=(ANN, BOB, CID), assign=assign)
        desk = Desk(tenant="acme", teams=(team,), agents=agents)
        return choose(Wanted(desk=desk, team=team, ticket=ticket or make_ticket(), now=NOW), staffing)

    return build


def _shares(give: Give, assign: str, count: int, **said: object) -> Counter[str]:
    """How many of a row of tickets each agent gets, with nothing closed meanwhile."""
    loads, turns, got = Counter[str](), dict[str, Turn](), Counter[str]()
    for number in range(count):
        choice = give(assign, Staffing(loads=dict(loads), turns=dict(turns)), **said)
        took = taken(choice, NOW + timedelta(seconds=number))
        assert took is not None
        turns[took.agent] = took.after
        loads[took.agent] += 1
        got[took.agent] += 1
    return got


@pytest.mark.parametrize("assign", ["round_robin", "least_loaded", "weighted", "sticky", "skills"])
def test_alike_agents_get_alike_shares(give: Give, assign: str) -> None:
    assert _shares(give, assign, 30) == {ANN: 10, BOB: 10, CID: 10}


def test_manual_chooses_nobody(give: Give) -> None:
    assert give("manual").agent is None


def test_weights_are_shares(give: Give) -> None:
    said = {"ann": {"weight": 3.0}, "bob": {"weight": 2.0}}
    assert _shares(give, "weighted", 60, **said) == {ANN: 30, BOB: 20, CID: 10}


def test_round_robin_goes_on_behind_the_last_one(give: Give) -> None:
    turns = {ANN: Turn(place=7, taken_at=NOW), BOB: Turn(place=6, taken_at=NOW), CID: Turn(place=6, taken_at=NOW)}
    assert give("round_robin", Staffing(turns=turns)).agent == BOB


def test_whoever_comes_back_is_next_once_and_not_flooded(give: Give) -> None:
    turns = {ANN: Turn(place=100, taken_at=NOW), BOB: Turn(place=100, taken_at=NOW), CID: Turn(place=3, taken_at=NOW)}
    choice = give("round_robin", Staffing(turns=turns))
    took = taken(choice, NOW)
    assert took is not None
    turns[CID] = took.after
    assert (choice.agent, give("round_robin", Staffing(turns=turns)).agent) == (CID, ANN)


def test_random_comings_and_goings_leave_those_who_stayed_within_one_ticket(give: Give) -> None:
    chance, turns, got = Random(5), dict[str, Turn](), Counter[str]()
    for number in range(400):
        away = {"cid": {"availability": chance.choice(["active", "away"])}}
        took = taken(give("round_robin", Staffing(turns=dict(turns)), **away), NOW + timedelta(seconds=number))
        assert took is not None
        turns[took.agent] = took.after
        got[took.agent] += 1
    assert abs(got[ANN] - got[BOB]) <= 1
    assert 0 < got[CID] <= max(got[ANN], got[BOB])


@pytest.mark.parametrize(
    ("loads", "said", "chosen"),
    [
        ({ANN: 2.0, BOB: 1.0, CID: 3.0}, {}, BOB),
        # A share of the capacity, not the number of tickets.
        ({ANN: 4.0, BOB: 3.0, CID: 9.0}, {"ann": {"capacity": 20.0}, "bob": {"capacity": 4.0}}, ANN),
        # Five that wait for somebody weigh as much as one to be worked on.
        ({ANN: 1.0, BOB: 0.8, CID: 2.0}, {}, BOB),
    ],
)
def test_least_loaded_is_the_smallest_share(
    give: Give, loads: dict[str, float], said: dict[str, object], chosen: str
) -> None:
    assert give("least_loaded", Staffing(loads=loads), **said).agent == chosen


def test_tie_of_loads_goes_to_whoever_waited_longest(give: Give) -> None:
    turns = {
        ANN: Turn(place=1, taken_at=NOW),
        BOB: Turn(place=1, taken_at=NOW - timedelta(hours=2)),
        CID: Turn(place=1, taken_at=NOW - timedelta(hours=1)),
    }
    assert give("least_loaded", Staffing(turns=turns)).agent == BOB


@pytest.mark.parametrize(
    ("days", "said", "chosen"),
    [(90, {}, CID), (91, {}, ANN), (1, {"cid": {"availability": "out"}}, ANN)],
)
def test_sticky_keeps_a_customers_agent_for_ninety_days(
    give: Give, days: int, said: dict[str, object], chosen: str
) -> None:
    staffing = Staffing(loads={CID: 5.0}, last_worked=(CID, NOW - timedelta(days=days)))
    assert give("sticky", staffing, **said).agent == chosen


def test_skills_prefer_the_best_at_what_is_asked_for(give: Give, make_ticket: MakeTicket) -> None:
    said = {"ann": {"skills": {"french": 1.0}}, "bob": {"skills": {"french": 2.0}}, "cid": {"skills": {"french": 2.0}}}
    ticket = make_ticket(tags=("skill:French",))
    assert give("skills", Staffing(loads={BOB: 1.0}), ticket=ticket, **said).agent == CID


def test_a_skill_named_like_the_category_counts(give: Give, make_ticket: MakeTicket) -> None:
    choice = give("skills", ticket=make_ticket(category="Billing"), bob={"skills": {"billing": 1.0}})
    assert (choice.agent, choice.why) == (BOB, "This agent fits best, with a skill of 1.")


def test_nobody_is_chosen_where_all_are_away(give: Give) -> None:
    away = {"availability": "away"}
    choice = give("round_robin", ann=away, bob=away, cid=away)
    assert (choice.agent, taken(choice, NOW)) == (None, None)
    assert [each.reasons for each in choice.candidates] == [("away",)] * 3
