from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.commands.page import read_page_answer
from mailgate.model.command import PageVerb


@pytest.mark.parametrize("text", ["ack", "ACK!", "\n\u00a0Ack, on my way\n", "#ack", "acknowledged\n\n-- \nBob"])
def test_ack_takes_the_page(text):
    assert read_page_answer(text).verb is PageVerb.ACK


@pytest.mark.parametrize("text", ["snooze 2h", "Snooze for 2 hours.", "snooze: 120m"])
def test_a_page_is_put_off_for_a_length_of_time(text):
    answer = read_page_answer(text)
    assert (answer.verb, answer.length, answer.finding) == (PageVerb.SNOOZE, timedelta(hours=2), None)


@pytest.mark.parametrize("text", ["snooze", "snooze a bit", "snooze 2d", "snooze until fri"])
def test_a_page_is_not_put_off_without_end(text):
    assert read_page_answer(text).finding.code == "command.bad_duration"


def test_resolve_stands_alone_on_its_line():
    assert read_page_answer("resolve\n\nit was the cable").verb is PageVerb.RESOLVE
    assert read_page_answer("resolve this with Bob") is None


@pytest.mark.parametrize("text", ["", "I see it", "no ack", "acknowledging nothing", "> ack", "#resolve", "#snooze 2h"])
def test_anything_else_is_a_note(text):
    assert read_page_answer(text) is None


@given(st.text())
def test_any_text_is_read(text):
    answer = read_page_answer(text)
    assert answer is None or isinstance(answer.verb, PageVerb)
