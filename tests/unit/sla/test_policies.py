"""Which policy and which calendar hold for a ticket, and what follows when that changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from mailgate.model.calendar import Calendar, Window
from mailgate.model.desk import Desk, Product, Team
from mailgate.model.sla import Metric, RetargetMode, Scope, SlaPolicy
from mailgate.model.ticket import Priority, Status, Ticket
from mailgate.sla.policies import calendar_key, policy_key, policy_of

T0 = datetime(2026, 11, 23, 17, tzinfo=UTC)
HOUR = timedelta(hours=1)
RESOLUTION = Metric.RESOLUTION

MakeTicket = Callable[..., Ticket]
MakeDesk = Callable[..., Desk]
Tell = Callable[..., Any]


@pytest.fixture
def layered(make_desk: MakeDesk, office: Calendar) -> Desk:
    """``office`` (of the policy), ``early`` of team front, ``late`` of product widgets, ``night`` of the desk."""
    others = tuple(
        Calendar(key=key, timezone="UTC", week=((Window(start=start * 60, end=start * 60 + 240),),) * 7)
        for key, start in (("early", 4), ("late", 18), ("night", 0))
    )
    return replace(
        make_desk(),
        calendars=(office, *others),
        default_calendar="night",
        teams=(Team(key="front", agents=("ann@acme.test",), calendar="early"), Team(key="back", agents=())),
        products=(Product(key="widgets", calendar="late"), Product(key="gadgets")),
    )


@pytest.mark.parametrize(
    ("key", "changed"),
    [
        ("office", {"sla_policy": "office", "assigned_team": "front", "product": "widgets"}),
        ("early", {"assigned_team": "front", "product": "widgets"}),
        ("late", {"assigned_team": "back", "product": "widgets"}),
        ("night", {"product": "gadgets"}),
        ("night", {"product": "unheard of"}),
    ],
)
def test_calendar_is_the_policys_else_the_teams_the_products_or_the_desks(
    key: str, changed: dict[str, Any], make_ticket: MakeTicket, layered: Desk
) -> None:
    ticket = make_ticket(**changed)
    assert calendar_key(policy_of(ticket, layered), ticket, layered) == key


def test_policy_may_ask_for_the_calendar_without_closing_time(tell: Tell, layered: Desk) -> None:
    desk = replace(layered, slas=(replace(layered.slas[0], calendar="24x7"), *layered.slas[1:]))
    assert tell(desk, assigned_team="front").cycle(RESOLUTION).due_at == T0 + 48 * HOUR


def test_another_teams_calendar_measures_from_the_same_start(tell: Tell, layered: Desk) -> None:
    # 24 h of widgets' four hours a day, of which Monday's four; then of front's.
    story = tell(layered, product="widgets", priority=Priority.HIGH)
    assert story.cycle(RESOLUTION).due_at == datetime(2026, 11, 28, 22, tzinfo=UTC)
    story.at(HOUR, assigned_team="front")
    assert story.cycle(RESOLUTION).due_at == datetime(2026, 11, 29, 8, tzinfo=UTC)
    assert story.cycle(RESOLUTION).calendar == "early"


def _scoped(desk: Desk, *scopes: Scope) -> Desk:
    """Policies ``for0``, ``for1``, ... that resolve in so many hours and one, each for a scope."""
    own = tuple(
        SlaPolicy(key=f"for{place}", targets={Priority.MEDIUM: {RESOLUTION: (place + 1) * HOUR}}, applies_to=scope)
        for place, scope in enumerate(scopes)
    )
    return replace(desk, slas=(*own, *desk.slas))


@pytest.mark.parametrize(
    ("scope", "changed"),
    [
        (Scope(queues=("vip",)), {"queue": "vip"}),
        (Scope(products=("widgets",)), {"product": "widgets"}),
        (Scope(teams=("front",)), {"assigned_team": "front"}),
        (Scope(categories=("outage", "fire")), {"category": "fire"}),
        (Scope(customers=("@customers.test",)), {"customer_email": "Cora@Customers.test"}),
        (Scope(customers=("cora@customers.test",)), {"customer_email": "cora@customers.test"}),
        (Scope(categories=("fire",), teams=("front",)), {"category": "fire", "assigned_team": "front"}),
    ],
)
def test_policy_is_found_by_what_it_is_for(
    scope: Scope, changed: dict[str, Any], make_ticket: MakeTicket, make_desk: MakeDesk
) -> None:
    assert policy_key(make_ticket(**changed), _scoped(make_desk(), scope)) == "for0"


@pytest.mark.parametrize(
    "changed",
    [{"category": "fire"}, {"assigned_team": "front"}, {"category": "fires", "assigned_team": "front"}],
)
def test_policy_with_two_lists_needs_both(
    changed: dict[str, Any], make_ticket: MakeTicket, make_desk: MakeDesk
) -> None:
    desk = _scoped(make_desk(), Scope(categories=("fire",), teams=("front",)))
    assert policy_key(make_ticket(**changed), desk) == "standard"


def test_first_policy_that_fits_wins_and_a_named_one_over_all(make_ticket: MakeTicket, make_desk: MakeDesk) -> None:
    desk = _scoped(make_desk(), Scope(categories=("fire",)), Scope(queues=("vip",)))
    assert policy_key(make_ticket(queue="vip"), desk) == "for1"
    assert policy_key(make_ticket(queue="vip", category="fire"), desk) == "for0"
    assert policy_key(make_ticket(queue="vip", category="fire", sla_policy="enterprise"), desk) == "enterprise"


@pytest.mark.parametrize(
    ("mode", "due"),
    [
        (RetargetMode.RECOMPUTE, T0 + HOUR),
        (RetargetMode.FROM_NOW, T0 + 1.5 * HOUR),
        (RetargetMode.TIGHTEN_ONLY, T0 + HOUR),
    ],
)
@pytest.mark.parametrize(
    ("scope", "changed"),
    [
        (Scope(categories=("fire",)), {"category": "fire"}),
        (Scope(customers=("@vip.test",)), {"customer_email": "cora@vip.test"}),
        (Scope(products=("gizmos",)), {"product": "gizmos"}),
    ],
)
def test_category_customer_and_product_bring_their_promise(
    mode: RetargetMode, due: datetime, scope: Scope, changed: dict[str, Any], tell: Tell, make_desk: MakeDesk
) -> None:
    desk = _scoped(make_desk(), scope)
    desk = replace(desk, slas=tuple(replace(policy, retarget=mode) for policy in desk.slas))
    assert tell(desk).at(HOUR / 2, **changed).cycle(RESOLUTION).due_at == due


def test_edited_calendar_and_goal_are_for_new_promises_only(tell: Tell, make_desk: MakeDesk, office: Calendar) -> None:
    old = make_desk()
    story = tell(old, sla_policy="office", priority=Priority.URGENT)
    closed = replace(office, holidays=frozenset({datetime(2026, 11, 24, tzinfo=UTC).date()}))
    story.desk = replace(old, revision=4, calendars=(closed,))
    story.clockwork = replace(story.clockwork, past={3: old})

    story.at(HOUR / 2, status=Status.WAITING_FOR_VENDOR).at(HOUR, status=Status.IN_PROGRESS)
    assert story.cycle(RESOLUTION).due_at == datetime(2026, 11, 24, 15, 30, tzinfo=UTC)

    story.at(2 * HOUR, priority=Priority.CRITICAL)
    assert story.cycle(RESOLUTION).due_at == datetime(2026, 11, 25, 11, 30, tzinfo=UTC)
