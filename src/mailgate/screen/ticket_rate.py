"""How many tickets a customer, or a customer's domain, may open; what is over is held (DESIGN section 12)."""

from __future__ import annotations

from mailgate.model.limits import Rate
from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question


def check(question: Question) -> Mark | None:
    """Mark mail of a sender or a sender's domain that opened its share of tickets; it matters only for new ones."""
    facts, rates = question.facts, question.rates
    for count, rate, name in (
        (facts.tickets_by_sender, rates.tickets_per_sender, "tickets_per_sender"),
        (facts.tickets_by_domain, rates.tickets_per_domain, "tickets_per_domain"),
    ):
        if reached(count, rate):
            return Mark(kind=MarkKind.TICKET_RATE, reason=f"screen.rate.{name}", evidence=str(count))
    return None


def reached(count: int, rate: Rate | None) -> bool:
    """Whether one more would be over the rate; no rate is never reached."""
    return rate is not None and count >= rate.count
