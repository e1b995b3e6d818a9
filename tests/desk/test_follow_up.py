"""What a mail about a closed, old or renamed matter becomes, by what its queue wants (spec/mail.md B7, B9)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mailgate.model.ticket import Status
from mailgate.pipeline.tickets.actions import move

CORA = "cora@customers.test"
DAY = timedelta(days=1)


def _closed(desk, *, status=Status.CLOSED):
    desk.receive(CORA, "It does not print.", subject="Printer in the hall")
    (ticket,) = desk.tickets()
    (answer,) = desk.sent_to(CORA)
    move(desk.tools, desk.actor(), ticket.number, Status.RESOLVED, now=desk.now)
    if status is Status.CLOSED:
        move(desk.tools, desk.actor(), ticket.number, Status.CLOSED, now=desk.now)
    return ticket.number, answer


def _became(desk, number, row):
    state, outcome = desk.state(row)[:2]
    if state == "held":
        return outcome
    return "reopened" if desk.ticket(number).status is Status.OPEN else "new" if len(desk.tickets()) == 2 else "kept"


@pytest.mark.parametrize(
    ("policy", "days", "became"),
    [
        ("reopen", 13, "reopened"),
        ("reopen", 15, "new"),
        ("always", 1_000, "reopened"),
        ("new", 0, "new"),
        ("hold", 0, "held.closed"),
        ("hold", 1_000, "held.closed"),
    ],
)
def test_a_mail_about_a_closed_ticket_does_what_its_queue_wants(make_desk, policy, days, became):
    desk = make_desk(f'closed_follow_up = "{policy}"')
    number, answer = _closed(desk)
    desk.now += days * DAY
    row = desk.receive(CORA, "Again.", to=answer["Reply-To"], subject=answer["Subject"])
    assert _became(desk, number, row) == became


@pytest.mark.parametrize("policy", ["reopen", "always", "new", "hold"])
def test_a_machines_answer_to_a_closed_ticket_reopens_nothing(make_desk, policy):
    desk = make_desk(f'closed_follow_up = "{policy}"')
    number, answer = _closed(desk)
    headers = "Auto-Submitted: auto-replied\r\n"
    desk.receive(CORA, "I am away.", to=answer["Reply-To"], subject="Away", headers=headers)
    assert desk.ticket(number).status is Status.CLOSED
    assert not [mail for mail in desk.sent() if mail.recipient == CORA and mail.kind == "acknowledgement"]


@pytest.mark.parametrize("policy", ["new", "hold"])
def test_a_resolved_ticket_is_reopened_whatever_becomes_of_closed_ones(make_desk, policy):
    desk = make_desk(f'closed_follow_up = "{policy}"')
    number, answer = _closed(desk, status=Status.RESOLVED)
    row = desk.receive(CORA, "Again.", to=answer["Reply-To"], subject=answer["Subject"])
    assert _became(desk, number, row) == "reopened"


def test_an_agents_yes_to_held_words_reopens_the_closed_ticket(make_desk):
    desk = make_desk('closed_follow_up = "hold"')
    number, answer = _closed(desk)
    desk.now += 100 * DAY
    desk.receive(CORA, "Again.", to=answer["Reply-To"], subject=answer["Subject"])
    (notice,) = desk.sent_to("ann@agents.test", "held_notice")
    desk.receive("ann@agents.test", "accept", to=notice["Reply-To"])
    desk.work()
    assert desk.ticket(number).status is Status.OPEN


@pytest.mark.parametrize(
    ("days", "subject", "tickets"),
    [
        (0, "Invoice 77 is wrong", 1),
        (31, "Invoice 77 is wrong", 2),
        (31, "Re: Printer in the hall", 1),
        (31, "AW: Printer in the hall, third floor", 1),
        (31, "Printer", 1),
        (31, "", 1),
        (31, "Invoice 77 is wrong [#NUMBER]", 1),
    ],
)
def test_an_old_ticket_answered_under_another_subject_is_another_matter(desk, days, subject, tickets):
    desk.receive(CORA, "It does not print.", subject="Printer in the hall")
    (ticket,) = desk.tickets()
    (answer,) = desk.sent_to(CORA)
    desk.now += days * DAY
    desk.receive(CORA, "Look at this.", to=answer["Reply-To"], subject=subject.replace("NUMBER", ticket.number))
    assert len(desk.tickets()) == tickets
    if tickets == 2:
        assert desk.tickets()[0].follow_up_of == ticket.id
        assert desk.tickets()[0].subject == subject


def test_another_subject_joins_where_the_queue_wants_that(make_desk):
    desk = make_desk('changed_subject = "append"')
    desk.receive(CORA, "It does not print.", subject="Printer in the hall")
    (answer,) = desk.sent_to(CORA)
    desk.now += 31 * DAY
    desk.receive(CORA, "Look at this.", to=answer["Reply-To"], subject="Invoice 77 is wrong")
    assert len(desk.tickets()) == 1
