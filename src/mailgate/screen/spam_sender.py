"""Senders whose earlier mail an agent called spam."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question


def check(question: Question) -> Mark | None:
    """Mark mail of a listed sender, whoever really sent it: the list is of From addresses."""
    listed = question.facts.spam_sender
    if listed is None:
        return None
    since, until = f"{listed.listed_at:%Y-%m-%d}", f"{listed.until:%Y-%m-%d}"
    evidence = f"{listed.email}: listed by {listed.listed_by} for {listed.because}, {since} until {until}"
    return Mark(kind=MarkKind.SPAM, reason="screen.spam_sender", evidence=evidence)
