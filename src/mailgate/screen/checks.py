"""All checks in the order in which their marks are listed."""

from __future__ import annotations

from mailgate.model.mark import Verdict
from mailgate.screen import automatic, duplicate, own_loop, reply_rate, spam, spam_sender, ticket_rate, unclean_author
from mailgate.screen.question import Check, Question

CHECKS: tuple[Check, ...] = (
    own_loop.check,
    duplicate.check,
    automatic.check,
    spam.check,
    spam_sender.check,
    ticket_rate.check,
    reply_rate.check,
    unclean_author.check,
)


def screen(question: Question) -> Verdict:
    """Ask every check; each mark is kept, so the journal can say all that was odd."""
    marks = (check(question) for check in CHECKS)
    return Verdict(marks=tuple(mark for mark in marks if mark is not None))
