"""When an answer is about something else."""

from __future__ import annotations

import pytest

from mailgate.model.match import Effect, Match, Participants
from mailgate.thread.other_matter import begins_another

APPENDED = Match(effect=Effect.APPEND, ticket_id=1, reason="token.own")


def _party(subject="Printer in the hall", *, at_rest=True):
    return (Participants(ticket_id=1, customer="c@x.test", contact_id=1, subject=subject, at_rest=at_rest),)


@pytest.mark.parametrize(
    ("subject", "another"),
    [
        ("Invoice 77 is wrong", True),
        ("printer IN THE HALL", False),
        ("The printer, in the hall again", False),
        ("Hall", False),
        ("", False),
        ("Frage zur Rechnung", True),
    ],
)
def test_a_subject_that_shares_little_is_another_matter(subject, another):
    found = begins_another(APPENDED, _party(), subject, ())
    assert (found.effect is Effect.LINKED_TICKET) is another
    assert found.ticket_id == 1


def test_whoever_leaves_the_tag_in_the_subject_goes_on():
    assert begins_another(APPENDED, _party(), "Invoice 77", ("2026-11-00001",)) == APPENDED


def test_a_ticket_that_is_worked_on_takes_any_subject():
    assert begins_another(APPENDED, _party(at_rest=False), "Invoice 77", ()) == APPENDED


@pytest.mark.parametrize("effect", [effect for effect in Effect if effect is not Effect.APPEND])
def test_nothing_but_an_append_is_changed(effect):
    match = Match(effect=effect, ticket_id=1, reason="r")
    assert begins_another(match, _party(), "Invoice 77", ()) == match
