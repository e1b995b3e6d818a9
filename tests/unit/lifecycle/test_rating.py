"""When a customer is asked, what an answer looks like, and until when it may be changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailgate.lifecycle.rating import is_open, objection, rated_at, spoken_rating, survey_due
from mailgate.model.event import Cause, Event, EventKind
from mailgate.model.job import Csat
from mailgate.model.survey import Rating, Survey
from mailgate.model.ticket import Status

CLOSED = datetime(2026, 11, 2, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def closed(make_ticket):
    return replace(make_ticket(), status=Status.CLOSED, resolved_at=CLOSED, closed_at=CLOSED)


def _rated(at):
    return Event(kind=EventKind.RATED, at=at, actor="kim@client.test", cause=Cause(kind="survey"))


def test_a_survey_is_due_86400000_ms_after_closing_and_cancelled_by_a_reopening(closed):
    before = replace(closed, status=Status.RESOLVED, closed_at=None)
    due = survey_due(before, closed, Csat())
    assert due - CLOSED == timedelta(milliseconds=86_400_000)
    asked = replace(closed, survey_due_at=due)
    assert survey_due(asked, replace(asked, status=Status.OPEN, closed_at=None), Csat()) is None


def test_what_happens_on_a_closed_ticket_moves_no_survey(closed):
    assert survey_due(closed, replace(closed, priority="high"), Csat()) is None
    asked = replace(closed, survey_due_at=CLOSED + HOUR)
    assert survey_due(asked, replace(asked, priority="high"), Csat()) == CLOSED + HOUR


@pytest.mark.parametrize("status", [each for each in Status if each is not Status.CLOSED])
def test_only_closing_asks(closed, status):
    assert survey_due(replace(closed, status=Status.OPEN), replace(closed, status=status), Csat()) is None


def test_a_desk_may_ask_nobody(closed):
    assert survey_due(replace(closed, status=Status.OPEN), closed, Csat(enabled=False)) is None


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        ("5", Rating(score=5)),
        (" 1 \n", Rating(score=1)),
        ("4!\nQuick and kind.\n\nKim", Rating(score=4, comment="Quick and kind.\n\nKim")),
        ("3/5", Rating(score=3)),
        ("*2*", Rating(score=2)),
        ("\n\n5\nThanks", Rating(score=5, comment="Thanks")),
    ],
)
def test_a_digit_in_the_first_line_is_an_answer(words, rating):
    assert spoken_rating(words) == rating


@pytest.mark.parametrize(
    "words", ["", "0", "6", "55", "5 printers burn", "Thanks!\n5", "-5", "5.5", "3/10", "Still broken", "٥"]
)
def test_anything_else_is_not(words):
    assert spoken_rating(words) is None


def test_a_score_may_be_changed_for_twelve_hours(closed):
    journal = (_rated(CLOSED + HOUR), _rated(CLOSED + 10 * HOUR))
    assert objection(closed, (), Csat(), CLOSED + 400 * HOUR) == ""
    assert objection(closed, journal, Csat(), CLOSED + 13 * HOUR - timedelta(seconds=1)) == ""
    assert objection(closed, journal, Csat(), CLOSED + 13 * HOUR) == "rating.fixed"
    assert objection(replace(closed, status=Status.OPEN), (), Csat(), CLOSED) == "rating.too_early"


def test_what_was_said_before_a_reopening_binds_nobody(closed):
    journal = (_rated(CLOSED - 100 * HOUR),)
    assert rated_at(closed, journal) is None
    assert objection(closed, journal, Csat(), CLOSED + HOUR) == ""


def test_a_survey_stands_until_its_end():
    survey = Survey(id=1, tenant="t", ticket_id=1, contact_id=1, sent_at=CLOSED, expires_at=CLOSED + HOUR)
    assert (is_open(survey, CLOSED), is_open(survey, CLOSED + HOUR)) == (True, False)
