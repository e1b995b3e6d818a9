"""Complaints, receipts and figures: reports that are no bounces."""

from __future__ import annotations

import json

import pytest

from mailgate.model.message import MailClass, Message
from mailgate.parse.message import parse_message

COMPLAINT = """From: Abuse Desk <feedback@provider.test>
To: abuse@acme.test
Subject: FW: Your printer
Content-Type: multipart/report; report-type=feedback-report; boundary=b1

--b1
Content-Type: text/plain

Somebody complained.
--b1
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1.0
Version: 1
Original-Rcpt-To: <ann@customer.test>

--b1
Content-Type: message/rfc822

From: desk@acme.test
To: ann@customer.test
Message-ID: <outbound.77@desk.acme.test>

Hello
--b1--
"""


@pytest.mark.parametrize("kind", ["abuse", "fraud", "not-spam", "virus", "opt-out", "auth-failure", "other"])
def test_a_complaint_keeps_its_type_recipient_and_original(kind: str) -> None:
    message = parse_message(COMPLAINT.format(kind=kind).encode())
    assert message.mail_class is MailClass.FEEDBACK
    assert message.feedback_type == (kind,)
    assert message.report is not None
    assert [item.address for item in message.report.recipients] == ["ann@customer.test"]
    assert message.report.original_message_id == "outbound.77@desk.acme.test"


def test_a_redacted_recipient_gives_way_to_that_of_the_original() -> None:
    raw = COMPLAINT.format(kind="abuse").replace("<ann@customer.test>", "redacted", 1)
    report = parse_message(raw.encode()).report
    assert report is not None
    assert [item.address for item in report.recipients] == ["ann@customer.test"]


def test_a_complaint_of_the_outlook_programme_is_known_by_its_subject(original: str) -> None:
    raw = (
        "From: staff@hotmail.com\nSubject: complaint about message from 192.0.2.1\n"
        f"Content-Type: multipart/mixed; boundary=b1\n\n--b1\nContent-Type: message/rfc822\n\n{original}\n--b1--\n"
    )
    message = parse_message(raw.encode())
    assert message.mail_class is MailClass.FEEDBACK
    assert message.feedback_type == ("abuse",)


def test_the_unsubscribe_button_of_apple_mail_is_an_opt_out() -> None:
    raw = (
        "From: ann@icloud.test\nSubject: unsubscribe\nX-Apple-Unsubscribe: true\nAuto-Submitted: auto-replied\n\nBye\n"
    )
    message = parse_message(raw.encode())
    assert message.mail_class is MailClass.FEEDBACK
    assert message.feedback_type == ("opt-out",)


def test_a_disposition_notice_is_automatic_and_no_bounce() -> None:
    raw = (
        "From: ann@customer.test\nSubject: Read: Your printer\n"
        "Content-Type: multipart/report; report-type=disposition-notification; boundary=b1\n\n--b1\n"
        "Content-Type: text/plain\n\nYour message was deleted unread, and could not be delivered to me.\n--b1\n"
        "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822;ann@customer.test\n"
        "Disposition: automatic-action/MDN-sent-automatically; deleted\n--b1--\n"
    )
    message = parse_message(raw.encode())
    assert message.mail_class is MailClass.AUTOMATIC
    assert message.class_evidence == ("report.disposition",)
    assert message.report is None


def test_figures_about_tls_are_automatic() -> None:
    raw = (
        "From: smtp-tls-reporting@provider.test\nSubject: Report Domain: acme.test\n"
        'Content-Type: multipart/report; report-type="tlsrpt"; boundary=b1\n\n--b1\n'
        "Content-Type: application/tlsrpt+gzip\n\nx\n--b1--\n"
    )
    message = parse_message(raw.encode())
    assert (message.mail_class, message.class_evidence) == (MailClass.AUTOMATIC, ("report.tls",))


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
