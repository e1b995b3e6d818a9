"""What is called spam: by a filter in front, by a command, by a word on held mail; and how it is taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rig.desk import ANN, BOB, QUEUE, TENANT

from mailgate.store.inbound import spam_senders

SPAMMER = "spammer@junk.test"
TICKETS = 'spam = "ticket"'


@pytest.fixture
def listed(desk):
    return lambda: [
        sender.email for sender in desk.tools.database.read(lambda conn: spam_senders.listing(conn, TENANT))
    ]


def _commanded(desk, mail, text, agent=ANN):
    """The agent's mail with commands to the notice's reply address; its transcript."""
    desk.receive(agent, text, to=mail["Reply-To"])
    (told,) = desk.sent_to(agent, "transcript")
    return told


def _notice(desk, agent=ANN):
    return next(mail for mail in desk.sent_to(agent) if mail.kind.endswith("notice"))


def test_a_command_lists_the_customer_and_the_next_mail_is_held_with_its_evidence(desk, listed):
    desk.receive(SPAMMER, "Buy!")
    told = _commanded(desk, _notice(desk), "#spam")
    assert f"spam sender: none -> {SPAMMER}" in told.text
    assert listed() == [SPAMMER]

    row = desk.receive(SPAMMER.upper(), "Buy more!", subject="Other")
    assert desk.state(row) == ("held", "held.spam")
    marks = desk.journal(row)[0].details["marks"]
    (mark,) = [mark for mark in marks if mark["reason"] == "screen.spam_sender"]
    assert mark["evidence"].startswith(f"{SPAMMER}: listed by {ANN} for ticket ")


def test_undo_takes_the_sender_off_the_list(desk, listed):
    desk.receive(SPAMMER, "Buy!")
    told = _commanded(desk, _notice(desk), "#spam")
    undone = _commanded(desk, told, "undo")
    assert f"spam sender: {SPAMMER} -> none" in undone.text
    assert listed() == []
    assert desk.tickets()[0].status.value == "open"
    assert desk.state(desk.receive(SPAMMER, "Sorry", subject="Other")) == ("processed", "new_ticket")


def test_a_listed_sender_is_listed_once_and_a_colleagues_undo_leaves_him_there(desk, listed):
    desk.receive(SPAMMER, "Buy!", subject="One")
    first = _notice(desk)
    desk.receive(SPAMMER, "Buy!", subject="Two")
    second = _notice(desk, BOB)
    _commanded(desk, first, "#spam")
    told = _commanded(desk, second, "#spam", BOB)
    assert "spam sender" not in told.text
    _commanded(desk, told, "undo", BOB)
    assert listed() == [SPAMMER]


def test_a_queue_may_make_tickets_of_spam_of_which_nobody_is_told(make_desk):
    desk = make_desk(TICKETS)
    desk.receive("kim@client.test", "Cheap pills", headers="X-Spam-Flag: YES\r\n")
    (ticket,) = desk.tickets()
    assert (ticket.status.value, ticket.sla_due_at) == ("spam", None)
    assert desk.sent() == []


def test_spam_on_a_ticket_waits_whatever_the_queue_makes_of_new_mail(make_desk):
    desk = make_desk(TICKETS)
    desk.receive("kim@client.test", "My printer burns.")
    (ticket,) = desk.tickets()
    row = desk.receive("kim@client.test", "Cheap pills", subject=f"Re: [#{ticket.number}]", headers="X-Spam: yes\r\n")
    assert desk.state(row) == ("held", "held.spam")


def test_an_agent_is_never_listed_and_never_held_for_it(desk, listed):
    desk.receive(BOB, "I have a question myself.")
    _commanded(desk, _notice(desk), "#spam")
    assert listed() == []
    desk.tools.database.write(lambda conn: spam_senders.add(conn, [(TENANT, _sender(desk, BOB))]))
    assert desk.state(desk.receive(BOB, "Another one", subject="Other")) == ("processed", "new_ticket")


def test_a_listing_ends(desk):
    desk.tools.database.write(lambda conn: spam_senders.add(conn, [(TENANT, _sender(desk, SPAMMER))]))
    desk.now += spam_senders.LISTED_FOR - timedelta(seconds=10)
    assert desk.state(desk.receive(SPAMMER, "Hello")) == ("held", "held.spam")
    desk.now += timedelta(seconds=10)
    assert desk.state(desk.receive(SPAMMER, "Hello again")) == ("processed", "new_ticket")


def test_spam_said_of_held_mail_lists_its_sender_and_undo_takes_him_off(desk, listed):
    row = desk.receive(SPAMMER, "Buy!", headers="X-Rspamd-Action: add header\r\n")
    desk.receive(ANN, "spam", to=_notice(desk)["Reply-To"])
    (told,) = desk.sent_to(ANN, "held_answer")
    assert f"mail of {SPAMMER} is spam from now on" in told.text
    assert (desk.state(row), listed()) == (("discarded", "spam"), [SPAMMER])

    desk.receive(ANN, "undo", to=told["Reply-To"])
    assert (desk.state(row), listed()) == (("held", "held.spam"), [])


def test_a_forged_sender_is_never_listed(desk, listed):
    desk.receive(f"{SPAMMER}, other@junk.test", "Buy!")
    desk.receive(ANN, "spam", to=_notice(desk)["Reply-To"])
    assert desk.held() == []
    assert listed() == []


def test_what_a_person_lets_through_is_a_ticket_like_any_other(desk):
    desk.receive("kim@client.test", "Free printer", headers="X-Spam-Status: Yes, score=9\r\n")
    desk.receive(ANN, "new", to=_notice(desk)["Reply-To"])
    desk.work()
    (ticket,) = desk.tickets()
    assert ticket.status.value == "open"
    assert [mail.kind for mail in desk.sent() if mail.recipient == BOB] == ["new_ticket_notice"]


def test_mail_of_others_is_no_spam(desk):
    assert desk.state(desk.receive("kim@client.test", "Hello", to=QUEUE)) == ("processed", "new_ticket")


def _sender(desk, email):
    from mailgate.model.mark import SpamSender

    until = desk.now + spam_senders.LISTED_FOR
    return SpamSender(email=email, listed_by=ANN, because="a test", listed_at=desk.now, until=until)
