"""Nobody writes any more: the customer is warned once, then the ticket is closed; one that waits for us never is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update
from tests.rig.desk import ANN, TENANT

from mailgate.lifecycle.closing import Fate
from mailgate.model.event import EventKind
from mailgate.model.outbound import OutboxState
from mailgate.model.ticket import Status
from mailgate.pipeline.agents.turn import Words
from mailgate.pipeline.jobs.auto_closing import carry_out, due
from mailgate.pipeline.tickets.actions import move, reply_to
from mailgate.store.tables.queues import outbox
from mailgate.store.tickets import events

DAY = timedelta(days=1)
KIM = "kim@client.test"


class Quiet:
    """Kim's ticket, which Ann answered."""

    def __init__(self, desk) -> None:
        self.desk = desk
        desk.receive(KIM, "My printer burns.")
        self.number = desk.tickets()[0].number
        self.answer()

    def answer(self) -> None:
        reply_to(self.desk.tools, self.desk.actor(ANN), self.number, Words(text="Did it stop?"), now=self.desk.now)
        self.answered = self.desk.now

    def after(self, days: float):
        """The job runs so many days after the last answer."""
        self.desk.now = self.answered + days * DAY
        return carry_out(self.desk.tools, self.desk.tools.desk(TENANT), now=self.desk.now)

    @property
    def status(self) -> Status:
        return self.desk.ticket(self.number).status

    def warnings(self):
        return [mail for mail in self.desk.sent() if mail.kind == "close_warning"]

    def journal(self):
        ticket = self.desk.ticket(self.number)
        return self.desk.tools.database.read(lambda conn: events.of_ticket(conn, TENANT, ticket.id))


@pytest.fixture
def quiet(desk):
    return Quiet(desk)


def test_the_customer_is_warned_on_day_five_and_the_ticket_closed_on_day_seven(quiet):
    assert quiet.after(4.9) == {}
    assert quiet.after(5) == {Fate.WARN: 1}
    (warning,) = quiet.warnings()
    assert (warning.recipient, warning["Auto-Submitted"]) == (KIM, "auto-generated")
    assert quiet.number in warning["Subject"]
    assert quiet.after(6.9) == {}
    assert quiet.after(7) == {Fate.CLOSE_INACTIVE: 1}
    assert quiet.status is Status.CLOSED
    closed = next(event for event in quiet.journal() if event.kind is EventKind.CLOSED)
    assert (closed.actor, closed.cause.kind, closed.cause.ref) == ("system", "schedule", "auto_close:inactive")


def test_a_period_of_waiting_has_one_warning_however_often_the_job_runs(quiet):
    assert [quiet.after(5 + hours / 24) for hours in range(3)] == [{Fate.WARN: 1}, {}, {}]
    assert len(quiet.warnings()) == 1


def test_a_reply_cancels_and_the_next_period_has_a_warning_of_its_own(quiet):
    quiet.after(5)
    (warning,) = quiet.warnings()
    quiet.desk.receive(KIM, "It burns again.", to=warning["Reply-To"])
    assert quiet.status is Status.OPEN
    assert quiet.after(400) == {}
    quiet.answer()
    assert quiet.after(5) == {Fate.WARN: 1}
    assert len(quiet.warnings()) == 1


def test_a_machines_answer_to_the_warning_cancels_nothing(quiet):
    quiet.after(5)
    (warning,) = quiet.warnings()
    vacation = "Auto-Submitted: auto-replied\n"
    quiet.desk.receive(KIM, "I am away until May.", to=warning["Reply-To"], headers=vacation)
    assert quiet.after(7) == {Fate.CLOSE_INACTIVE: 1}


@pytest.mark.parametrize("state", [OutboxState.FAILED, OutboxState.HELD, OutboxState.SUPPRESSED], ids=str)
def test_without_a_warning_that_left_nothing_is_closed(quiet, state):
    quiet.after(5)
    change = update(outbox).where(outbox.c.kind == "close_warning").values(state=state.value)
    quiet.desk.tools.database.write(lambda conn: conn.execute(change))
    assert quiet.after(400) == {}
    assert quiet.status is Status.WAITING_FOR_CUSTOMER


def test_a_desk_that_was_off_for_a_week_gives_the_two_days_still(quiet):
    assert quiet.after(12) == {Fate.WARN: 1}
    assert quiet.after(13.9) == {}
    assert quiet.after(14) == {Fate.CLOSE_INACTIVE: 1}


@pytest.mark.parametrize(
    "status",
    [Status.IN_PROGRESS, Status.WAITING_FOR_SUPPORT, Status.WAITING_FOR_VENDOR, Status.ESCALATED],
    ids=str,
)
def test_a_ticket_that_waits_for_us_is_never_closed(quiet, status):
    quiet.after(5)
    move(quiet.desk.tools, quiet.desk.actor(ANN), quiet.number, status, now=quiet.desk.now)
    assert quiet.after(400) == {}
    assert quiet.status is status


def test_what_is_resolved_is_closed_seven_days_after_the_last_word_without_a_warning(quiet):
    move(quiet.desk.tools, quiet.desk.actor(ANN), quiet.number, Status.RESOLVED, now=quiet.desk.now)
    assert quiet.after(6.9) == {}
    assert quiet.after(7) == {Fate.CLOSE_RESOLVED: 1}
    assert (quiet.status, quiet.warnings()) == (Status.CLOSED, [])


def test_a_dry_run_says_what_would_be_done_and_does_nothing(quiet):
    at = quiet.answered + 5 * DAY
    (planned,) = due(quiet.desk.tools, quiet.desk.tools.desk(TENANT), now=at)
    assert (planned[0].ticket.number, planned[1]) == (quiet.number, Fate.WARN)
    assert (quiet.warnings(), quiet.status) == ([], Status.WAITING_FOR_CUSTOMER)
