"""Bounces and complaints that Amazon SES publishes as JSON, mailed on by SNS."""

from __future__ import annotations

import json
from typing import Any

from mailgate.model.message import DeliveryReport, FailedRecipient
from mailgate.parse.reports.findings import ReportFindings, ReportKind
from mailgate.parse.reports.status import best_status

_LONGEST = 256 * 1024
_DECODER = json.JSONDecoder()
_KINDS = {"Bounce": ReportKind.BOUNCE, "Complaint": ReportKind.FEEDBACK, "Delivery": ReportKind.DELIVERED}
_RECIPIENTS = {"Bounce": "bouncedRecipients", "Complaint": "complainedRecipients", "Delivery": "recipients"}


def read_amazon_sns(text: str) -> ReportFindings | None:
    """The notification in a text that begins with its JSON; None for all else."""
    start = text[:_LONGEST].lstrip()
    if not start.startswith("{") or "otificationType" not in start:
        return None
    note = _loaded(start)
    if isinstance(note.get("Message"), str):
        note = _loaded(note["Message"])
    name = note.get("notificationType", note.get("eventType", ""))
    if name not in _KINDS:
        return None
    return _findings(name, note)


def _loaded(text: str) -> dict[str, Any]:
    """SNS breaks long lines, also inside strings, where a line end is not JSON."""
    try:
        value, _ = _DECODER.raw_decode(text.replace("\n ", "").replace("\n", ""))
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _findings(name: str, note: dict[str, Any]) -> ReportFindings:
    body, mail = note.get(name.lower()), note.get("mail")
    body = body if isinstance(body, dict) else {}
    mail = mail if isinstance(mail, dict) else {}
    listed = body.get(_RECIPIENTS[name])
    recipients = tuple(_recipient(name, body, item) for item in (listed if isinstance(listed, list) else [])[:500])
    temporary = name == "Bounce" and body.get("bounceType") == "Transient"
    return ReportFindings(
        kind=_KINDS[name],
        evidence=("body.amazon_sns",),
        feedback_type=(str(body.get("complaintFeedbackType") or "abuse"),) if name == "Complaint" else (),
        report=DeliveryReport(recipients=recipients, temporary=temporary, original_message_id=_message_id(mail)),
    )


def _recipient(name: str, body: dict[str, Any], item: object) -> FailedRecipient:
    fields = item if isinstance(item, dict) else {"emailAddress": item}
    diagnostic = str(fields.get("diagnosticCode") or body.get("smtpResponse") or "")
    usual = {"Permanent": "5.0.0", "Transient": "4.0.0"}.get(str(body.get("bounceType")), "")
    status = best_status(str(fields.get("status") or ""), diagnostic) or usual
    return FailedRecipient(
        address=str(fields.get("emailAddress") or ""),
        status=status,
        action=str(fields.get("action") or ("delivered" if name == "Delivery" else "failed")),
        diagnostic=diagnostic[:1_000],
    )


def _message_id(mail: dict[str, Any]) -> str:
    common = mail.get("commonHeaders")
    listed = common.get("messageId") if isinstance(common, dict) else None
    return str(listed or mail.get("messageId") or "").strip("<> ")
