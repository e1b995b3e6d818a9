"""A parsed mail as one line of JSON (DESIGN section 8)."""

from __future__ import annotations

import json

from mailgate.model.message import Address, Attachment, MailClass, Message


def as_json(file: str, message: Message, seconds: float) -> str:
    """One ASCII-only JSON object without a line end.

    Args:
        file: the name as given by the caller.
        seconds: what parsing took.
    """
    return json.dumps(_object(file, message, seconds), ensure_ascii=True, separators=(", ", ": "))


def error_json(file: str, error: str) -> str:
    """The line for a file that could not be read at all."""
    return json.dumps({"file": file, "error": error}, ensure_ascii=True)


def _object(file: str, message: Message, seconds: float) -> dict[str, object]:
    return {
        "file": file,
        "error": None,
        "seconds": round(seconds, 6),
        "subject": message.subject,
        "from": message.author.address,
        "from_name": message.author.name,
        "to": _bare(message.to),
        "cc": _bare(message.cc),
        "reply_to": _bare(message.reply_to),
        "date": message.date.isoformat() if message.date else None,
        "message_id": message.message_id,
        "in_reply_to": message.in_reply_to[0] if message.in_reply_to else "",
        "references": list(message.references),
        "body": message.text,
        "reply_text": message.new_text,
        "signature": message.signature,
        "html": message.html,
        "reply_html": message.reply_html,
        "attachments": [_attachment(item) for item in message.attachments],
        "kind": message.mail_class.value,
        **_verdicts(message),
        "language": message.language,
        "segments": [{"kind": part.kind.value, "start": part.start, "end": part.end} for part in message.segments],
        "defects": list(message.defects),
    }


def _verdicts(message: Message) -> dict[str, object]:
    report = message.report
    recipients = report.recipients if report else ()
    return {
        "is_bounce": message.mail_class is MailClass.BOUNCE,
        "temporary": bool(report and report.temporary),
        "bounced_recipient": [item.address for item in recipients],
        "status": [item.status for item in recipients],
        "action": [item.action for item in recipients],
        "diagnostic": [item.diagnostic for item in recipients],
        "original_message_id": report.original_message_id if report else "",
        "is_auto_reply": message.mail_class is MailClass.AUTO_REPLY,
        "is_feedback_report": message.mail_class is MailClass.FEEDBACK,
        "feedback_type": list(message.feedback_type),
    }


def _bare(addresses: tuple[Address, ...]) -> list[str]:
    return [address.address for address in addresses]


def _attachment(item: Attachment) -> dict[str, object]:
    return {
        "name": item.name,
        "type": item.type,
        "size": item.size,
        "disposition": item.disposition,
        "inline": item.inline,
        "content_id": item.content_id,
        "sha256": item.sha256,
    }
