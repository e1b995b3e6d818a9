"""Bounces and complaints that come as JSON."""

from __future__ import annotations

import json

import pytest

from mailgate.model.message import MailClass, Message
from mailgate.parse.message import parse_message


def sns(kind: str, body: dict[str, object]) -> Message:
    note = {
        "notificationType": kind,
        kind.lower(): body,
        "mail": {"messageId": "0001", "commonHeaders": {"messageId": "<outbound.77@desk.acme.test>"}},
    }
    outer = json.dumps({"Type": "Notification", "Message": json.dumps(note)}, indent=2)
    raw = f"From: Alerts <no-reply@sns.amazonaws.com>\nSubject: AWS Notification Message\n\n{outer}\n"
    return parse_message(raw.encode())


def test_a_bounce_published_by_amazon_is_a_bounce() -> None:
    failed = {"emailAddress": "ann@customer.test", "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550"}
    message = sns("Bounce", {"bounceType": "Permanent", "bouncedRecipients": [failed]})
    assert message.mail_class is MailClass.BOUNCE
    assert message.report is not None
    assert [(item.address, item.status) for item in message.report.recipients] == [("ann@customer.test", "5.1.1")]
    assert message.report.original_message_id == "outbound.77@desk.acme.test"


def test_a_transient_bounce_published_by_amazon_is_temporary() -> None:
    message = sns("Bounce", {"bounceType": "Transient", "bouncedRecipients": [{"emailAddress": "ann@customer.test"}]})
    assert message.report is not None
    assert message.report.temporary


def test_a_complaint_published_by_amazon_is_feedback() -> None:
    body: dict[str, object] = {
        "complainedRecipients": [{"emailAddress": "ann@customer.test"}],
        "complaintFeedbackType": "fraud",
    }
    message = sns("Complaint", body)
    assert (message.mail_class, message.feedback_type) == (MailClass.FEEDBACK, ("fraud",))


def test_a_delivery_published_by_amazon_is_automatic() -> None:
    assert sns("Delivery", {"recipients": ["ann@customer.test"]}).mail_class is MailClass.AUTOMATIC


@pytest.mark.parametrize("body", [[], "text", {"bouncedRecipients": "text"}, {"bouncedRecipients": [1, None, []]}])
def test_broken_json_shapes_do_no_harm(body: object) -> None:
    note = json.dumps({"notificationType": "Bounce", "bounce": body, "mail": [1]})
    raw = f"From: no-reply@sns.amazonaws.com\nSubject: AWS Notification Message\n\n{note}\n"
    assert parse_message(raw.encode()).mail_class is MailClass.BOUNCE
