"""Answers to notices of held mail, as people write them."""

from __future__ import annotations

import pytest

from mailgate.commands.held import read_held_answers


def _said(text, *, listed=False):
    answers, findings = read_held_answers(text, listed=listed)
    assert not findings, findings
    return [(answer.verb.value, *answer.mails) for answer in answers]


def _flaws(text, *, listed=False):
    return [finding.code for finding in read_held_answers(text, listed=listed)[1]]


@pytest.mark.parametrize("text", ["accept", "Accept.", "\n\n  ACCEPT \nThanks, Ann", "#accept", "\ufeffaccept\r\n"])
def test_one_word_on_the_first_line_decides(text):
    assert _said(text) == [("accept",)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("12 accept", [("accept", 12)]),
        ("12: accept\n13 new", [("accept", 12), ("new", 13)]),
        ("accept 12, 13", [("accept", 12, 13)]),
        ("12, 13 and the rest spam", None),
        ("#12 #14 spam\n\nBest, Ann", [("spam", 12, 14)]),
    ],
)
def test_a_digest_is_answered_line_by_line(text, said):
    if said is None:
        assert _flaws(text, listed=True) == ["answer.no_word"]
    else:
        assert _said(text, listed=True) == said


@pytest.mark.parametrize(
    "text", ["", "Who is that?", "acept", "new laptop please", "I do not accept this", "accept or spam", "> accept"]
)
def test_other_words_decide_nothing(text):
    assert _flaws(text) == ["answer.no_word"]


def test_a_slip_is_told_the_word_it_looks_like():
    (finding,) = read_held_answers("acept", listed=False)[1]
    assert finding.sentence == "Did you mean accept?"


def test_a_list_needs_numbers():
    assert _flaws("spam", listed=True) == ["answer.no_number"]


def test_a_later_line_with_a_number_was_meant_too():
    assert _flaws("12 accept\n13 spma", listed=True) == ["answer.no_word"]


def test_a_page_of_digits_is_read_in_no_time():
    assert _flaws("1 " * 200_000) == ["answer.no_word"]
