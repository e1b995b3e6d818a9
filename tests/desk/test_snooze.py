"""A ticket that was put off comes back: when its time is over, or when its customer writes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rig.desk import ANN, BOB

from mailgate.pipeline.outbound.mailing import Post
from mailgate.pipeline.tickets.waking import wake_due
from mailgate.store.tickets import snoozes

KIM = "kim@client.test"


@pytest.fixture
def snoozed(desk):
    """A ticket of Kim's that Ann put off by two hours."""
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    desk.receive(ANN, "#snooze 2h", to=notice["Reply-To"])
    desk.sent()
    return desk.tickets()[0]


def _wake(desk):
    return wake_due(desk.tools, clock=lambda: desk.now)


def test_it_is_left_alone_until_its_time(desk, snoozed):
    assert snoozed.snoozed_until == desk.tools.database.read(snoozes.next_due)
    desk.now = snoozed.snoozed_until - timedelta(seconds=1)
    assert _wake(desk) == 0
    assert desk.sent() == []


def test_its_agents_are_told_once_when_its_time_is_over(desk, snoozed):
    desk.now = snoozed.snoozed_until
    assert (_wake(desk), _wake(desk)) == (1, 0)
    sent = desk.sent()
    assert sorted((mail.recipient, mail.kind) for mail in sent) == [(ANN, "wake_notice"), (BOB, "wake_notice")]
    assert sent[0]["Subject"] == f"Back: Printer [#{snoozed.number}]"
    assert desk.ticket(snoozed.number).snoozed_until is None
    assert desk.tools.database.read(snoozes.next_due) is None


def test_the_answer_to_the_notice_reaches_the_customer(desk, snoozed):
    desk.now = snoozed.snoozed_until
    _wake(desk)
    notice = desk.sent_to(ANN)[0]
    desk.receive(ANN, "We are on our way.", to=notice["Reply-To"])
    assert [mail.kind for mail in desk.sent_to(KIM)] == ["reply"]


def test_a_customers_words_bring_it_back_and_a_machines_do_not(desk, snoozed):
    subject = f"Re: [#{snoozed.number}]"
    desk.receive(KIM, "I am away.", subject=subject, headers="Auto-Submitted: auto-replied\r\n")
    assert desk.ticket(snoozed.number).snoozed_until == snoozed.snoozed_until
    desk.receive(KIM, "It burns still.", subject=subject)
    assert desk.ticket(snoozed.number).snoozed_until is None


def test_nobody_is_told_of_one_that_was_closed_meanwhile(desk, snoozed):
    desk.receive(ANN, "#close", to=_address(desk, snoozed))
    desk.sent()
    desk.now = snoozed.snoozed_until
    assert _wake(desk) == 1
    assert desk.sent() == []


def _address(desk, ticket):
    """Where Ann's mail on the ticket goes."""
    acme = desk.tools.desk("acme")
    post = Post(tools=desk.tools, desk=acme, queue=acme.queues[0], ticket=ticket, now=desk.now)
    return post.to_agent(ANN, note=False).reply_to
