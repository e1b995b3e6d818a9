"""Signed reply addresses: what a plus-address may carry, and how it is checked (decision D-13).

A token is ``PURPOSE-BODY``; the body is lower-case base32 of key number (1 byte), subject (5), holder (5) and the first
16 bytes of an HMAC-SHA-256 over all of it with the tenant. Local parts get case-folded on the road, hence base32.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from mailgate.model.desk import Queue
from mailgate.model.match import Purpose, Token

_LABEL = b"mailgate reply token 1"
_ID_BYTES = 5
_MAC_BYTES = 16
_BODY_BYTES = 1 + 2 * _ID_BYTES + _MAC_BYTES
#: Letters of base32 without its padding.
_BODY_LENGTH = (_BODY_BYTES * 8 + 4) // 5
_PURPOSES = frozenset(purpose.value for purpose in Purpose)
#: RFC 5321 section 4.5.3.1.1.
_LOCAL_PART_BYTES = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKeys:
    """Signing keys by number (0 to 255); the highest signs, all are accepted: that is a rotation."""

    keys: Mapping[int, bytes]

    @property
    def current(self) -> int:
        return max(self.keys)


def sign(keys: TokenKeys, tenant: str, *, purpose: Purpose, subject_id: int, holder: int) -> str:
    """The token for one holder; ids are below 2**40."""
    number = keys.current
    payload = bytes([number]) + subject_id.to_bytes(_ID_BYTES, "big") + holder.to_bytes(_ID_BYTES, "big")
    body = payload + _mac(keys.keys[number], tenant, purpose, payload)
    return f"{purpose.value}-{base64.b32encode(body).decode().rstrip('=').lower()}"


def read(keys: TokenKeys, tenant: str, text: str) -> Token | None:
    """The token that ``text`` is, in any case; None unless its MAC is right for this tenant, in constant time."""
    letter, _, encoded = text.lower().partition("-")
    if letter not in _PURPOSES or len(encoded) != _BODY_LENGTH:
        return None
    body = _decoded(encoded)
    if body is None or body[0] not in keys.keys:
        return None
    payload, mac = body[:-_MAC_BYTES], body[-_MAC_BYTES:]
    purpose = Purpose(letter)
    if not hmac.compare_digest(mac, _mac(keys.keys[body[0]], tenant, purpose, payload)):
        return None
    return Token(
        purpose=purpose,
        subject_id=int.from_bytes(payload[1 : 1 + _ID_BYTES], "big"),
        holder=int.from_bytes(payload[1 + _ID_BYTES :], "big"),
        key=body[0],
    )


def claims_bounce(text: str) -> bool:
    """Whether ``text`` has the shape of a bounce token, right or wrong; no person has such an address by chance."""
    letter, _, encoded = text.lower().partition("-")
    return letter == Purpose.BOUNCE.value and len(encoded) == _BODY_LENGTH


def reply_address(queue: Queue, token: str) -> str:
    """The queue's address with the token in it; the plain address where a local part of 64 bytes cannot hold both."""
    local, _, domain = queue.address.partition("@")
    full = f"{local}+{token}"
    if len(full) > _LOCAL_PART_BYTES:
        return queue.address
    return f"{full}@{queue.reply_domain or domain}"


def agent_holder(email: str) -> int:
    """The number that stands for an agent in tokens: 40 bits of the SHA-256 of the lower-case address."""
    return int.from_bytes(hashlib.sha256(email.lower().encode()).digest()[:_ID_BYTES], "big")


def _mac(key: bytes, tenant: str, purpose: Purpose, payload: bytes) -> bytes:
    words = b"\0".join((_LABEL, tenant.encode(), purpose.value.encode(), payload))
    return hmac.digest(key, words, "sha256")[:_MAC_BYTES]


def _decoded(encoded: str) -> bytes | None:
    try:
        body = base64.b32decode(encoded.upper() + "=" * (-len(encoded) % 8))
    except (binascii.Error, ValueError):
        return None
    # Base32 leaves spare bits at the end; only the canonical spelling counts.
    spelled = base64.b32encode(body).decode().rstrip("=").lower()
    return body if spelled == encoded else None
