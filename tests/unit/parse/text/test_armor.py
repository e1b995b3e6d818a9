from __future__ import annotations

from mailgate.parse.text.armor import is_encrypted_text, without_signature_armor

SIGNATURE = "-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----"


def test_signed_text_stands_alone() -> None:
    text = f"before\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nHello\n- -- \nAnn\n{SIGNATURE}\nafter"

    assert without_signature_armor(text) == "before\nHello\n-- \nAnn\nafter"


def test_armor_without_its_end_is_left_alone() -> None:
    text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nHello\n"

    assert without_signature_armor(text) == text


def test_talk_about_armor_is_left_alone() -> None:
    text = f"> -----BEGIN PGP SIGNED MESSAGE-----\nx\n{SIGNATURE}"

    assert without_signature_armor(text) == text


def test_encrypted_text_is_recognised() -> None:
    assert is_encrypted_text("\n-----BEGIN PGP MESSAGE-----\n\nabc")
    assert not is_encrypted_text("see -----BEGIN PGP MESSAGE-----")
