from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from mailgate.parse.message import parse_message

Mail = Callable[..., bytes]


def key(raw: bytes) -> str:
    return parse_message(raw).key


@pytest.mark.parametrize(
    "trace",
    [
        b"Received: from a.example by b.example; Mon, 16 Nov 2026 09:12:30 +0100\n",
        b"Return-Path: <bounce@list.example>\n",
        b"Delivered-To: support@acme.test\nX-Original-To: help@acme.test\n",
        b"DKIM-Signature: v=1; a=rsa-sha256; b=abc\nARC-Seal: i=1\nAuthentication-Results: mx; spf=pass\n",
        b"X-Spam-Status: No\nX-Mozilla-Status: 0001\nStatus: RO\n",
    ],
)
def test_headers_of_the_road_do_not_count(mail: Mail, trace: bytes) -> None:
    assert key(trace + mail()) == key(mail())


def test_line_ends_and_transfer_encoding_do_not_count(mail: Mail) -> None:
    plain = mail("Grüße\nzwei\n")
    encoded = mail(base64.encodebytes("Grüße\nzwei\n".encode()).decode(), content_transfer_encoding="base64")

    assert key(plain) == key(plain.replace(b"\n", b"\r\n")) == key(encoded)


def test_mailbox_line_and_folding_do_not_count(mail: Mail) -> None:
    folded = mail().replace(b"support@acme.test", b"\n support@acme.test")

    assert key(b"From ann Mon Nov 16 09:12:30 2026\n" + folded + b"\n") == key(mail())


@pytest.mark.parametrize(
    "change",
    [{"body": "Other\n"}, {"subject": "Scanner"}, {"message_id": "<m2@customer.example>"}, {"to": "sales@acme.test"}],
)
def test_other_content_has_another_key(mail: Mail, change: dict[str, str]) -> None:
    assert key(mail(**change)) != key(mail())


def test_file_unencoded_has_one_key_whatever_its_line_ends(mail: Mail, multipart: Callable[..., str]) -> None:
    body = multipart("Content-Type: text/plain\n\nHello", "Content-Type: application/pgp-signature\n\nabc\ndef")
    raw = mail(body, "multipart/signed; boundary=b")

    assert key(raw) == key(raw.replace(b"\n", b"\r\n"))
    assert key(raw) != key(raw.replace(b"def", b"deg"))
