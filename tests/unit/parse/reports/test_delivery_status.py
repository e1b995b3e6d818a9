"""RFC 3464 reports, whole and damaged."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mailgate.model.message import FailedRecipient, MailClass, Message
from mailgate.parse.message import parse_message
from mailgate.parse.reports.delivery_status import read_delivery_status

Build = Callable[..., Message]

ONE = (
    "Reporting-MTA: dns; mx.other.test\n\nFinal-Recipient: rfc822; ann@customer.test\nAction: failed\n"
    "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <ann@customer.test>: no such\n    user\n"
)


def recipients(message: Message) -> list[tuple[str, str, str]]:
    assert message.report is not None
    return [(item.address, item.status, item.action) for item in message.report.recipients]


def test_report_gives_recipient_status_action_and_diagnostic(status_report: Build) -> None:
    message = status_report(ONE)
    assert message.mail_class is MailClass.BOUNCE
    assert message.report is not None
    assert message.report.recipients == (
        FailedRecipient(
            address="ann@customer.test",
            status="5.1.1",
            action="failed",
            diagnostic="550 5.1.1 <ann@customer.test>: no such user",
        ),
    )
    assert message.report.original_message_id == "outbound.77@desk.acme.test"


def test_every_recipient_of_a_report_is_listed_in_order(status_report: Build) -> None:
    fields = ONE + "\nFinal-Recipient: RFC822;<bob@other.test>\nAction: FAILED (policy)\nStatus: 5.7.1\n"
    assert recipients(status_report(fields)) == [
        ("ann@customer.test", "5.1.1", "failed"),
        ("bob@other.test", "5.7.1", "failed"),
    ]


def test_recipients_without_a_blank_line_between_them_are_told_apart(status_report: Build) -> None:
    fields = "Final-Recipient: rfc822; a@x.test\nAction: failed\nStatus: 5.1.1\n" * 2
    fields = fields.replace("a@x.test", "b@x.test", 1)
    assert [item[0] for item in recipients(status_report(fields))] == ["b@x.test", "a@x.test"]


def test_a_blank_line_inside_a_recipient_does_not_split_it(status_report: Build) -> None:
    fields = "Final-Recipient: rfc822; ann@customer.test\n\nAction: failed\n\nStatus: 5.2.2\n"
    assert recipients(status_report(fields)) == [("ann@customer.test", "5.2.2", "failed")]


def test_those_who_got_the_mail_are_not_among_the_failed(status_report: Build) -> None:
    fields = ONE + "\nFinal-Recipient: rfc822; bob@other.test\nAction: delivered\nStatus: 2.0.0\n"
    assert recipients(status_report(fields)) == [("ann@customer.test", "5.1.1", "failed")]


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_good_news_is_automatic_mail_and_no_bounce(action: str, status_report: Build) -> None:
    fields = f"Final-Recipient: rfc822; ann@customer.test\nAction: {action}\nStatus: 2.1.5\n"
    message = status_report(fields, subject="Delivery Status Notification (Success)")
    assert message.mail_class is MailClass.AUTOMATIC
    assert recipients(message) == [("ann@customer.test", "2.1.5", action)]


def test_a_delay_is_temporary_and_of_class_four(status_report: Build) -> None:
    fields = "Final-Recipient: rfc822; ann@customer.test\nAction: delayed\nStatus: 5.0.0\n"
    message = status_report(fields)
    assert message.report is not None
    assert message.report.temporary
    assert recipients(message) == [("ann@customer.test", "4.0.0", "delayed")]


def test_one_final_failure_among_delays_is_not_temporary(status_report: Build) -> None:
    fields = ONE + "\nFinal-Recipient: rfc822; bob@other.test\nAction: delayed\nStatus: 4.4.1\n"
    report = status_report(fields).report
    assert report is not None
    assert not report.temporary


def test_a_local_final_recipient_gives_way_to_the_original_one(status_report: Build) -> None:
    fields = (
        "Original-Recipient: rfc822; ann@customer.test\nFinal-Recipient: x-unix; /var/mail/ann\n"
        "Action: failed\nStatus: 5.2.2\n"
    )
    assert recipients(status_report(fields)) == [("ann@customer.test", "5.2.2", "failed")]


def test_a_report_without_recipient_takes_it_from_its_words(status_report: Build) -> None:
    text = "Your message could not be delivered.\n\n<ann@customer.test>: host mx said: no such user\n"
    assert recipients(status_report("Reporting-MTA: dns; mx\n\nAction: failed\nStatus: 5.1.1\n", text=text)) == [
        ("ann@customer.test", "5.1.1", "failed")
    ]


def test_a_status_without_code_takes_it_from_the_diagnostic(status_report: Build) -> None:
    fields = "Final-Recipient: rfc822; ann@customer.test\nAction: failed\nDiagnostic-Code: smtp; 552 mailbox full\n"
    assert recipients(status_report(fields)) == [("ann@customer.test", "5.2.2", "failed")]


def test_headers_alone_name_the_original(status_report: Build) -> None:
    for kind in ("text/rfc822-headers", "message/rfc822-headers", "message/global-headers"):
        report = status_report(ONE, enclosed=kind).report
        assert report is not None
        assert report.original_message_id == "outbound.77@desk.acme.test"


def test_without_the_original_the_answered_id_counts(status_report: Build) -> None:
    report = status_report(ONE, enclosed="", extra="In-Reply-To: <outbound.78@desk.acme.test>\n").report
    assert report is not None
    assert report.original_message_id == "outbound.78@desk.acme.test"


def test_a_wrong_boundary_leaves_status_and_original_readable(original: str) -> None:
    body = f"--b1\nContent-Type: message/delivery-status\n\n{ONE}\n--other\nContent-Type: message/rfc822\n\n{original}"
    head = "From: postmaster@other.test\nSubject: Undeliverable\nContent-Type: multipart/report; boundary=b1\n\n"
    message = parse_message((head + body).encode())
    assert recipients(message) == [("ann@customer.test", "5.1.1", "failed")]
    assert message.report is not None
    assert message.report.original_message_id == "outbound.77@desk.acme.test"


def test_a_missing_blank_line_above_the_original_leaves_it_readable(original: str) -> None:
    head = "From: postmaster@other.test\nSubject: Undeliverable\nContent-Type: multipart/report; boundary=b1\n\n"
    status = f"--b1\nContent-Type: message/delivery-status\n\n{ONE}\n"
    body = f"{status}--b1\nContent-Type: message/rfc822\n{original}\n--b1--\n"
    report = parse_message((head + body).encode()).report
    assert report is not None
    assert report.original_message_id == "outbound.77@desk.acme.test"


def test_status_fields_in_a_plain_text_part_are_read(original: str) -> None:
    head = "From: MAILER-DAEMON@mx.test\nSubject: Delivery problem\nContent-Type: multipart/mixed; boundary=b1\n\n"
    body = (
        "--b1\nContent-Type: text/plain\n\nAn error occurred while trying to deliver the mail.\n\nTechnical report:\n\n"
        f"{ONE}\n--b1\nContent-Type: message/rfc822\n\n{original}\n--b1--\n"
    )
    assert recipients(parse_message((head + body).encode())) == [("ann@customer.test", "5.1.1", "failed")]


@pytest.mark.parametrize(
    ("given", "diagnostic", "expected"),
    [
        ("5.1.1", "smtp; 550 no", "5.1.1"),
        ("5.0.0", "smtp; 550 5.1.1 no such user", "5.1.1"),
        ("5.1.1 (bad destination mailbox)", "", "5.1.1"),
        ("5.1.1", "smtp; 550 5.7.1 blocked", "5.7.1"),
        ("4.4.7", "smtp; 550 4.4.7 expired: <421 4.4.2 Connection timed out>", "4.4.2"),
        ("4.0.0", "smtp; 554 blocked", "4.0.0"),
        ("5.01.001", "", "5.1.1"),
        ("", "smtp; 451 4.3.0 queue file write error", "4.3.0"),
        ("", "smtp; 550 mailbox unavailable", "5.1.1"),
        ("", "smtp; 192.0.2.1 does not answer", "5.0.0"),
        ("garbage", "smtp; 550 User unknown", "5.1.1"),
    ],
)
def test_the_most_telling_code_is_taken(given: str, diagnostic: str, expected: str, status_report: Build) -> None:
    fields = f"Final-Recipient: rfc822; a@x.test\nAction: failed\nStatus: {given}\nDiagnostic-Code: {diagnostic}\n"
    assert recipients(status_report(fields)) == [("a@x.test", expected, "failed")]


def test_indented_fields_are_fields() -> None:
    told = read_delivery_status("  Final-Recipient: rfc822; a@x.test\n  Action: failed\n  Status: 5.1.1\n")
    assert [(item.address, item.status) for item in told] == [("a@x.test", "5.1.1")]


@pytest.mark.parametrize(
    "value",
    ["rfc822; ann@x.test", "RFC822;<ann@x.test>", "<ann@x.test>", "rfc822; ann@X.Test.", "utf-8; ann@x.test"],
)
def test_recipient_fields_are_read_however_they_are_written(value: str) -> None:
    (told,) = read_delivery_status(f"Final-Recipient: {value}\nAction: failed\n")
    assert told.address == "ann@x.test"
