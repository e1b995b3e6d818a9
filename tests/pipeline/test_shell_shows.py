"""What the shell shows of tickets and queues: enough to decide by, and a sentence for whoever mistypes."""

from __future__ import annotations

import re

import pytest

EVE = "Eve <eve@client.test>"


@pytest.mark.parametrize("arguments", [("outbox", "list", "--state", "foo"), ("outbox", "list", "--limit", "-1")])
def test_a_mistyped_option_is_told_in_one_line(house, shell, arguments):
    said = shell(house, *arguments)
    assert said.code in {64, 65}
    assert said.err.startswith("mailgate: ")
    assert said.err.count("\n") == 1


def test_an_unknown_state_is_answered_with_those_there_are(house, shell):
    said = shell(house, "outbox", "list", "--state", "foo")
    assert said.err == (
        "mailgate: no state foo; there are: pending, sending, sent, deferred, uncertain, failed, suppressed, held\n"
    )


def test_held_mail_is_listed_by_who_wrote_it_about_what_and_why(house, shell):
    (answer,) = (
        mail for mail in house.carry(house.mail(EVE, "Bill"), sender="eve@client.test") if "eve" in mail.recipient
    )
    address = re.sub(r".*<|>.*", "", str(answer.message["Reply-To"]))
    house.carry(house.mail("Dan <dan@x.test>", "Re: Bill", to=address), sender="dan@x.test", to=address)
    said = shell(house, "held", "list")
    (ticket,) = shell(house, "tickets", "list", "--json").json
    head, row = said.out.splitlines()[:2]
    assert head.split() == ["id", "tenant", "received", "from", "subject", "ticket", "reason", "released"]
    for shown in ("dan@x.test", "Re: Bill", ticket["number"], "held.foreign_token"):
        assert shown in row


def test_a_ticket_is_shown_with_all_that_it_has_and_nothing_that_it_has_not(house, shell):
    house.carry(house.mail(EVE, "Bill"), sender="eve@client.test")
    (ticket,) = shell(house, "tickets", "list", "--json").json
    number = ticket["number"]
    said = shell(house, "tickets", "show", number).out
    (message,) = (
        each for each in shell(house, "tickets", "show", number, "--json").json["messages"] if each["kind"] == "public"
    )
    assert "Customer   Eve <eve@client.test>\n" in said
    assert "Merged" not in said
    assert f"\n--- {message['id']}, public, eve@client.test, " in said
    house.carry(house.mail(EVE, "Other"), sender="eve@client.test")
    other = shell(house, "tickets", "list", "--json").json[0]["number"]
    shell(house, "tickets", "snooze", number, "2d")
    assert "Snoozed    until " in shell(house, "tickets", "show", number).out
    shell(house, "tickets", "merge", number, other)
    assert f"Merged     into {other}\n" in shell(house, "tickets", "show", number).out
