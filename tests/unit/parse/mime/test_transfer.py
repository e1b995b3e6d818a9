from __future__ import annotations

import pytest

from mailgate.parse.mime.transfer import decode_transfer, encoding_name


def decode(body: bytes, encoding: str) -> tuple[bytes, set[str]]:
    defects: set[str] = set()
    return decode_transfer(b"<" + body + b">", 1, 1 + len(body), encoding, defects), defects


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("", "7bit"),
        (" Base64 ", "base64"),
        ('"quoted-printable"', "quoted-printable"),
        ("8bit; x", "8bit"),
        ("base64 (comment)", "base64"),
        ("uuencode", "x-uuencode"),
        ("x-magic", "x-magic"),
    ],
)
def test_names_mean_what_clients_mean(value: str, name: str) -> None:
    assert encoding_name(value) == name


@pytest.mark.parametrize(
    ("body", "decoded", "defects"),
    [
        (b"SGVsbG8gdGhlcmU=\r\n", b"Hello there", set()),
        (b"SGVs\nbG8g\ndGhlcmU=", b"Hello there", set()),
        (b"SGVsbG8gdGhlcmU", b"Hello there", {"base64:repaired"}),
        (b"SGVsbG8=IHRoZXJl", b"Hello there", {"base64:repaired"}),
        (b"SGVsbG8gdGhlcmUhISE=\n\nUnsubscribe: here, now!\n", b"Hello there!!!", {"base64:text_after"}),
        (b"This was never encoded, you see.", b"This was never encoded, you see.", {"base64:not_encoded"}),
        (b"", b"", set()),
        (b"=" * 50, b"", set()),
    ],
)
def test_base64_and_its_damage(body: bytes, decoded: bytes, defects: set[str]) -> None:
    assert decode(body, "base64") == (decoded, defects)


@pytest.mark.parametrize(
    ("body", "decoded"),
    [
        (b"a=3Db", b"a=b"),
        (b"a=\r\nb", b"ab"),
        (b"a= \nb", b"ab"),
        (b"a=3db", b"a=b"),
        (b"100=% =ZZ", b"100=% =ZZ"),
        (b"end=", b"end"),
    ],
)
def test_quoted_printable_and_its_damage(body: bytes, decoded: bytes) -> None:
    assert decode(body, "quoted-printable")[0] == decoded


def test_unknown_encoding_leaves_the_body_alone() -> None:
    assert decode(b"x=20y", "x-magic") == (b"x=20y", {"encoding:unknown"})
