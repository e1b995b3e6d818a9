from __future__ import annotations

import pytest

from mailgate.triage.patterns import Patterns, compiled


def test_flag_of_one_expression_is_no_flag_of_its_neighbours(make_reading):
    patterns = Patterns()
    names = ["(?i)REFUND", "REFUND", "x|y", "Order", "^Refund"]
    for name in names:
        patterns.add("subject", name)

    assert [patterns.test("subject", name)(make_reading()) for name in names] == [True, False, False, True, True]


def test_field_is_looked_at_once_for_a_few_dozen_expressions(make_reading):
    patterns, reading = Patterns(), make_reading()
    for number in range(100):
        patterns.add("body", f"nothing{number}")

    assert not any(patterns.test("body", f"nothing{number}")(reading) for number in range(100))
    assert reading.found == {"body#0": False, "body#1": False}


def test_answer_about_a_field_that_a_rule_changed_is_found_anew(make_reading, make_ticket):
    patterns, reading = Patterns(), make_reading()
    for number in range(6):
        patterns.add("category", f"c{number}")
    asked = patterns.test("category", "c3")
    assert not asked(reading)

    assert asked(reading.after(make_ticket(category="c3")))


@pytest.mark.parametrize("pattern", ["(", "(?=x)", r"(a)\1"])
def test_expression_that_no_linear_search_knows_is_refused(pattern):
    with pytest.raises(ValueError, match=r"\S"):
        compiled(pattern)


@pytest.mark.parametrize("word", ["refund", "order 1", "w7", "a.b"])
def test_words_of_many_rules_are_found_as_each_finds_alone(make_reading, word):
    patterns, reading = Patterns(), make_reading(ticket={"subject": "Refund for Order 12 (a+b)"})
    patterns.add_words("subject", [f"w{number}" for number in range(600)])
    patterns.add_words("subject", [word])

    assert patterns.contains("subject", [word])(reading) is (word in "refund for order 12 (a+b)")
