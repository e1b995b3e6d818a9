"""Mails made to exhaust a parser: each becomes a message that names what was cut (T-13, T-17, L-2 to L-11)."""

from __future__ import annotations

import base64
import struct

import pytest

from mailgate.model.message import MailClass
from mailgate.parse.message import parse_message

HEAD = b"From: Ann <ann@customer.example>\nSubject: Printer\nMIME-Version: 1.0\n"
MIXED = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"
HTML = HEAD + b"Content-Type: text/html\n\n"
PACKED = HEAD + b"Content-Type: %s\nContent-Transfer-Encoding: base64\n\n"
TNEF = b"\x78\x9f\x3e\x22\0\0"


def nested(kind: bytes, depth: int) -> bytes:
    return (
        HEAD
        + b"".join(b"Content-Type: %s; boundary=b%d\n\n--b%d\n" % (kind, n, n) for n in range(depth))
        + b"\nHello\n"
    )


def packed(kind: bytes, content: bytes) -> bytes:
    return PACKED % kind + base64.encodebytes(content)


BOMBS: dict[str, tuple[bytes, set[str]]] = {
    "multiparts nested 10,000 deep": (nested(b"multipart/mixed", 10_000), {"limit:mime_depth", "mime:unterminated"}),
    "messages nested 10,000 deep": (HEAD + b"Content-Type: message/rfc822\n\n" * 10_000, {"limit:mime_depth"}),
    "100,000 parts": (MIXED + b"--b\n\nx\n" * 100_000, {"limit:mime_parts", "mime:unterminated"}),
    "200,000 closing delimiters": (MIXED + b"--b--\n" * 200_000, {"limit:mime_parts"}),
    "500,000 lines of hyphens": (MIXED + b"--\n" * 500_000, {"limit:text_bytes", "mime:boundary_missing"}),
    "header of one megabyte": (
        b"Subject: " + b"x" * 1_000_000 + b"\n\nHello",
        {"limit:header_bytes", "limit:headers_bytes"},
    ),
    "50,000 headers": (b"X-A: b\n" * 50_000 + b"\nHello", {"limit:header_count"}),
    "header of 300,000 folds": (
        b"X: y\n" + b" y\n" * 300_000 + b"\nHello",
        {"limit:header_bytes", "limit:headers_bytes"},
    ),
    "12,000 parameters": (
        HEAD + b"Content-Type: text/plain; " + b"a=b; " * 12_000 + b"\n\nHello",
        {"limit:parameters"},
    ),
    "500 open parentheses": (HEAD + b"To: " + b"(" * 500 + b"\n\nHello", {"address:unclosed_comment"}),
    "one open quotation mark": (HEAD + b'To: "\n\nHello', {"address:unclosed_quote"}),
    "32,000 dots": (HEAD + b"To: " + b"." * 32_000 + b"\n\nHello", {"limit:address_header_bytes"}),
    "20,000 nested divisions": (HTML + b"<div>" * 20_000 + b"Hello" + b"</div>" * 20_000, {"limit:html_depth"}),
    "unclosed formatting": (
        HTML + b"".join(b"<font size=%d><p>x" % n for n in range(50_000)),
        {"limit:html_depth", "limit:html_formatting"},
    ),
    "20,000 attributes": (
        HTML + b"<p " + b"".join(b"a%d=b " % n for n in range(20_000)) + b">Hello",
        {"limit:html_attributes"},
    ),
    "one megabyte of quote marks": (HEAD + b"\n" + b">" * 1_000_000, set()),
    "500,000 quoted lines": (HEAD + b"\n" + b">\n" * 500_000, set()),
    "one megabyte of blanks": (HEAD + b"\n" + b" " * 1_000_000 + b"x", set()),
    "quote header that never ends": (HEAD + b"\nOn " + b"x" * 1_000_000 + b" at ", set()),
    "base64 of nothing but padding": (PACKED % b"text/plain" + b"=" * 1_000_000, set()),
    "base64 in 200,000 pieces": (PACKED % b"text/plain" + b"QQ==\n" * 200_000, {"base64:repaired"}),
    "text over its limit": (HEAD + b"\n" + b"Hello\n" * 1_000_000, {"limit:text_bytes"}),
    "winmail.dat of empty attributes": (
        packed(b"application/ms-tnef", TNEF + b"\x01\x02\x90\x06\0\0\0\0\0\0\0" * 80_000),
        set(),
    ),
    "winmail.dat with made-up counts": (
        packed(
            b"application/ms-tnef",
            TNEF + b"\x01\x03\x90\x06\0" + struct.pack("<II", 800_000, 0xFFFFFFFF) + b"\x1e\0\0\x10" * 199_990,
        ),
        {"tnef:truncated"},
    ),
    "signed data nested 300,000 deep": (packed(b"application/pkcs7-mime", b"\x30\x80" * 300_000), set()),
    "80,000 beginnings of files": (HEAD + b"\n" + b"begin 644 x\n" * 80_000, set()),
    "100,000 beginnings of events": (HEAD + b"Content-Type: text/calendar\n\n" + b"BEGIN:VEVENT\n" * 100_000, set()),
    "a zip of zips": (packed(b"application/zip", b"PK\x03\x04" * 10_000), set()),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_bomb_is_read_and_says_what_was_cut(bomb: str) -> None:
    raw, defects = BOMBS[bomb]

    message = parse_message(raw)

    assert set(message.defects) == defects
    assert (message.mail_class, message.class_evidence, message.report) == (MailClass.HUMAN, (), None)


def test_text_beneath_many_divisions_is_found() -> None:
    assert parse_message(BOMBS["20,000 nested divisions"][0]).text == "Hello"


def test_body_behind_a_giant_header_is_found() -> None:
    assert parse_message(BOMBS["header of one megabyte"][0]).text == "Hello"


def test_rest_of_too_many_parts_is_kept_as_a_file() -> None:
    message = parse_message(BOMBS["100,000 parts"][0])

    assert [item.name for item in message.attachments] == ["unread-parts.txt"]
    assert message.attachments[0].size > 600_000


def test_archive_is_never_unpacked() -> None:
    (item,) = parse_message(BOMBS["a zip of zips"][0]).attachments

    assert item.content == b"PK\x03\x04" * 10_000
