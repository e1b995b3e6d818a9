"""Mail that speaks of failures and is no report; the same verdict for every line end; bounded work."""

from __future__ import annotations

import pytest

from mailgate.model.message import MailClass
from mailgate.parse.message import parse_message

FORWARDED = (
    "From: Ann <ann@customer.test>\nTo: support@acme.test\nSubject: {subject}\n{extra}\n"
    "Hello, what does this mean?\n\nThis message was created automatically by mail delivery software.\n"
    "It could not be delivered:\n\n  bob@other.test\n    550 5.1.1 unknown\n\n"
    "----- Original message -----\n\nReceived: from a by b\nFrom: ann@customer.test\nTo: bob@other.test\n"
    "Message-ID: <1@customer.test>\n\nHi\n"
)


@pytest.mark.parametrize(
    ("subject", "extra"),
    [
        ("My mail comes back", ""),
        ("Fwd: Mail delivery failed: returning message to sender", ""),
        ("Re: Undeliverable: your invoice", "In-Reply-To: <2@acme.test>\n"),
        ("WG: Unzustellbar: Rechnung", ""),
        ("Undelivered Mail Returned to Sender", "In-Reply-To: <2@acme.test>\n"),
    ],
)
def test_a_person_who_shows_us_a_bounce_is_a_person(subject: str, extra: str) -> None:
    message = parse_message(FORWARDED.format(subject=subject, extra=extra).encode())
    assert message.mail_class is MailClass.HUMAN
    assert message.report is None


def test_a_person_who_attaches_a_bounce_is_a_person(original: str) -> None:
    inner = f"From: MAILER-DAEMON@x.test\nSubject: failure notice\nReturn-Path: <>\n\n<bob@x.test>:\nno\n\n{original}"
    raw = (
        "From: Ann <ann@customer.test>\nSubject: see attached\nContent-Type: multipart/mixed; boundary=b1\n\n--b1\n"
        f"Content-Type: text/plain\n\nWhat is this?\n--b1\nContent-Type: message/rfc822\n\n{inner}\n--b1--\n"
    )
    assert parse_message(raw.encode()).mail_class is MailClass.HUMAN


@pytest.mark.parametrize(
    ("sender", "subject", "text"),
    [
        ("no-reply@parcels.test", "Delivery failed", "Your parcel could not be delivered to ann@customer.test today."),
        ("notifications@shop.test", "Delivery delayed", "Your order for ann@customer.test has been delayed."),
        ("Bo <bo@customer.test>", "Delivery problem", "My order could not be delivered. Call the driver."),
        ("postmaster@customer.test", "Your server", "Mail from you could not be delivered here, please call me."),
        ("Bo <bo@customer.test>", "Bounce house", "We want to rent one for bo@customer.test."),
    ],
)
def test_parcels_and_people_do_not_bounce(sender: str, subject: str, text: str) -> None:
    raw = f"From: {sender}\nTo: support@acme.test\nSubject: {subject}\n\n{text}\n"
    assert parse_message(raw.encode()).mail_class is not MailClass.BOUNCE


def test_line_ends_do_not_change_the_verdict(original: str) -> None:
    text = (
        "From: MAILER-DAEMON@mx.test\nTo: desk@acme.test\nSubject: failure notice\n\n"
        "I wasn't able to deliver your message.\n\n<ann@customer.test>:\nno such user (#5.1.1)\n\n"
        f"--- Below this line is a copy of the message.\n\n{original}"
    )
    twins = [parse_message(text.replace("\n", end).encode()) for end in ("\n", "\r\n", "\r")]
    assert twins[0].mail_class is MailClass.BOUNCE
    assert twins[0].report is not None
    assert twins[1].report == twins[0].report == twins[2].report


@pytest.mark.parametrize(
    "text",
    [
        "a" * 500_000 + "@",
        "a@" * 300_000,
        "<" * 300_000 + "a@b.test",
        ("x@y.test:\n" * 60_000),
        "550 " * 200_000,
        "5.1.1" * 150_000,
        "-" * 800_000,
        "\n" * 800_000,
        "Final-Recipient: rfc822; a@x.test\n" * 20_000,
        "Subject: x\n" * 60_000,
        '"' * 400_000 + "@x.test",
        "@a,@b:" * 100_000,
    ],
    ids=range(12),
)
def test_hostile_notices_are_read_to_their_end(text: str) -> None:
    raw = f"From: MAILER-DAEMON@x.test\nSubject: failure notice\n\ncould not be delivered\n\n{text}".encode()
    # Quadratic work would take minutes here.
    assert parse_message(raw).mail_class is MailClass.BOUNCE


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
