"""Tokens sealed with the secret key, so that the database alone lets nobody into a mailbox."""

from __future__ import annotations

import hashlib

from nacl.encoding import Base64Encoder
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from mailgate.receive.imap.oauth.tokens import Secrets


class Seal:
    """Seals and opens (XSalsa20-Poly1305, a fresh nonce each time)."""

    def __init__(self, secret: bytes) -> None:
        self._box = SecretBox(hashlib.sha256(b"mailbox logins 0" + secret).digest())

    def close(self, secrets: Secrets) -> str:
        return self._box.encrypt(secrets.text().encode(), encoder=Base64Encoder).decode("ascii")

    def open(self, sealed: str) -> Secrets | None:
        """None for what was sealed with another key, or damaged."""
        try:
            return Secrets.of(self._box.decrypt(sealed.encode("ascii"), encoder=Base64Encoder).decode())
        except (CryptoError, ValueError, TypeError):
            return None
