"""When a quiet ticket is warned of and closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.lifecycle.closing import Fate, Quiet, Warned, fate
from mailgate.model.job import AutoClose
from mailgate.model.ticket import Status

MOVED = datetime(2026, 11, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)
LIMITS = AutoClose()


@pytest.fixture
def quiet(make_ticket):
    """A ticket that waits for its customer since ``MOVED``."""
    waiting = replace(make_ticket(), status=Status.WAITING_FOR_CUSTOMER, last_agent_message_at=None)
    return Quiet(ticket=replace(waiting, last_customer_message_at=None), moved_at=MOVED)


def _in(quiet, status, **fields):
    return replace(quiet, ticket=replace(quiet.ticket, status=status, **fields))


def test_the_warning_comes_on_day_five_and_not_before(quiet):
    assert fate(quiet, LIMITS, MOVED + 5 * DAY - timedelta(seconds=1)) is None
    assert fate(quiet, LIMITS, MOVED + 5 * DAY) is Fate.WARN


def test_the_end_comes_on_day_seven_two_days_after_the_warning(quiet):
    warned = replace(quiet, warned=Warned(at=MOVED + 5 * DAY))
    assert fate(warned, LIMITS, MOVED + 7 * DAY - timedelta(seconds=1)) is None
    assert fate(warned, LIMITS, MOVED + 7 * DAY) is Fate.CLOSE_INACTIVE


def test_a_late_warning_puts_the_end_off(quiet):
    warned = replace(quiet, warned=Warned(at=MOVED + 9 * DAY))
    assert fate(warned, LIMITS, MOVED + 11 * DAY - timedelta(seconds=1)) is None
    assert fate(warned, LIMITS, MOVED + 11 * DAY) is Fate.CLOSE_INACTIVE


def test_without_a_warning_that_left_nothing_is_closed(quiet):
    assert fate(quiet, LIMITS, MOVED + 400 * DAY) is Fate.WARN
    lost = replace(quiet, warned=Warned(at=MOVED + 5 * DAY, lost=True))
    assert fate(lost, LIMITS, MOVED + 400 * DAY) is None


@pytest.mark.parametrize(
    "status", [each for each in Status if each not in (Status.WAITING_FOR_CUSTOMER, Status.RESOLVED)]
)
def test_no_other_ticket_is_ever_touched_least_of_all_one_that_waits_for_us(quiet, status):
    warned = replace(quiet, warned=Warned(at=MOVED))
    assert fate(_in(warned, status), LIMITS, MOVED + 400 * DAY) is None


def test_a_resolved_ticket_is_closed_seven_days_after_the_last_word_on_it(quiet):
    resolved = _in(quiet, Status.RESOLVED, last_customer_message_at=MOVED + 2 * DAY)
    assert fate(resolved, LIMITS, MOVED + 9 * DAY - timedelta(seconds=1)) is None
    assert fate(resolved, LIMITS, MOVED + 9 * DAY) is Fate.CLOSE_RESOLVED


def test_a_word_of_ours_begins_the_waiting_anew_and_a_machines_answer_does_not(quiet):
    reminded = _in(quiet, Status.WAITING_FOR_CUSTOMER, last_agent_message_at=MOVED + DAY)
    assert fate(reminded, LIMITS, MOVED + 5 * DAY) is None
    away = _in(quiet, Status.WAITING_FOR_CUSTOMER, last_customer_message_at=MOVED + DAY)
    assert fate(away, LIMITS, MOVED + 5 * DAY) is Fate.WARN


def test_what_an_agent_put_off_is_left_alone(quiet):
    put_off = _in(quiet, Status.WAITING_FOR_CUSTOMER, snoozed_until=MOVED + 30 * DAY)
    assert fate(put_off, LIMITS, MOVED + 10 * DAY) is None
