"""The same mail a second time, or another one under the same Message-ID (decision D-8)."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question


def check(question: Question) -> Mark | None:
    """Mark a known key as duplicate, and a known Message-ID with other content as a collision that is kept."""
    if question.facts.known_key:
        return Mark(kind=MarkKind.DUPLICATE, reason="screen.duplicate", evidence=question.message.key)
    if question.facts.known_message_id and question.message.message_id:
        return Mark(
            kind=MarkKind.MESSAGE_ID_COLLISION,
            reason="screen.message_id_collision",
            evidence=question.message.message_id,
        )
    return None
