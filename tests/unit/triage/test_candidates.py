from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.model.assignment import Staffing
from mailgate.model.calendar import Calendar, Window
from mailgate.model.desk import Absence, Agent, Desk, Team
from mailgate.model.ticket import Status, Ticket
from mailgate.triage.candidates import Wanted, candidates, weight_of

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
ANN = "ann@acme.test"


@pytest.fixture
def reasons(ticket_at: Callable[..., Ticket]) -> Callable[..., tuple[str, ...]]:
    """Why Ann cannot be given a ticket."""

    def ask(agent: dict[str, object], ticket: dict[str, object], team: dict[str, object], load: float = 0.0) -> object:
        ann = replace(Agent(email=ANN, name="Ann"), **agent)  # type: ignore[arg-type]
        front = replace(Team(key="front", agents=(ANN,), assign="round_robin"), **team)  # type: ignore[arg-type]
        office = Calendar(key="afternoon", timezone="UTC", week=((AFTERNOON,),) * 7)
        desk = Desk(tenant="acme", agents=(ann,), teams=(front,), calendars=(office,))
        wanted = Wanted(desk=desk, team=front, ticket=ticket_at(NOW, **ticket), now=NOW)
        (row,) = candidates(wanted, Staffing(loads={ANN: load}))
        return row.reasons

    return ask  # type: ignore[return-value]


AFTERNOON = Window(start=13 * 60, end=18 * 60)


@pytest.mark.parametrize(
    ("agent", "ticket", "team", "expected"),
    [
        ({}, {}, {}, ()),
        ({"availability": "away"}, {}, {}, ("away",)),
        ({"availability": "out"}, {}, {}, ("out",)),
        ({"absences": (Absence(since=NOW, until=NOW + HOUR),)}, {}, {}, ("out_of_office",)),
        ({"absences": (Absence(since=NOW - HOUR, until=NOW),)}, {}, {}, ()),
        ({"absences": (Absence(since=NOW + HOUR, until=NOW + 2 * HOUR),)}, {}, {}, ()),
        ({"calendar": "afternoon"}, {}, {}, ("outside_hours",)),
        ({"calendar": "afternoon"}, {}, {"within_hours": False}, ()),
        ({"categories": ("billing",)}, {"category": "network"}, {}, ("category",)),
        ({"categories": ("billing",)}, {"category": "billing"}, {}, ()),
        ({"categories": ("billing",)}, {}, {}, ()),
        ({}, {"tags": ("skill:french",)}, {}, ("skill",)),
        ({"skills": {"french": 1.0}}, {"tags": ("skill:french", "skill:law")}, {}, ("skill",)),
        ({"skills": {"french": 1.0}}, {"tags": ("skill:french", "skill:law")}, {"skills_needed": "any"}, ()),
        ({"weight": 0.0}, {}, {}, ()),
        ({"weight": 0.0}, {}, {"assign": "weighted"}, ("no_share",)),
        ({}, {"customer_email": ANN}, {}, ("requester",)),
        ({"availability": "away", "categories": ("x",)}, {"category": "y"}, {}, ("away", "category")),
    ],
)
def test_every_reason_that_speaks_against_an_agent(
    reasons: Callable[..., object],
    agent: dict[str, object],
    ticket: dict[str, object],
    team: dict[str, object],
    expected: tuple[str, ...],
) -> None:
    assert reasons(agent, ticket, team) == expected


@pytest.mark.parametrize(("load", "expected"), [(2.9, ()), (3.0, ("capacity",)), (0.2 * 15, ("capacity",))])
def test_agent_is_full_at_the_capacity(reasons: Callable[..., object], load: float, expected: tuple[str, ...]) -> None:
    assert reasons({"capacity": 3.0}, {}, {}, load) == expected


def test_member_without_an_entry_is_no_candidate(ticket_at: Callable[..., Ticket]) -> None:
    team = Team(key="front", agents=("gone@acme.test",))
    wanted = Wanted(desk=Desk(tenant="acme", teams=(team,)), team=team, ticket=ticket_at(NOW), now=NOW)
    assert candidates(wanted, Staffing())[0].reasons == ("not_an_agent",)


def test_excluded_agent_is_named_as_such(ticket_at: Callable[..., Ticket]) -> None:
    team = Team(key="front", agents=(ANN,))
    desk = Desk(tenant="acme", teams=(team,), agents=(Agent(email=ANN, name="Ann"),))
    wanted = Wanted(desk=desk, team=team, ticket=ticket_at(NOW), now=NOW, excluded=frozenset((ANN,)))
    assert candidates(wanted, Staffing())[0].reasons == ("excluded",)


@pytest.mark.parametrize(("status", "weight"), [("open", 1.0), ("escalated", 1.0), ("waiting_for_vendor", 0.2)])
def test_ticket_that_waits_for_somebody_else_weighs_a_fifth(status: str, weight: float) -> None:
    assert weight_of(Status(status)) == weight
