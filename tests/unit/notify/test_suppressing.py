"""Which failures count against an address, and for how long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.notify.suppressing import BOUNCED, TERMS, Fault, fault_of, suppressed, weighed, words

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1", "5.4.4", "5.0.0"])
def test_report_of_a_final_failure_blames_the_address(status):
    assert fault_of(f"{BOUNCED}{status} smtp; 550") is Fault.HARD


@pytest.mark.parametrize("status", ["5.2.2", "5.4.7", "4.2.2", "4.1.1", "4.4.1", "4.3.1", "4.0.0"])
def test_report_that_mail_does_not_arrive_now_is_soft(status):
    assert fault_of(f"{BOUNCED}{status} smtp; 452") is Fault.SOFT


OF_THE_MAIL = ["5.2.3", "5.3.4", "5.5.2", "5.6.1", "5.7.1", "5.7.26", "4.7.0", "4.1.8", "5.1.7", "5.1.8", "2.1.5", ""]


@pytest.mark.parametrize("status", OF_THE_MAIL)
def test_report_about_mail_sender_or_transport_blames_no_address(status):
    assert fault_of(f"{BOUNCED}{status} said") is Fault.NONE


@pytest.mark.parametrize(
    "answer", ["550 5.1.1 no such user", "553-5.1.3 bad", "556 5.1.10 null MX", "550 5.2.1 disabled"]
)
def test_relays_word_about_the_recipient_blames_the_address(answer):
    assert fault_of(answer) is Fault.HARD


@pytest.mark.parametrize(
    "answer", ["552 5.2.2 full", "given up: 452 4.2.2 full", "given up: 450 4.1.1 unverified", "given up: 450 4.2.1 x"]
)
def test_relays_word_that_it_does_not_go_now_is_soft(answer):
    assert fault_of(answer) is Fault.SOFT


ABOUT_US = [
    "550 5.7.1 policy",
    "550 no such user",
    "554 5.0.0 refused",
    "550 5.1.8 bad sender",
    "550 5.4.4 unrouteable",
]
ABOUT_US += [
    "given up: 451 4.3.0 try later",
    "given up: no connection: refused",
    "554 5.3.0 x",
    "not an address: 5.1.1",
]
ABOUT_US += ["550 5.1.100 made up"]


@pytest.mark.parametrize("answer", ABOUT_US)
def test_relays_word_about_us_or_itself_blames_no_address(answer):
    assert fault_of(answer) is Fault.NONE


FULL = f"{BOUNCED}5.2.2 full"


def _failures(*days):
    return [(NOW - timedelta(days=days), FULL) for days in days]


def test_fifth_soft_failure_in_a_week_suppresses_as_a_hard_one_does():
    found = weighed("eve@customer.test", FULL, _failures(6.9, 3, 2, 1), None, NOW)

    assert (found.times, found.until) == (1, NOW + DAY)
    assert found.reason == "5 failures in 7 days, the last: 5.2.2 full"


@pytest.mark.parametrize(
    "earlier",
    [_failures(3, 2, 1), _failures(7.1, 3, 2, 1), [*_failures(3, 2, 1), (NOW - DAY, "550 5.7.1 policy")]],
    ids=["four", "five in eight days", "five, one for another reason"],
)
def test_fewer_soft_failures_suppress_nothing(earlier):
    assert weighed("eve@customer.test", FULL, earlier, None, NOW) is None


def test_soft_failures_before_a_term_are_paid_for_with_it():
    known = suppressed("eve@customer.test", "full", None, NOW - 2 * DAY)

    assert weighed("eve@customer.test", FULL, _failures(6, 5, 4, 3), known, NOW) is None
    again = weighed("eve@customer.test", FULL, _failures(0.9, 0.8, 0.7, 0.6), known, NOW)
    assert (again.times, again.until) == (2, NOW + 3 * DAY)


def test_address_that_was_lifted_begins_anew():
    first = suppressed("eve@customer.test", "5.1.1", None, NOW - DAY / 2)
    lifted = replace(first, times=0, until=NOW - DAY / 4, lifted_at=NOW - DAY / 4, lifted_by="ann")

    assert weighed("eve@customer.test", FULL, _failures(3, 2, 1, 0.5), lifted, NOW) is None
    hard = weighed("eve@customer.test", f"{BOUNCED}5.1.1", (), lifted, NOW)
    assert (hard.times, hard.lifted_at, hard.lifted_by) == (1, None, "")


def test_terms_grow_with_each_time_in_a_row_up_to_the_longest():
    found, now, terms = None, NOW, []
    for _ in range(7):
        found = suppressed("Eve@customer.test", "5.1.1", found, now)
        terms.append((found.until - now).days)
        now = found.until

    assert terms == [1, 3, 10, 30, 60, 60, 60]
    assert found.address == "eve@customer.test"


def test_mail_that_was_under_way_when_the_first_came_back_makes_no_term_longer():
    first = suppressed("eve@customer.test", "5.1.1", None, NOW)

    assert suppressed("eve@customer.test", "5.1.1", first, NOW + DAY / 2) == first


def test_address_that_was_left_alone_for_long_starts_anew():
    first = suppressed("eve@customer.test", "5.1.1", None, NOW)
    second = suppressed("eve@customer.test", "5.1.1", first, first.until + TERMS[-1])

    assert (second.times, second.until - second.since) == (1, TERMS[0])


def test_words_name_the_end_of_the_term_and_the_reason():
    assert words(suppressed("eve@customer.test", "5.1.1 gone", None, NOW)) == (
        "suppressed until 2026-11-22 12:00 UTC: 5.1.1 gone"
    )
