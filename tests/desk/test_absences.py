"""An agent goes away: the tickets are kept, go back to the team, or go to the delegate, once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rig.desk import ANN, BOB, TENANT

from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.tickets.absences import begin_absences
from mailgate.pipeline.tickets.actions import assign, reply_to
from mailgate.store.tickets import events

KIM, LEO = "kim@client.test", "leo@client.test"


def _away(desk_policy: str) -> str:
    return (
        f'out_of_office = [{{ from = 2026-01-01, until = 2099-01-01, tickets = "{desk_policy}", delegate = "{BOB}" }}]'
    )


@pytest.fixture
def begun(make_desk):
    """Ann has an answered ticket of Kim's and an unanswered one of Leo's, and goes away."""

    def begin(policy, team=""):
        desk = make_desk(ann=_away(policy), team=team)
        for customer in (KIM, LEO):
            desk.receive(customer, "My printer burns.")
            assign(desk.tools, desk.actor(), desk.tickets()[0].number, agent=ANN, team=None, now=desk.now)
        kims = desk.tickets()[1]
        desk.now += timedelta(seconds=1)
        reply_to(desk.tools, desk.actor(), kims.number, Words(text="It is repaired."), now=desk.now)
        desk.sent()
        assert begin_absences(desk.tools, clock=lambda: desk.now) == 1
        return desk

    return begin


@pytest.mark.parametrize(
    ("policy", "kims", "leos"),
    [
        ("keep", ANN, ANN),
        ("delegate", BOB, BOB),
        ("reassign_all", None, None),
        ("reassign_unanswered", ANN, None),
    ],
)
def test_what_becomes_of_the_tickets(begun, policy, kims, leos):
    desk = begun(policy)
    assert {ticket.customer_email: ticket.assigned_to for ticket in desk.tickets()} == {KIM: kims, LEO: leos}
    assert {ticket.assigned_team for ticket in desk.tickets()} == {"front"}


def test_a_team_that_gives_out_its_tickets_finds_somebody_who_is_told(begun):
    desk = begun("reassign_all", team='assign = "least_loaded"')
    assert {ticket.assigned_to for ticket in desk.tickets()} == {BOB}
    assert [mail.recipient for mail in desk.sent() if mail.kind == "handover_notice"] == [BOB, BOB]


def test_an_absence_begins_once(begun):
    desk = begun("delegate")
    ticket = desk.tickets()[0]
    assign(desk.tools, desk.actor(), ticket.number, agent=ANN, team=None, now=desk.now)
    assert begin_absences(desk.tools, clock=lambda: desk.now) == 0
    assert desk.ticket(ticket.number).assigned_to == ANN


def test_the_journal_says_why(begun):
    desk = begun("delegate")
    journal = desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, desk.tickets()[0].id))
    assert ("absence", ANN) in [(event.cause.kind, event.cause.ref) for event in journal]
