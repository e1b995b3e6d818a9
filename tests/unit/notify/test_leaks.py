"""Words of notes in mails to customers."""

from __future__ import annotations

import pytest

from mailgate.notify.leaks import repeated

NOTE = "Do not tell them, but the fuser of this series catches fire and legal wants us to say nothing."
REPLY = "Thank you for your patience. We are looking into it and will write as soon as we know more about it."


@pytest.mark.parametrize(
    "mail",
    [
        NOTE,
        f"Hello Kim,\n\n{REPLY}\n\n> {NOTE}",
        "Hello!\n>> Do not tell them,\n>> but the FUSER of this\n>> series catches   fire and",
        "do\u00a0not tell them but the \uff46user of this series",
        "DO NOT TELL THEM -- BUT THE FUSER, OF this (series)",
    ],
)
def test_a_note_is_found_however_it_was_quoted(mail):
    assert repeated([mail], [NOTE], [])


def test_what_was_found_is_told():
    assert repeated(["... the fuser of this series catches fire and ..."], [NOTE], []) == (
        "the fuser of this series catches fire and"
    )


@pytest.mark.parametrize(
    "mail", ["", REPLY, "The fuser of this series catches fire.", "Do not tell them, but it burns."]
)
def test_an_answer_of_its_own_words_is_let_through(mail):
    assert repeated([mail], [NOTE, "ok", "call him"], []) == ""


def test_what_the_customer_wrote_is_no_secret():
    customer = "My printer of the series X1 prints only every second page since yesterday, please help."
    note = f"Look at this:\n> {customer}\nHe is right."
    assert repeated([f"You wrote:\n> {customer}\nWe send a new one."], [note], [customer]) == ""
    assert repeated([f"> {customer}\nHe is right."], [f"{customer} He is right, we broke it."], [customer])


def test_a_short_note_counts_as_a_whole():
    note = "He is a fraud, beware"
    assert repeated(["Hello,\n> he is a fraud! Beware\nBest"], [note], [])
    assert repeated(["He is a fraud."], [note], []) == ""
    assert repeated(["Call him back"], ["call him back"], []) == ""


def test_writing_without_blanks_is_compared_by_its_signs():
    note = "この顧客には絶対に返金しないでください。社内秘です。"
    assert repeated([f"こんにちは。\n> {note}"], [note], [])
    assert repeated(["いつもお世話になっております。ありがとうございます。"], [note], []) == ""


def test_pages_are_compared_in_no_time():
    page = "word " * 200_000
    assert repeated([page], ["other words than those of the mail " * 1_000], [page]) == ""
