"""Complaints in the standard form and in those of single providers."""

from __future__ import annotations

import pytest

from mailgate.model.message import MailClass
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
