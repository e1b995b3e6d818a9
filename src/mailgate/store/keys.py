"""Keys of fixed length for text of any length that a stranger chose."""

from __future__ import annotations

from hashlib import sha256


def short_hash(text: str) -> str:
    """First 16 hex digits of the SHA-256 of the UTF-8 form: enough to keep related mails apart, not to trust."""
    return _hex(text)[:16]


def id_hash(message_id: str) -> str:
    """First 32 hex digits of the SHA-256 of a Message-ID without angle brackets."""
    return _hex(message_id)[:32]


def _hex(text: str) -> str:
    # Header bytes that were no text arrive as lone surrogates.
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
