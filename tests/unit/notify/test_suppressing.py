"""Which failures count against an address, and for how long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mailgate.notify.suppressing import TERMS, blames_address, suppressed, words

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.mark.parametrize("status", ["5.1.1", "5.1.10", "5.2.1", "5.4.4", "5.0.0"])
def test_final_failure_blames_the_address(status):
    assert blames_address(status)


@pytest.mark.parametrize("status", ["4.2.2", "5.2.2", "5.2.3", "5.3.4", "5.4.7", "5.5.2", "5.6.1", "5.7.26", "2.1.5"])
def test_failure_of_mail_or_transport_blames_no_address(status):
    assert not blames_address(status)


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
