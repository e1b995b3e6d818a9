"""What words say to a run that waits."""

from __future__ import annotations

import pytest

from mailgate.model.workflow import Awaits, Heard
from mailgate.workflow.answers import heard_from_agent, heard_from_customer


@pytest.mark.parametrize(
    ("awaits", "words", "heard"),
    [
        (Awaits.ANSWER, "Since noon.", Heard.ANSWER),
        (Awaits.ANSWER, " \n", Heard.NOTHING),
        (Awaits.YES, "Ja, danke!", Heard.YES),
        (Awaits.YES, "Non.", Heard.NO),
        (Awaits.YES, "Yes, but no.", Heard.NOTHING),
        (Awaits.TASK, "Yes", Heard.NOTHING),
        (Awaits.APPROVAL, "Yes", Heard.NOTHING),
    ],
)
def test_customer(awaits, words, heard):
    assert heard_from_customer(awaits, words) is heard


@pytest.mark.parametrize(
    ("words", "heard"),
    [
        ("done", Heard.DONE),
        ("\nDone: the account is his.", Heard.DONE),
        ("Failed, no access", Heard.FAILED),
        ("It is done", Heard.NOTHING),
        ("approved", Heard.NOTHING),
        ("", Heard.NOTHING),
    ],
)
def test_agent(words, heard):
    assert heard_from_agent(Awaits.TASK, words) is heard


def test_an_agents_word_answers_nothing_but_a_task():
    assert heard_from_agent(Awaits.APPROVAL, "done") is Heard.NOTHING
