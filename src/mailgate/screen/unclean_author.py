"""Authors that are not exactly one mailbox."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question


def check(question: Question) -> Mark | None:
    """Mark mail whose From is missing, repeated, a group, or hides an address before the angle bracket (T-25)."""
    author = question.message.author
    if author.clean:
        return None
    return Mark(
        kind=MarkKind.UNCLEAN_AUTHOR,
        reason=f"screen.author.{author.defect or 'malformed'}",
        evidence=" | ".join(question.message.headers.all("from")),
    )
