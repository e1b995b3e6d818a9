"""Phrases of several languages put together."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from mailgate.triage.clauses import plain
from mailgate.triage.phrases.dutch import DUTCH
from mailgate.triage.phrases.english import ENGLISH
from mailgate.triage.phrases.every import EVERY
from mailgate.triage.phrases.french import FRENCH
from mailgate.triage.phrases.german import GERMAN
from mailgate.triage.phrases.italian import ITALIAN
from mailgate.triage.phrases.kinds import Phrases
from mailgate.triage.phrases.spanish import SPANISH

LANGUAGES = {"en": ENGLISH, "de": GERMAN, "fr": FRENCH, "es": SPANISH, "it": ITALIAN, "nl": DUTCH}


def test_together_they_are_all_there():
    assert all(
        set(getattr(each, field.name)) <= set(getattr(EVERY, field.name))
        for each in LANGUAGES.values()
        for field in fields(Phrases)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_kind_has_phrases_as_a_text_is_spelled(language):
    for field in fields(Phrases):
        phrases = getattr(LANGUAGES[language], field.name)
        assert phrases, field.name
        for phrase in phrases:
            re.compile(phrase)
            letters = re.sub(r"\\[wb]", "", phrase)
            assert letters == plain(letters), phrase
