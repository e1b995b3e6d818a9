"""How often a customer may write on one ticket before nobody is told any more (spec/features.md A.2.7)."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question
from mailgate.screen.ticket_rate import reached


def check(question: Question) -> Mark | None:
    """Mark a reply over the rate: it is recorded like any other, but notifies nobody."""
    count, rate = question.facts.replies_on_ticket, question.rates.replies_per_ticket
    if not reached(count, rate):
        return None
    return Mark(kind=MarkKind.REPLY_RATE, reason="screen.rate.replies_per_ticket", evidence=str(count))
