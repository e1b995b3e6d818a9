from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from mailgate.model.message import Address, Message
from mailgate.parse.message import parse_message

Mail = Callable[..., bytes]


def test_ordinary_mail(mail: Mail) -> None:
    message = parse_message(
        mail(
            cc="Bob <bob@b.example>",
            reply_to="desk@b.example",
            in_reply_to="<t2@acme.test>",
            references="<t1@acme.test> <t2@acme.test>",
        )
    )

    assert (message.author.address, message.author.name, message.author.clean) == ("ann@customer.example", "Ann", True)
    assert (message.subject, message.text, message.new_text, message.html) == ("Printer", "Hello\n", "Hello", "")
    assert message.date == datetime(2026, 11, 16, 8, 12, 30, tzinfo=UTC)
    assert message.to == (Address(address="support@acme.test"),)
    assert (message.cc, message.reply_to) == (
        (Address(address="bob@b.example", name="Bob"),),
        (Address(address="desk@b.example"),),
    )
    assert (message.message_id, message.in_reply_to) == ("m1@customer.example", ("t2@acme.test",))
    assert (message.references, message.defects) == (("t1@acme.test", "t2@acme.test"), ())


def test_fifty_newest_references_are_kept(mail: Mail) -> None:
    message = parse_message(mail(references=" ".join(f"<r{number}@acme.test>" for number in range(80))))

    assert message.references == tuple(f"r{number}@acme.test" for number in range(30, 80))


def test_every_recipient_counts_once(mail: Mail) -> None:
    message = parse_message(mail(to="a@b.example, A@b.example\nTo: c@d.example"))

    assert [address.address for address in message.to] == ["a@b.example", "c@d.example"]


@pytest.mark.parametrize("missing", ["from", "to", "subject", "date", "message-id", "content-type"])
def test_any_field_may_be_missing(mail: Mail, missing: str) -> None:
    lines = mail().split(b"\n")
    raw = b"\n".join(line for line in lines if not line.startswith(missing.encode() + b":"))

    assert parse_message(raw).text == "Hello\n"


@pytest.mark.parametrize("line_end", [b"\r\n", b"\r"])
def test_line_ends_change_nothing(mail: Mail, multipart: Callable[..., str], line_end: bytes) -> None:
    body = multipart(
        "Content-Type: text/plain\n\nHello\nOn Mon, Ann wrote:\n> old\n", "Content-Type: text/html\n\n<p>x</p>"
    )
    raw = mail(body, "multipart/alternative; boundary=b", subject="two\n lines")

    assert same(parse_message(raw.replace(b"\n", line_end)), parse_message(raw))


def same(one: Message, other: Message) -> bool:
    names = ("subject", "author", "to", "date", "text", "html", "reply_html", "segments", "mail_class", "key")
    return all(getattr(one, name) == getattr(other, name) for name in names)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\0" * 100,
        b"\n" * 100,
        b":",
        b'From: <\nTo: "\nMessage-ID: <\nDate: \nSubject: =?\n\n',
        b"To: " + b"(" * 500 + b"\n\n",
        b"From: a@[1.2.3\n\n",
        b"Content-Type: multipart/mixed; boundary=\n\n--\n--\n",
        b"Content-Type: message/rfc822\n\n",
        b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n=",
        bytes(range(256)) * 8,
    ],
)
def test_what_crashes_the_standard_parser_becomes_a_message(raw: bytes) -> None:
    assert isinstance(parse_message(raw), Message)


def test_quotes_are_taken_out_of_the_html(mail: Mail) -> None:
    html = "<div>New words</div><blockquote type=cite>Old words</blockquote>"
    message = parse_message(mail(html, "text/html"))

    assert "Old words" in message.html
    assert "Old words" not in message.reply_html
    assert "New words" in message.reply_html
