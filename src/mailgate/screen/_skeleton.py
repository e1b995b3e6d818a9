"""Copy this file to add a check: one question, one mark with its evidence, or None."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question


def check(question: Question) -> Mark | None:
    """Mark mail whose subject is just ``test`` (an example; it is not in ``checks.CHECKS``)."""
    if question.message.subject.strip().lower() != "test":
        return None
    return Mark(kind=MarkKind.SPAM, reason="screen.example", evidence=question.message.subject)
