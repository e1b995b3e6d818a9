"""A customer writes on a ticket that was done: on a desk whose aid reads what they want, and on one without it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.rig.desk import ANN, BOB, TENANT

from mailgate.model.event import EventKind
from mailgate.model.ticket import Status
from mailgate.pipeline.customers.words import CustomerWords, customer_says
from mailgate.store.tickets import events

KIM = "kim@client.test"
AID = "[detection]\nreopen_intent = true\n"


@pytest.fixture
def done(make_desk):
    """A desk, with the aid or without, and a ticket of Kim's that Ann closed or resolved."""

    def make(more: str = AID, command: str = "#resolve"):
        desk = make_desk(more=more)
        desk.receive(KIM, "My printer burns.")
        (notice,) = desk.sent_to(ANN, "new_ticket_notice")
        desk.receive(ANN, command, to=notice["Reply-To"])
        desk.sent()
        return desk, desk.tickets()[0]

    return make


def _answer(desk, ticket, text, headers=""):
    desk.receive(KIM, text, subject=f"Re: Printer [#{ticket.number}]", headers=headers)
    return desk.ticket(ticket.number)


def _journal(desk, ticket):
    return desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, ticket.id))


def _read(desk, ticket):
    added = [event for event in _journal(desk, ticket) if event.kind is EventKind.MESSAGE_ADDED]
    return added[-1].details.get("reopen_intent"), added[-1].details.get("evidence")


@pytest.mark.parametrize("command", ["#resolve", "#close"])
def test_thanks_are_recorded_and_wake_nobody(done, command):
    desk, ticket = done(command=command)
    after = _answer(desk, ticket, "Thanks, solved!")
    assert (after.status, after.reopened_count) == (ticket.status, 0)
    assert after.last_customer_message_at == desk.now
    assert desk.sent() == []
    assert _read(desk, ticket) == ("closes", ["solved", "thanks"])


@pytest.mark.parametrize("command", ["#resolve", "#close"])
def test_thanks_with_a_complaint_reopen_and_its_agents_are_told(done, command):
    desk, ticket = done(command=command)
    after = _answer(desk, ticket, "Thanks, but it is still broken.")
    assert after.status in {Status.OPEN, Status.WAITING_FOR_SUPPORT}
    assert after.reopened_count == 1
    assert {mail.recipient for mail in desk.sent()} <= {ANN, BOB} != set()
    assert _read(desk, ticket)[0] == "still_broken"


def test_words_that_say_neither_leave_it_done_and_its_agents_are_told(done):
    desk, ticket = done()
    after = _answer(desk, ticket, "I will test it tomorrow.")
    assert (after.status, after.reopened_count) == (Status.RESOLVED, 0)
    (notice,) = desk.sent_to(ANN)
    assert notice.kind == "customer_notice"
    assert "Flagged   stays resolved: it is not clear whether anything is wanted, #reopen opens it" in notice.text
    assert _read(desk, ticket)[0] == "unsure"


def test_what_is_not_clear_is_flagged_for_an_hour(done):
    desk, ticket = done()
    after = _answer(desk, ticket, "I will test it tomorrow.")
    assert after.flagged_until == desk.now + timedelta(hours=1)
    (flagged,) = [event for event in _journal(desk, ticket) if event.details.get("field") == "flagged_until"]
    assert (flagged.cause.kind, flagged.cause.ref) == ("detection", "unsure: will test")


@pytest.mark.parametrize(("then", "text"), [("thanks", "Thanks, solved!"), ("a complaint", "It does not work.")])
def test_clear_words_take_the_flag_off(done, then, text):
    desk, ticket = done()
    _answer(desk, ticket, "I will test it tomorrow.")
    assert _answer(desk, ticket, text).flagged_until is None


def test_an_agent_who_reopens_takes_the_flag_off(done):
    desk, ticket = done()
    _answer(desk, ticket, "I will test it tomorrow.")
    notice = desk.sent_to(ANN)[0]
    desk.receive(ANN, "#reopen", to=notice["Reply-To"])
    after = desk.ticket(ticket.number)
    assert (after.reopened_count, after.flagged_until) == (1, None)
    assert "Flagged" not in "".join(mail.text for mail in desk.sent())


def test_an_attachment_beside_thanks_is_looked_at_by_somebody(done):
    desk, ticket = done()
    headers = 'MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n'
    text = "--b\r\nContent-Type: text/plain\r\n\r\nThanks, solved!\r\n"
    file = '--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="a.png"\r\n\r\nx\r\n--b--'
    assert _answer(desk, ticket, text + file, headers=headers).status is Status.RESOLVED
    assert _read(desk, ticket) == ("unsure", ["solved", "thanks", "an attachment"])
    assert desk.sent_to(ANN) != []


@pytest.mark.parametrize(
    ("new", "quoted", "reopened"),
    [("It is still not working.", "It is solved, thanks.", 1), ("Thanks, solved!", "Is it still broken?", 0)],
    ids=["complaint", "thanks"],
)
def test_quoted_words_of_ours_do_not_count(done, new, quoted, reopened):
    text = f"{new}\n\nOn Fri, Nov 20, 2026 at 10:00 AM Acme Support <support@desk.test> wrote:\n> {quoted}\n"
    assert _answer(*done(), text).reopened_count == reopened


def test_without_the_aid_every_reply_reopens(done):
    desk, ticket = done(more="")
    assert _answer(desk, ticket, "Thanks, solved!").reopened_count == 1
    assert _read(desk, ticket) == (None, None)


def test_an_open_ticket_is_read_by_nobody(done):
    desk, ticket = done(command="#tag a")
    _answer(desk, ticket, "Thanks, solved!")
    assert _read(desk, ticket) == (None, None)
    assert desk.sent_to(ANN) != []


def test_a_customers_words_over_http_are_read_as_well(done):
    desk, ticket = done()
    customer_says(desk.tools, desk.actor(KIM), ticket.number, CustomerWords(text="Merci, c'est réglé"), now=desk.now)
    assert desk.ticket(ticket.number).status is Status.RESOLVED
    assert desk.sent() == []
    customer_says(desk.tools, desk.actor(KIM), ticket.number, CustomerWords(text="Sigue sin funcionar"), now=desk.now)
    assert desk.ticket(ticket.number).reopened_count == 1
