from __future__ import annotations

from collections.abc import Callable

import pytest

from mailgate.model.limits import ParseLimits
from mailgate.parse.message import parse_message

Mail = Callable[..., bytes]
TEXT, HTML = "Content-Type: text/plain\n\nHello", "Content-Type: text/html\n\n<p>Hello</p>"


def test_alternative_shows_its_plainest_and_richest(mail: Mail, multipart: Callable[..., str]) -> None:
    amp = "Content-Type: text/x-amp-html\n\n<html amp4email><body>amp</body></html>"
    message = parse_message(mail(multipart(TEXT, amp, HTML), "multipart/alternative; boundary=b"))

    assert (message.text, message.html) == ("Hello", "<p>Hello</p>")


def test_attached_text_and_html_are_no_body(mail: Mail, multipart: Callable[..., str]) -> None:
    attached = "Content-Disposition: attachment\n"
    message = parse_message(mail(multipart(TEXT, attached + HTML, attached + TEXT), "multipart/mixed; boundary=b"))

    assert (message.text, message.html, len(message.attachments)) == ("Hello", "", 2)


def test_words_of_an_attached_message_stay_inside(mail: Mail, multipart: Callable[..., str]) -> None:
    message = parse_message(
        mail(multipart(TEXT, "Content-Type: message/rfc822\n\nSubject: x\n\ninner"), "multipart/mixed; boundary=b")
    )

    assert message.text == "Hello"


def test_named_text_is_shown_when_nothing_else_is(mail: Mail, multipart: Callable[..., str]) -> None:
    named = "Content-Type: text/plain; name=body.txt\n\nHello"
    message = parse_message(mail(multipart(named), "multipart/mixed; boundary=b"))

    assert (message.text, len(message.attachments)) == ("Hello", 1)


def test_text_over_its_limit_is_also_a_file(mail: Mail) -> None:
    message = parse_message(mail("x" * 500), ParseLimits(text_bytes=100))

    assert (len(message.text), message.attachments[0].size, message.defects) == (100, 500, ("limit:text_bytes",))


@pytest.mark.parametrize("levels", [1, 3, 8])
def test_signed_content_inside_signed_content_ends(mail: Mail, levels: int) -> None:
    content = b"Content-Type: text/plain\n\nHello"
    for _ in range(levels):
        content = b"Content-Type: application/pkcs7-mime\n\n" + signed(content)
    message = parse_message(b"Subject: x\n" + content)

    assert message.text == ("Hello" if levels <= 5 else "")
    assert ("limit:mime_depth" in message.defects) is (levels > 5)


def signed(content: bytes) -> bytes:
    def element(tag: int, *parts: bytes) -> bytes:
        inner = b"".join(parts)
        return bytes([tag, 0x82]) + len(inner).to_bytes(2, "big") + inner

    kind = bytes.fromhex("06092a864886f70d010702")
    wrapped = element(0x30, bytes.fromhex("06092a864886f70d010701"), element(0xA0, element(4, content)))
    return element(0x30, kind, element(0xA0, element(0x30, b"\x02\x01\x01", element(0x31), wrapped)))
