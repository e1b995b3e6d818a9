"""The verdict of a spam filter in front of us."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question

#: SpamAssassin writes the first and the last (``Yes, score=7.2 ...``), rspamd the second.
_VERDICTS = ("x-spam-flag", "x-spam", "x-spam-status")


def check(question: Question) -> Mark | None:
    """Mark mail that a trusted relay's filter called spam; the topmost field of each name is the relay's own."""
    if not question.trusted_peer:
        return None
    for name in _VERDICTS:
        value = question.message.headers.first(name).strip()
        if value.partition(",")[0].strip().lower() == "yes":
            return Mark(kind=MarkKind.SPAM, reason="screen.spam_flag", evidence=f"{name}: {value}")
    return None
