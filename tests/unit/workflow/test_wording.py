"""Questions to customers, in their language."""

from __future__ import annotations

import re

import pytest

from mailgate.lifecycle.solved import is_solved
from mailgate.workflow.wording import WORDINGS, question, wording


@pytest.mark.parametrize("language", WORDINGS)
def test_what_a_customer_is_asked_to_answer_is_understood(language):
    answers = re.findall(r'[„«"]\s*(\w+)\s*[“»"]', WORDINGS[language].confirm)
    assert [is_solved(answer) for answer in answers] == [True, False]


@pytest.mark.parametrize(
    ("languages", "chosen"),
    [
        (("de", "fr"), "de"),
        (("", "fr"), "fr"),
        (("", "pt_BR"), "pt"),
        (("", "de-AT"), "de"),
        (("ja", "it"), "it"),
        (("", "fro"), "en"),
        (("", ""), "en"),
    ],
)
def test_first_language_that_there_are_words_of_is_spoken(languages, chosen):
    assert wording(*languages) is WORDINGS[chosen]


def test_six_languages_ask_as_many_questions():
    assert {language: len(each.questions) for language, each in WORDINGS.items()} == dict.fromkeys(
        ("en", "de", "fr", "es", "it", "pt"), 3
    )


def test_questions_of_the_desk_replace_the_usual_ones():
    assert question(WORDINGS["de"], ("Welches?",)).splitlines()[1:] == ["", "1. Welches?"]
