"""Our own automatic mail, come back to us."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question


def check(question: Question) -> Mark | None:
    """Mark mail that carries our loop id, unless it is a report about such a mail (RFC 3464 section 2)."""
    if question.message.report is not None or not question.loop_id:
        return None
    if question.loop_id not in map(str.strip, question.message.headers.all("x-mailgate-loop")):
        return None
    return Mark(kind=MarkKind.OWN_LOOP, reason="screen.own_loop", evidence=f"X-Mailgate-Loop: {question.loop_id}")
