"""Which tickets of a customer a new one may repeat."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.model.detection import RecentTicket
from mailgate.triage.duplicates import alike

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
WORDS = "The printer in the hall prints only blank pages since this morning."


def _ticket(subject: str = "", text: str = "", number: str = "2026-11-00001") -> RecentTicket:
    return RecentTicket(number=number, subject=subject, text=text, created_at=NOW)


@pytest.mark.parametrize(
    ("subject", "text", "by"),
    [
        ("Printer prints blank pages", "Hello?", "subject"),
        ("Re: AW: printer prints blank PAGES [#2026-11-00009]", "", "subject"),
        ("Again me", "Hello, the printer in the hall prints only blank pages since this morning!", "text"),
    ],
)
def test_what_says_much_the_same_is_named(subject, text, by):
    (found,) = alike(subject, text, [_ticket("Printer prints blank pages", WORDS)])
    assert (found.number, found.by) == ("2026-11-00001", by)
    assert found.likeness >= 60


@pytest.mark.parametrize(
    ("new", "old"),
    [
        (("Invoice", "Where is it?"), ("Invoice", "I cannot read the second page of it.")),
        (("Printer prints blank pages", ""), ("Scanner makes strange noises", "")),
        (("My order 4711 did not arrive", ""), ("My order 4712 did not arrive", "")),
        (("", ""), ("", "")),
    ],
    ids=["one word", "other words", "other numbers", "no words"],
)
def test_what_is_another_matter_is_not_named(new, old):
    assert alike(*new, [_ticket(*old)]) == ()


def test_a_number_that_both_name_is_no_hindrance():
    assert alike("Order 4711 did not arrive", "", [_ticket("Order 4711 did not arrive", "Ordered on day 3.")])


def test_the_likeliest_comes_first_and_three_are_enough():
    near = [_ticket("Printer prints blank pages again", number=str(row)) for row in range(5)]
    found = alike("Printer prints blank pages", "", [*near, _ticket("Printer prints blank pages", number="exact")])
    assert [each.number for each in found] == ["exact", "0", "1"]
