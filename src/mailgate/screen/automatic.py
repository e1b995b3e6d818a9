"""Mail that no person wrote to us just now: reports, auto-replies, automatic senders, lists."""

from __future__ import annotations

from mailgate.model.mark import Mark, MarkKind
from mailgate.model.message import MailClass
from mailgate.screen.question import Question

_MARKS = {
    MailClass.BOUNCE: MarkKind.BOUNCE,
    MailClass.FEEDBACK: MarkKind.BOUNCE,
    MailClass.AUTO_REPLY: MarkKind.AUTO_REPLY,
    MailClass.AUTOMATIC: MarkKind.AUTOMATIC,
    MailClass.LIST: MarkKind.LIST,
}


def check(question: Question) -> Mark | None:
    """Mark mail by its class as parsed, and mail from the null sender as automatic (RFC 3834 section 2)."""
    message = question.message
    kind = _MARKS.get(message.mail_class)
    if kind is not None:
        evidence = ", ".join(message.class_evidence)
        return Mark(kind=kind, reason=f"screen.{message.mail_class.value}", evidence=evidence)
    if not question.mail_from:
        return Mark(kind=MarkKind.AUTOMATIC, reason="screen.null_sender", evidence="MAIL FROM:<>")
    return None
