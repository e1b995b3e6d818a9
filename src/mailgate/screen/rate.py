"""Customers' rates: what is over them is held, never refused (DESIGN section 12)."""

from __future__ import annotations

from mailgate.model.limits import Rate
from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question


def check(question: Question) -> Mark | None:
    """Mark mail of a sender or a sender's domain that opened too many tickets, or writes too often on one."""
    facts, rates = question.facts, question.rates
    for count, rate, name in (
        (facts.tickets_by_sender, rates.tickets_per_sender, "tickets_per_sender"),
        (facts.tickets_by_domain, rates.tickets_per_domain, "tickets_per_domain"),
        (facts.replies_on_ticket, rates.replies_per_ticket, "replies_per_ticket"),
    ):
        if _reached(count, rate):
            return Mark(kind=MarkKind.RATE, reason=f"screen.rate.{name}", evidence=str(count))
    return None


def _reached(count: int, rate: Rate | None) -> bool:
    return rate is not None and count >= rate.count
