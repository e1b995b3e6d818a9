"""A text as clauses in one plain spelling."""

from __future__ import annotations

import pytest

from mailgate.triage.clauses import READ_CHARACTERS, Sentence, plain, sentences


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("Ça n’est PAS réglé", "ca ne est pas regle"),
        ("It doesn't, can't, won't, isnt", "it does not, can not, will not, is not"),
        ("Größe gelöst", "grosse gelost"),
        ("see https://client.test/not?working=1 now", "see   now"),
        ("mail not@client.test", "mail  "),
    ],
)
def test_a_text_is_spelled_plainly(text, spelled):
    assert plain(text) == spelled


def test_sentences_end_at_marks_and_lines_and_clauses_at_commas():
    assert sentences("Thanks, Ann!\nWorks? Version 2.4 and more") == (
        Sentence(clauses=("thanks", "ann"), asks=False),
        Sentence(clauses=("works",), asks=True),
        Sentence(clauses=("version 2 4", "more"), asks=False),
    )


def test_only_the_beginning_is_read():
    assert len(plain("x" * (READ_CHARACTERS + 1))) == READ_CHARACTERS


def test_marks_alone_are_no_sentence():
    assert sentences("... !!! \n --") == ()
