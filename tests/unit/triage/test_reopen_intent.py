"""What a customer's reply to a ticket that was done wants, in six languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from mailgate.triage.reopen_intent import Intent, reopen_intent

#: Language, what a person would say that it wants, words.
REPLIES = [
    tuple(line.split("\t")) for line in (Path(__file__).parent / "replies.tsv").read_text(encoding="utf-8").splitlines()
]
LANGUAGES = ("en", "de", "fr", "es", "it", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reply_is_understood(language):
    wrong = [
        (wanted, reopen_intent(text), text)
        for its, wanted, text in REPLIES
        if its == language and reopen_intent(text).intent != wanted
    ]
    assert wrong == []


def test_what_reopens_is_right_in_99_of_100():
    called = [wanted for _, wanted, text in REPLIES if reopen_intent(text).intent is Intent.STILL_BROKEN]
    assert len(called) >= 100
    assert called.count(Intent.STILL_BROKEN) / len(called) >= 0.99


@pytest.mark.parametrize(("language", "wanted", "text"), [reply for reply in REPLIES if reply[1] == "still_broken"])
def test_thanks_around_a_complaint_never_close(language, wanted, text):
    polite = {"en": "Thanks!", "de": "Danke!", "fr": "Merci !", "es": "¡Gracias!", "it": "Grazie!", "nl": "Bedankt!"}
    for around in (f"{polite[language]} {text}", f"{text}\n\n{polite[language]}\nKim", text.upper(), f"{text} " * 3):
        assert reopen_intent(around).intent is Intent.STILL_BROKEN, around


def test_the_evidence_is_named():
    assert "not working" in reopen_intent("Thanks, but it is still not working").evidence
    assert reopen_intent("Merci, c'est réglé").evidence == ("regle", "merci")


@pytest.mark.parametrize("text", ["", "   ", "https://client.test/?a=b", "..."])
def test_no_words_are_unsure(text):
    assert reopen_intent(text).intent is Intent.UNSURE


def test_thanks_with_a_story_behind_them_are_unsure():
    text = "Thanks. Our new colleague starts on Monday at the branch in Leeds and Jan moves to the second floor."
    assert reopen_intent(text).intent is Intent.UNSURE


def test_a_text_without_end_is_read_in_its_beginning():
    assert reopen_intent("Thanks, solved. " + "x" * 1_000_000).intent is Intent.CLOSES
    assert reopen_intent("not " * 300_000).intent is Intent.UNSURE
