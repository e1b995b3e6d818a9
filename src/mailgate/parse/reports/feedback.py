"""Complaints of recipients, as providers pass them on (RFC 5965, and the older forms of some)."""

from __future__ import annotations

from mailgate.model.message import DeliveryReport, FailedRecipient
from mailgate.parse.parts import Part
from mailgate.parse.reports.addresses import recipient_address
from mailgate.parse.reports.fields import field_groups, first
from mailgate.parse.reports.findings import ReportFindings, ReportKind
from mailgate.parse.reports.original import enclosed_original

_RECIPIENTS = ("original-rcpt-to", "removal-recipient", "redacted-address")


def read_feedback(root: Part) -> ReportFindings | None:
    """A complaint with its type and whom it came from; None when the mail is none."""
    part = root.find("message/feedback-report")
    if part is not None:
        groups = field_groups(part.text())
        fields = [field for group in groups for field in group]
        kinds = tuple(dict.fromkeys(value.lower() for name, value in fields if name == "feedback-type" and value))
        named = [recipient_address(value) for name, value in fields if name in _RECIPIENTS]
        message_id = first(fields, "original-message-id", "message-id").strip("<> ")
        return _findings(root, kinds or ("abuse",), named, message_id, "report.feedback")
    return _of_provider(root)


def _of_provider(root: Part) -> ReportFindings | None:
    subject = root.headers.first("subject").lower()
    if root.headers.first("x-apple-unsubscribe").lower() == "true":
        # Apple Mail writes such a mail when its reader presses "Unsubscribe"; RFC 5965 calls that opt-out.
        return _findings(root, ("opt-out",), [root.headers.first("from")], "", "header.unsubscribe")
    if subject.startswith("complaint about message from") and root.find("message/rfc822"):
        # Outlook.com's Junk Mail Reporting Program encloses the mail and nothing else.
        return _findings(root, ("abuse",), [], "", "subject.complaint")
    return None


def _findings(root: Part, kinds: tuple[str, ...], named: list[str], message_id: str, evidence: str) -> ReportFindings:
    original = enclosed_original(root)
    recipients = tuple(dict.fromkeys(address for address in named if "@" in address.strip("@"))) or original.recipients
    return ReportFindings(
        kind=ReportKind.FEEDBACK,
        evidence=(evidence,),
        feedback_type=kinds,
        report=DeliveryReport(
            recipients=tuple(FailedRecipient(address=address) for address in recipients),
            temporary=False,
            original_message_id=original.message_id or message_id,
        ),
    )
