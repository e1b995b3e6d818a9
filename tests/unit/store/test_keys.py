"""Keys of fixed length."""

from __future__ import annotations

from mailgate.store.keys import id_hash, short_hash


def test_a_short_hash_is_the_start_of_the_sha256() -> None:
    # The SHA-256 of "abc", FIPS 180-2 appendix B.1.
    assert short_hash("abc") == "ba7816bf8f01cfea"


def test_an_id_hash_is_twice_as_long() -> None:
    assert id_hash("abc") == "ba7816bf8f01cfea414140de5dae2223"


def test_text_beyond_ascii_is_hashed_as_utf_8() -> None:
    assert short_hash("ä") == short_hash(b"\xc3\xa4".decode())


def test_undecodable_bytes_of_a_header_are_hashed_too() -> None:
    assert len(short_hash("\udce4@example.test")) == 16
