"""Saved answers, called by mail."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.rig.desk import ANN

from mailgate.model.command import Macro
from mailgate.model.ticket import Status

KIM = "kim@client.test"
REFUND = Macro(name="refund", text="Your money is on its way.", fields={"status": "resolved", "tags.add": ["money"]})


@pytest.fixture
def notice(desk):
    """Of a customer's mail, at a desk with a macro."""
    known = desk.tools.desk("acme")
    desk.use(replace(desk.tools, desks={"acme": replace(known, macros=(REFUND,))}))
    desk.receive(KIM, "I want my money.")
    return desk.sent_to(ANN, "new_ticket_notice")[0]


def test_a_macro_alone_answers_the_customer_and_sets_its_fields(desk, notice):
    desk.receive(ANN, "#macro Refund", to=notice["Reply-To"])
    (mail,) = desk.sent_to(KIM, "reply")
    assert mail.text.startswith("Your money is on its way.\n\n-- \nAcme Support")
    (ticket,) = desk.tickets()
    assert (ticket.status, ticket.tags) == (Status.RESOLVED, ("money",))


def test_it_stands_above_the_agents_own_words(desk, notice):
    desk.receive(ANN, "macro: refund\n\nSorry again, Ann", to=notice["Reply-To"])
    (mail,) = desk.sent_to(KIM, "reply")
    assert mail.text.startswith("Your money is on its way.\n\nSorry again, Ann\n")


def test_in_a_note_it_stays_inside(desk, notice):
    desk.receive(ANN, "#note\n#macro refund", to=notice["Reply-To"])
    desk.receive(ANN, "#macro refnd", to=notice["Reply-To"])
    sent = desk.sent()
    assert [mail.recipient for mail in sent if mail.recipient == KIM] == []
    assert "Did you mean #macro refund?" in sent[-1].text
