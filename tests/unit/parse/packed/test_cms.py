from __future__ import annotations

import pytest

from mailgate.parse.packed.cms import is_encrypted, signed_content

SIGNED = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
ENVELOPED = bytes.fromhex("06092a864886f70d010703")


def definite(tag: int, *parts: bytes) -> bytes:
    content = b"".join(parts)
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def indefinite(tag: int, *parts: bytes) -> bytes:
    return bytes([tag, 0x80]) + b"".join(parts) + b"\0\0"


def signed(octets: bytes, wrap: object = definite) -> bytes:
    assert callable(wrap)
    content = wrap(0x30, DATA, wrap(0xA0, octets))
    data = wrap(0x30, definite(2, b"\x01"), definite(0x31), content, definite(0x31))
    return wrap(0x30, SIGNED, wrap(0xA0, data))


def test_signed_content_is_found() -> None:
    assert signed_content(signed(definite(4, b"Hello" * 100))) == b"Hello" * 100


def test_content_streamed_in_pieces_is_joined() -> None:
    octets = indefinite(0x24, definite(4, b"Hel"), definite(4, b"lo"))

    assert signed_content(signed(octets, indefinite)) == b"Hello"


def test_detached_signature_has_no_content() -> None:
    data = definite(0x30, definite(2, b"\x01"), definite(0x31), definite(0x30, DATA), definite(0x31))

    assert signed_content(definite(0x30, SIGNED, definite(0xA0, data))) is None


def test_encrypted_is_told_from_signed() -> None:
    enveloped = definite(0x30, ENVELOPED, definite(0xA0, definite(0x30)))

    assert (is_encrypted(enveloped), signed_content(enveloped)) == (True, None)
    assert not is_encrypted(signed(definite(4, b"x")))


@pytest.mark.parametrize(
    "data",
    [b"", b"0", b"0\x80", b"\x30\x80" * 300_000, b"\x30\x84\xff\xff\xff\xff", b"\xff" * 1_000, b"\x24\x80" * 1_000],
)
def test_broken_objects_have_no_content(data: bytes) -> None:
    assert signed_content(data) is None
    assert not is_encrypted(data)


def test_object_cut_short_gives_what_is_there() -> None:
    assert signed_content(signed(definite(4, b"Hello" * 100))[:-100]) == (b"Hello" * 100)[:-98]
