"""After a ticket is closed its customer is asked once how it was, and may answer by a digit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.rig.desk import ANN, TENANT

from mailgate.errors import NotFound, Refused
from mailgate.model.event import EventKind
from mailgate.model.survey import Rating
from mailgate.model.ticket import Status
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.customers.rating import rate, rate_by_link
from mailgate.pipeline.customers.surveying import send_surveys
from mailgate.pipeline.tickets.actions import move, reply_to
from mailgate.store.outbound import surveys
from mailgate.store.tickets import events

HOUR = timedelta(hours=1)
KIM = "kim@client.test"


class Asking:
    """Kim's ticket, closed by Ann."""

    def __init__(self, desk) -> None:
        self.desk = desk
        desk.receive(KIM, "My printer burns.")
        self.number = desk.tickets()[0].number
        reply_to(desk.tools, desk.actor(ANN), self.number, Words(text="Fixed."), now=desk.now)
        self.move(Status.CLOSED)
        desk.sent()

    def move(self, status: Status) -> None:
        move(self.desk.tools, self.desk.actor(ANN), self.number, status, now=self.desk.now)

    def ask(self, after: timedelta = 24 * HOUR):
        """The surveys that go out so much later."""
        self.desk.now += after
        send_surveys(self.desk.tools, clock=lambda: self.desk.now)
        return [mail for mail in self.desk.sent() if mail.kind == "survey"]

    def answer(self, text: str, survey, **more) -> str:
        """What becomes of Kim's reply."""
        row = self.desk.receive(KIM, text, to=survey["Reply-To"], **more)
        return self.desk.state(row)[1]

    @property
    def ticket(self):
        return self.desk.ticket(self.number)

    def scores(self) -> list[tuple[object, object]]:
        journal = self.desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, self.ticket.id))
        rated = [event.details for event in journal if event.kind is EventKind.RATED]
        return [(details["score"], details["comment"]) for details in rated]

    def reasons(self) -> list[object]:
        journal = self.desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, self.ticket.id))
        return [event.details["reason"] for event in journal if event.details.get("survey") == "not sent"]

    def survey(self):
        return self.desk.tools.database.read(lambda conn: surveys.of_ticket(conn, self.ticket.id))


@pytest.fixture
def asking(desk):
    return Asking(desk)


def test_a_day_after_closing_the_customer_is_asked_once(asking):
    assert asking.desk.tools.database.read(surveys.next_due) == asking.desk.now + 24 * HOUR
    assert asking.ask(24 * HOUR - timedelta(seconds=1)) == []
    (survey,) = asking.ask(timedelta(seconds=1))
    assert (survey.recipient, survey["Auto-Submitted"]) == (KIM, "auto-generated")
    assert "5  very good" in survey.text
    assert asking.ask(1000 * HOUR) == []


def test_a_reopening_cancels_and_the_next_closing_asks(asking):
    asking.move(Status.OPEN)
    assert asking.ask() == []
    asking.move(Status.CLOSED)
    assert len(asking.ask()) == 1


def test_a_digit_in_the_first_line_rates_and_the_ticket_stays_closed(asking):
    (survey,) = asking.ask()
    assert asking.answer("4\nQuick!\n\n> How content are you?", survey) == "rated"
    assert (asking.ticket.csat_score, asking.ticket.status) == (4, Status.CLOSED)
    assert asking.scores() == [(4, "Quick!")]
    assert (asking.survey().score, asking.survey().channel, asking.survey().comment) == (4, "mail", "Quick!")
    assert asking.desk.sent() == []


@pytest.mark.parametrize("policy", ["always", "new", "hold"])
@pytest.mark.parametrize("subject", ["Re: How was it?", ""])
def test_a_digit_rates_whatever_becomes_of_other_mail_about_closed_tickets(make_desk, policy, subject):
    asking = Asking(make_desk(f'closed_follow_up = "{policy}"'))
    (survey,) = asking.ask()
    assert asking.answer("4", survey, subject=subject) == "rated"
    assert asking.scores() == [(4, "")]


def test_a_reply_in_words_opens_the_ticket_again(asking):
    (survey,) = asking.ask()
    assert asking.answer("It burns again", survey) == "appended"
    assert (asking.ticket.status, asking.ticket.csat_score) == (Status.OPEN, None)


def test_a_digit_of_somebody_else_or_of_a_machine_rates_nothing(asking):
    (survey,) = asking.ask()
    asking.desk.receive("mallory@else.test", "1", to=survey["Reply-To"])
    assert asking.answer("1", survey, headers="Auto-Submitted: auto-replied\n") == "appended"
    assert (asking.ticket.csat_score, asking.scores()) == (None, [])


def test_without_a_survey_a_digit_is_a_word_like_any_other(desk):
    desk.receive(KIM, "My printer burns.")
    (notice,) = desk.sent_to(KIM)
    move(desk.tools, desk.actor(ANN), desk.tickets()[0].number, Status.CLOSED, now=desk.now)
    desk.receive(KIM, "5", to=notice["Reply-To"])
    assert (desk.tickets()[0].csat_score, desk.tickets()[0].status) == (None, Status.OPEN)


def test_the_score_may_be_changed_for_twelve_hours_then_it_stands(asking):
    (survey,) = asking.ask()
    asking.answer("1", survey)
    asking.desk.now += 12 * HOUR - timedelta(seconds=5)
    assert asking.answer("5", survey) == "rated"
    asking.desk.now += 5 * timedelta(seconds=1)
    assert asking.answer("2", survey) == "rating.fixed"
    assert (asking.ticket.csat_score, asking.ticket.status) == (5, Status.CLOSED)
    assert asking.scores() == [(1, ""), (5, "")]


def test_two_weeks_later_the_question_stands_no_more(asking):
    (survey,) = asking.ask()
    asking.desk.now += timedelta(days=14) - timedelta(seconds=2)
    assert asking.answer("5", survey) == "rated", "the reopen window is over, and the survey stands still"
    asking.desk.now += 2 * timedelta(seconds=1)
    assert asking.answer("4", survey) == "new_ticket"
    with pytest.raises(Refused, match="too long ago"):
        rate_by_link(asking.desk.tools, TENANT, asking.survey().id, Rating(score=1), now=asking.desk.now)


def test_by_the_link_it_is_stored_with_its_comment(asking):
    asking.ask()
    rate_by_link(asking.desk.tools, TENANT, asking.survey().id, Rating(score=2, comment="Slow"), now=asking.desk.now)
    assert (asking.ticket.csat_score, asking.scores()) == (2, [(2, "Slow")])
    assert (asking.survey().channel, asking.survey().answered_at) == ("link", asking.desk.now)
    with pytest.raises(NotFound):
        rate_by_link(asking.desk.tools, "other", asking.survey().id, Rating(score=1), now=asking.desk.now)


def test_whoever_rated_already_or_was_asked_lately_is_not_asked(asking):
    desk = asking.desk
    rate(desk.tools, desk.actor(KIM), asking.number, Rating(score=5), now=desk.now)
    assert asking.ask() == []
    desk.receive(KIM, "Another matter.", subject="Other")
    second = desk.tickets()[0].number
    move(desk.tools, desk.actor(ANN), second, Status.CLOSED, now=desk.now)
    assert len(asking.ask()) == 1
    desk.receive(KIM, "A third matter.", subject="Third")
    third = desk.tickets()[0].number
    move(desk.tools, desk.actor(ANN), third, Status.CLOSED, now=desk.now)
    assert asking.ask() == []
    asking.number = third
    assert asking.reasons() == ["survey.asked_lately"]


@pytest.mark.parametrize(
    ("author", "headers", "reason"),
    [
        ("no-reply@client.test", "", "survey.machine"),
        ("monitor@client.test", "Auto-Submitted: auto-generated\n", "survey.automatic_mail"),
    ],
)
def test_machines_are_not_asked(desk, author, headers, reason):
    desk.receive(author, "Disk full", headers=headers)
    found = Asking.__new__(Asking)
    found.desk, found.number = desk, desk.tickets()[0].number
    found.move(Status.CLOSED)
    assert (found.ask(), found.reasons()) == ([], [reason])


@pytest.mark.parametrize("status", [Status.SPAM, Status.CANCELLED], ids=str)
def test_nobody_is_asked_about_spam_or_what_was_cancelled(desk, status):
    desk.receive(KIM, "Buy this.")
    found = Asking.__new__(Asking)
    found.desk, found.number = desk, desk.tickets()[0].number
    found.move(status)
    assert found.ask() == []


def test_a_desk_that_asks_nobody_any_more_takes_back_what_was_planned(asking):
    desk = asking.desk.tools.desk(TENANT)
    off = replace(desk, csat=replace(desk.csat, enabled=False))
    asking.desk.use(replace(asking.desk.tools, desks={TENANT: off}))
    assert (asking.ask(), asking.reasons()) == ([], ["survey.off"])
