"""A team's tickets are given out by its strategy; whoever is nobody's can be taken, by one."""

from __future__ import annotations

import itertools
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from tests.rig.desk import ANN, BOB, TENANT

from mailgate import app
from mailgate.errors import Refused
from mailgate.pipeline.tickets.actions import claim, give_out, would_get
from mailgate.pipeline.tickets.assigning import FAILED_TAG
from mailgate.store.people.team_work import TeamWork
from mailgate.store.tickets import events

KIM = "kim@client.test"


def _journal(desk, ticket):
    return desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, ticket.id))


def _account(desk, ticket):
    return next(event.details["assignment"] for event in _journal(desk, ticket) if "assignment" in event.details)


@pytest.mark.parametrize("assign", ["round_robin", "least_loaded"])
def test_tickets_are_given_out_evenly_and_only_their_agents_are_told(make_desk, assign):
    desk = make_desk(team=f'assign = "{assign}"')
    for number in range(6):
        desk.receive(f"c{number}@client.test", "My printer burns.")
    assert Counter(ticket.assigned_to for ticket in desk.tickets()) == {ANN: 3, BOB: 3}
    assert {ticket.status.value for ticket in desk.tickets()} == {"in_progress"}
    told = Counter(mail.recipient for mail in desk.sent() if mail.kind == "new_ticket_notice")
    assert told == {ANN: 3, BOB: 3}


def test_tickets_of_one_batch_are_given_out_evenly(make_desk):
    desk = make_desk(team='assign = "least_loaded"')
    for number in range(8):
        raw = f"From: c{number}@client.test\r\nTo: support@desk.test\r\nMessage-ID: <b{number}@x>\r\n\r\nHelp\r\n"
        desk.put(raw.encode(), sender=f"c{number}@client.test")
    desk.work()
    assert Counter(ticket.assigned_to for ticket in desk.tickets()) == {ANN: 4, BOB: 4}


def test_the_journal_shows_the_table_of_candidates(make_desk):
    desk = make_desk(team='assign = "round_robin"', ann='availability = "away"')
    desk.receive(KIM, "My printer burns.")
    found = _account(desk, desk.tickets()[0])
    assert (found["agent"], found["strategy"], found["why"]) == (BOB, "round_robin", "It was this agent's turn.")
    assert [(row["agent"], row["reasons"]) for row in found["candidates"]] == [(ANN, ["away"]), (BOB, [])]


def test_a_team_without_anybody_keeps_the_ticket_and_its_lead_is_told_once(make_desk):
    desk = make_desk(team='assign = "round_robin"\nlead = "bob@agents.test"', ann='availability = "away"\ncapacity = 1')
    desk = _with_away(desk, BOB)
    desk.receive(KIM, "My printer burns.")
    (ticket,) = desk.tickets()
    assert (ticket.assigned_to, ticket.assigned_team, ticket.tags) == (None, "front", (FAILED_TAG,))
    assert [mail.recipient for mail in desk.sent() if mail.kind == "unassigned_notice"] == [BOB]
    desk.receive(KIM, "It burns still.", subject=f"Re: [#{ticket.number}]")
    assert [mail.recipient for mail in desk.sent() if mail.kind == "unassigned_notice"] == []


def test_lead_is_told_of_a_forwarded_mail_that_nobody_could_be_given(make_desk):
    desk = make_desk(team='assign = "round_robin"\nlead = "bob@agents.test"', ann='availability = "away"\ncapacity = 1')
    desk = _with_away(desk, BOB)
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    original = "From: Lou <lou@client.test>\nDate: Sat, 21 Nov 2026\nSubject: Smoke\nTo: <ann@x.test>\n\nIt smokes."
    desk.receive(ANN, f"#customer\n\n---------- Forwarded message ---------\n{original}", to=notice["Reply-To"])
    ticket = next(each for each in desk.tickets() if each.customer_email == "lou@client.test")
    assert (ticket.assigned_to, ticket.tags) == (None, (FAILED_TAG,))
    assert [mail.recipient for mail in desk.sent() if mail.kind == "unassigned_notice"] == [BOB]


def test_whoever_takes_it_takes_the_mark_off(make_desk):
    desk = _with_away(make_desk(team='assign = "round_robin"', ann='availability = "away"'), BOB)
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    desk.receive(ANN, "#take", to=notice["Reply-To"])
    (ticket,) = desk.tickets()
    assert (ticket.assigned_to, ticket.tags, ticket.status.value) == (ANN, (), "in_progress")


def test_a_ticket_that_somebody_gave_back_stays_with_the_team(make_desk):
    desk = make_desk(team='assign = "round_robin"')
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    desk.receive(ANN, "#assign none", to=notice["Reply-To"])
    desk.receive(KIM, "It burns still.", subject=f"Re: [#{desk.tickets()[0].number}]")
    assert desk.tickets()[0].assigned_to is None


def test_taking_what_another_has_is_refused_by_mail(desk):
    desk.receive(KIM, "My printer burns.")
    told = {mail.recipient: mail["Reply-To"] for mail in desk.sent() if mail.kind == "new_ticket_notice"}
    desk.receive(ANN, "#take", to=told[ANN])
    desk.receive(BOB, "#claim", to=told[BOB])
    assert desk.tickets()[0].assigned_to == ANN
    (transcript,) = desk.sent_to(BOB, "transcript")
    assert "ann@agents.test has it already" in transcript.text


def test_of_two_nodes_that_claim_at_once_one_has_it(desk, tmp_path):
    desk.receive(KIM, "My printer burns.")
    (ticket,) = desk.tickets()
    other = app.open_parts(app.load(tmp_path / "mailgate.toml"))
    try:
        nodes = ((desk.tools, ANN), (other.reload(), BOB))
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda node: _claims(desk, *node, ticket.number), nodes))
    finally:
        other.close()
    assert sorted(outcomes) == ["claimed", "ticket.taken"]
    winner = nodes[outcomes.index("claimed")][1]
    assert desk.ticket(ticket.number).assigned_to == winner
    assert len([event for event in _journal(desk, ticket) if event.kind.value == "ticket.assigned"]) == 1


def test_dry_run_names_the_choice_and_does_nothing(make_desk):
    desk = make_desk(team='assign = "manual"', ann="capacity = 0")
    desk.receive(KIM, "My printer burns.")
    (ticket,) = desk.tickets()
    tools = desk.tools
    choice = would_get(tools, desk.actor(), ticket.number, now=desk.now)
    assert (choice.agent, choice.why) == (None, "Tickets of this team are taken by hand.")
    assert [(row.agent, row.reasons) for row in choice.candidates] == [(ANN, ("capacity",)), (BOB, ())]
    assert desk.ticket(ticket.number).version == ticket.version


def test_giving_out_by_hand_takes_the_next_turn(make_desk):
    desk = make_desk(team='assign = "round_robin"')
    desk.receive(KIM, "My printer burns.")
    (ticket,) = desk.tickets()
    give_out(desk.tools, desk.actor(), ticket.number, now=desk.now)
    assert (ticket.assigned_to, desk.ticket(ticket.number).assigned_to) == (ANN, BOB)


def test_no_turn_is_lost_between_two_nodes(make_desk, tmp_path):
    desk = make_desk(team='assign = "round_robin"')
    for number in range(8):
        desk.receive(f"c{number}@client.test", "Help")
    other = app.open_parts(app.load(tmp_path / "mailgate.toml"))
    try:
        nodes = itertools.cycle((desk.tools, other.reload()))
        given = [(next(nodes), ticket.number) for ticket in desk.tickets()]
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda each: give_out(each[0], desk.actor(), each[1], now=desk.now), given))
    finally:
        other.close()
    front = desk.tools.desk(TENANT).team("front")
    turns = desk.tools.database.read(lambda conn: TeamWork(conn).of(TENANT, front, 0).turns)
    places = [turns[agent].place for agent in (ANN, BOB)]
    # Whoever fell behind by more than a turn goes on with the others, so that it may be more.
    assert sum(places) >= 16
    # Each node may have seen the other's last turn too late, no more.
    assert abs(places[0] - places[1]) <= 2


def _claims(desk, tools, email, number):
    try:
        claim(tools, desk.actor(email), number, now=desk.now)
    except Refused as refused:
        return refused.code
    return "claimed"


def _with_away(desk, email):
    """The same desk in which that agent is away."""
    known = desk.tools.desks[TENANT]
    agents = tuple(replace(each, availability="away") if each.email == email else each for each in known.agents)
    desk.use(replace(desk.tools, desks={TENANT: replace(known, agents=agents)}))
    return desk
