"""The verdict of a spam filter in front of us."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question


def check(question: Question) -> Mark | None:
    """Mark mail that a filter flagged with ``X-Spam-Flag: YES`` (SpamAssassin's and rspamd's header)."""
    flag = question.message.headers.first("x-spam-flag").strip()
    if flag.lower() != "yes":
        return None
    return Mark(kind=MarkKind.SPAM, reason="screen.spam_flag", evidence=f"X-Spam-Flag: {flag}")
