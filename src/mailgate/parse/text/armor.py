"""OpenPGP armor inside a text (RFC 9580 section 7): signed text is unwrapped, encrypted text is recognised."""

from __future__ import annotations

import re

_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----\n"
_SIGNATURE = "\n-----BEGIN PGP SIGNATURE-----\n"
_END = "-----END PGP SIGNATURE-----"
_HEADERS = re.compile(r"(?:[A-Za-z]+: [^\n]*\n)*\n?")


def without_signature_armor(text: str) -> str:
    """The signed text with what stands around it, armor headers and dash escapes (section 7.2) taken off."""
    start = text.find(_SIGNED)
    if start < 0 or (start and text[start - 1] != "\n"):
        return text
    headers = _HEADERS.match(text, start + len(_SIGNED))
    assert headers is not None
    signature = text.find(_SIGNATURE, headers.end())
    end = text.find(_END, signature) if signature >= 0 else -1
    if end < 0:
        return text
    signed = text[headers.end() : signature].replace("\n- ", "\n").removeprefix("- ")
    return text[:start] + signed + text[end + len(_END) :]


def is_encrypted_text(text: str) -> bool:
    """True when the text is one encrypted message."""
    return text.lstrip().startswith("-----BEGIN PGP MESSAGE-----")
