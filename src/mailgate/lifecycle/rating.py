"""When a customer is asked how it was, until when the answer may change, and what a reply says."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from mailgate.model.event import Event, EventKind
from mailgate.model.job import Csat
from mailgate.model.survey import Rating, Survey
from mailgate.model.ticket import Status, Ticket

SETTLED = (Status.RESOLVED, Status.CLOSED)
#: The whole first line: ``4``, ``4!``, ``4/5``, ``**4**``. A line that says more is a sentence, and no answer.
_DIGIT = re.compile(r"[\s*_]*([1-5])(?:\s*/\s*5)?[\s*_.!]*", re.ASCII)
COMMENT_LENGTH = 2_000


def survey_due(before: Ticket, after: Ticket, csat: Csat) -> datetime | None:
    """When the customer is to be asked: a while after closing; None where nothing is to be asked (any more)."""
    if after.status is not Status.CLOSED or not csat.enabled:
        return None
    if before.status is Status.CLOSED or after.closed_at is None:
        return before.survey_due_at
    return after.closed_at + csat.delay


def objection(ticket: Ticket, journal: Sequence[Event], csat: Csat, now: datetime) -> str:
    """Why the ticket cannot be rated now: ``rating.too_early``, ``rating.fixed``; empty: it can be."""
    if ticket.status not in SETTLED:
        return "rating.too_early"
    first = rated_at(ticket, journal)
    return "rating.fixed" if first is not None and now - first >= csat.changeable else ""


def rated_at(ticket: Ticket, journal: Sequence[Event]) -> datetime | None:
    """When it was rated first since it was settled; what was said before a reopening is another matter."""
    settled = ticket.resolved_at or ticket.closed_at
    rated = (event.at for event in journal if event.kind is EventKind.RATED)
    return next((at for at in rated if settled is None or at >= settled), None)


def is_open(survey: Survey, now: datetime) -> bool:
    return now < survey.expires_at


def spoken_rating(words: str) -> Rating | None:
    """What a reply says whose first line is a digit from 1 to 5, the comment below it; None: it rates nothing."""
    first, _, rest = words.strip().partition("\n")
    found = _DIGIT.fullmatch(first)
    return Rating(score=int(found[1]), comment=rest.strip()[:COMMENT_LENGTH]) if found else None
