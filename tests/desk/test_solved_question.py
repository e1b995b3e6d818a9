"""The customer of a resolved ticket is asked whether it is: a yes closes it, a no opens it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rig.desk import ANN

from mailgate.model.ticket import Status
from mailgate.pipeline.customers.solved_question import SHUT_TAG
from mailgate.pipeline.tickets.actions import move

KIM = "kim@client.test"


@pytest.fixture
def asked(desk):
    """A ticket of Kim's that Ann resolved, and the question."""
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    desk.receive(ANN, "#resolve\n\nIt is repaired.", to=notice["Reply-To"])
    sent = desk.sent()
    assert [mail.kind for mail in sent if mail.recipient == KIM] == ["reply", "solved_question"]
    return desk.tickets()[0], next(mail for mail in sent if mail.kind == "solved_question")


def _answer(desk, question, words):
    headers = f"In-Reply-To: {question['Message-ID']}\r\n"
    desk.receive(KIM, words, to=question["Reply-To"], subject=f"Re: {question['Subject']}", headers=headers)


def test_a_mail_of_commands_or_of_a_note_alone_asks_nobody(desk):
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(ANN, "new_ticket_notice")
    desk.sent()
    desk.receive(ANN, "#note\n#resolve\n\nRepaired, says the technician.", to=notice["Reply-To"])
    assert desk.tickets()[0].status is Status.RESOLVED
    assert desk.sent_to(KIM) == []


@pytest.mark.parametrize(
    ("words", "status", "told"), [("Yes", "closed", 0), ("Nein.", "open", 2), ("Oui\n\nKim", "closed", 2)]
)
def test_the_answer_closes_or_opens_the_ticket(desk, asked, words, status, told):
    ticket, question = asked
    _answer(desk, question, words)
    assert desk.ticket(ticket.number).status.value == status
    assert len([mail for mail in desk.sent() if mail.kind == "customer_notice"]) == told


def test_any_other_answer_is_an_ordinary_reply(desk, asked):
    ticket, question = asked
    _answer(desk, question, "Yes, but the second one burns.")
    assert desk.ticket(ticket.number).status is Status.OPEN


def test_a_machines_yes_is_none(desk, asked):
    ticket, question = asked
    headers = f"In-Reply-To: {question['Message-ID']}\r\nAuto-Submitted: auto-replied\r\n"
    desk.receive(KIM, "Yes", to=question["Reply-To"], subject="Re: x", headers=headers)
    assert desk.ticket(ticket.number).status is Status.RESOLVED


def test_a_yes_to_something_else_is_an_ordinary_reply(desk, asked):
    ticket, question = asked
    desk.receive(KIM, "Yes", to=question["Reply-To"], subject="Re: x")
    assert desk.ticket(ticket.number).status is Status.OPEN


def test_the_question_is_a_machines_and_shows_nothing_inner(asked):
    _, question = asked
    assert question["Auto-Submitted"].startswith("auto-")
    assert ANN not in question.raw.decode()


def test_a_queue_that_does_not_ask_is_silent(make_desk):
    desk = make_desk("ask_when_resolved = false")
    desk.receive(KIM, "My printer burns.")
    desk.sent()
    move(desk.tools, desk.actor(), desk.tickets()[0].number, Status.RESOLVED, now=desk.now)
    assert desk.sent() == []


def test_mail_reopens_a_ticket_five_times_an_hour(desk):
    desk.receive(KIM, "My printer burns.")
    number = desk.tickets()[0].number
    for _ in range(5):
        move(desk.tools, desk.actor(), number, Status.CLOSED, now=desk.now)
        desk.receive(KIM, "Again!", subject=f"Re: [#{number}]")
        assert desk.ticket(number).status is Status.OPEN
    move(desk.tools, desk.actor(), number, Status.CLOSED, now=desk.now)
    desk.sent()
    desk.receive(KIM, "And again!", subject=f"Re: [#{number}]")
    shut = desk.ticket(number)
    assert (shut.status, shut.tags, shut.last_customer_message_at) == (Status.CLOSED, (SHUT_TAG,), desk.now)
    # It is flagged and told, and after the hour the next mail opens it again.
    assert len([mail for mail in desk.sent() if mail.kind == "customer_notice"]) == 2
    desk.now += timedelta(hours=1)
    desk.receive(KIM, "Hello?", subject=f"Re: [#{number}]")
    assert desk.ticket(number).status is Status.OPEN
