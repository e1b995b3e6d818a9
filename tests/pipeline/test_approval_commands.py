"""Approvals from a shell: asked for, listed, decided; and what a command says when something is missing."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from tests.pipeline.conftest import House

from mailgate.model.outbound import OutboundKind
from mailgate.store.tickets.ticket_rows import newest

EVE, ANN, BOB = "eve@customer.test", "ann@agents.test", "bob@agents.test"
PEOPLE = f'[[agent]]\nemail = "{BOB}"\nname = "Bob"\n'


@pytest.fixture
def house(build) -> House:
    """With one ticket."""
    found = build(more=PEOPLE)
    found.carry(found.mail(EVE, "Refund"), sender=EVE)
    return found


def number(house: House) -> str:
    return house.database.read(partial(newest, tenant=house.tenant, status=None, limit=1))[0].number


def test_approval_is_asked_for_listed_and_given(house, shell):
    asked = shell(house, "approvals", "ask", number(house), BOB, "boss@house.test", "--what", "Refund 500?", "--json")
    assert (asked.json["state"], asked.json["approvers"]) == ("requested", [BOB, "boss@house.test"])
    row = str(asked.json["id"])
    house.pass_time(_until_real_now(house))
    house.tick()
    told = [mail.recipient for mail in house.send() if mail.kind is OutboundKind.APPROVAL_REQUEST]
    assert told == [BOB, "boss@house.test"]

    (listed,) = shell(house, "approvals", "list", "--of", BOB, "--json").json
    assert (str(listed["id"]), listed["ticket"], listed["what"]) == (row, number(house), "Refund 500?")
    table = shell(house, "approvals", "list", "--ticket", number(house)).out
    assert re.search(rf"{row} +{number(house)} +pending +{BOB}, boss@house.test +{ANN}", table)
    assert shell(house, "approvals", "list", "--of", ANN).out == "nothing waits for a yes\n"

    assert shell(house, "approvals", "approve", row, "--by", ANN).err == "mailgate: You were not asked.\n"
    assert shell(house, "approvals", "approve", row, "--by", BOB, "--reason", "fine").out == "approved\n"
    assert shell(house, "approvals", "list").out == "nothing waits for a yes\n"
    (decided,) = shell(house, "approvals", "list", "--all", "--json").json
    assert [(voice["approver"], voice["way"], voice["reason"]) for voice in decided["voices"]] == [(BOB, "cli", "fine")]


def test_approval_is_refused(house, shell):
    row = str(shell(house, "approvals", "ask", number(house), BOB, "--json").json["id"])
    house.pass_time(_until_real_now(house))
    house.tick()
    assert shell(house, "approvals", "reject", row, "--by", BOB, "--json").json["state"] == "rejected"
    assert shell(house, "approvals", "reject", row, "--by", BOB).err == "mailgate: It is rejected already.\n"


def test_whoever_asks_is_not_asked_and_nobody_else_is_no_request(house, shell):
    for named in (ANN, ANN.upper(), "team"):
        said = shell(house, "approvals", "ask", number(house), named, "--by", ANN)
        assert (said.code, said.err) == (65, "mailgate: nobody is left to ask: whoever asks cannot approve it too\n")
    assert shell(house, "approvals", "list", "--all").out == "nothing waits for a yes\n"


def test_what_was_decided_is_said_to_whoever_comes_too_late(house, shell):
    row = str(shell(house, "approvals", "ask", number(house), BOB, "--json").json["id"])
    house.pass_time(_until_real_now(house))
    assert shell(house, "approvals", "approve", row, "--by", BOB).err == (
        "mailgate: Nobody was asked yet; try again in a moment.\n"
    )
    assert shell(house, "tickets", "close", number(house)).code == 0
    house.tick()
    assert shell(house, "approvals", "approve", row, "--by", BOB).err == "mailgate: It is cancelled already.\n"


def test_terms_that_make_no_sense_are_refused_in_a_sentence(house, shell):
    said = shell(house, "approvals", "ask", number(house), BOB, "--mode", "quorum")
    assert (said.code, said.err) == (65, 'mailgate: quorum: it goes with mode = "quorum", and that one needs it\n')
    said = shell(house, "approvals", "ask", number(house), "team:leed", "--mode", "some")
    assert said.code == 65


MISSING = {
    "no ticket 1": (
        ("approvals", "list", "--ticket", "1"),
        ("approvals", "ask", "1", BOB),
        ("tickets", "show", "1"),
        ("tickets", "note", "1", "x"),
        ("tickets", "snooze", "1", "2d"),
        ("tickets", "merge", "1", "2"),
        ("tickets", "ack", "1"),
        ("tickets", "escalate", "1"),
    ),
    "no approval 7": (("approvals", "approve", "7"),),
    "no on-call rotation night": (("oncall", "who", "night"), ("oncall", "export", "night")),
    "no override 9": (("oncall", "remove", "9"),),
    "no mail 9": (("held", "release", "9"),),
    "no outbound mail 9": (("outbox", "show", "9"),),
}


def test_what_is_missing_is_said(house, shell):
    for missing, commands in MISSING.items():
        for arguments in commands:
            said = shell(house, *arguments)
            assert (said.code, said.out, said.err) == (65, "", f"mailgate: {missing}\n"), arguments


def test_an_escalation_that_is_under_way_is_not_said_to_begin(house, shell):
    said = [shell(house, "tickets", "escalate", number(house)).out for _ in range(2)]
    assert said == ["the escalation begins\n", "the escalation is under way already\n"]
    journal = house.journal(number(house))
    assert len([each for each in journal if each.details.get("asked_for")]) == 1


def test_list_of_tickets_can_be_narrowed_to_those_that_are_escalated(house, shell):
    assert shell(house, "tickets", "list", "--flag", "escalated").out == "no tickets\n"
    shell(house, "tickets", "escalate", number(house))
    house.pass_time(_until_real_now(house))
    house.tick()
    assert [each["number"] for each in shell(house, "tickets", "list", "--flag", "escalated", "--json").json] == [
        number(house)
    ]
    assert shell(house, "tickets", "list", "--flag", "duplicate").out == "no tickets\n"
    assert shell(house, "tickets", "list", "--flag", "odd").code == 64


def test_snooze_tells_a_time_to_the_second_in_the_desks_zone(house, shell):
    said = shell(house, "tickets", "snooze", number(house), "2d")
    assert re.fullmatch(r"snoozed until \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\n", said.out)


def _until_real_now(house: House) -> timedelta:
    """Commands go by the clock of the machine, houses by their own."""
    return max(datetime.now(UTC) - house.now, datetime.resolution)
