"""The verdict of a spam filter in front of us."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.screen.question import Question

#: What each filter writes first in its field: SpamAssassin the flag and the status (``Yes, score=7.2 ...``), rspamd all
#: but the flag (``default: True [15.00 / 6.00]``). To greylist a mail or to reject it softly is no verdict.
_VERDICTS = {
    "x-spam-flag": ("yes",),
    "x-spam": ("yes",),
    "x-spam-status": ("yes",),
    "x-rspamd-action": ("add header", "rewrite subject", "quarantine", "reject"),
    "x-spamd-result": ("default: true",),
}
_EVIDENCE_LENGTH = 200


def check(question: Question) -> Mark | None:
    """Mark mail that a trusted relay's filter called spam; the topmost field of each name is the relay's own."""
    if not question.trusted_peer:
        return None
    for name, verdicts in _VERDICTS.items():
        value = question.message.headers.first(name).strip()
        if value and _verdict(value) in verdicts:
            return Mark(kind=MarkKind.SPAM, reason="screen.spam_flag", evidence=f"{name}: {value[:_EVIDENCE_LENGTH]}")
    return None


def _verdict(value: str) -> str:
    """Without score and tests; ``add header`` may be written with a sign in between."""
    first = value.partition(",")[0].partition("[")[0].partition(";")[0]
    return " ".join(first.casefold().replace("_", " ").split())
