"""Signed links: what a page on the web may do for one recipient, once a purpose, until a time (spec B.5).

A token is two pieces of base64url with a dot between: what it says as JSON, and 20 bytes of an HMAC-SHA-256 over that.
It stands in mails only. That it is opened proves nothing, for link scanners open everything; the page's own form acts.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from mailgate.thread.reply_token import TokenKeys

_LABEL = b"mailgate link 1\0"
_MAC_BYTES = 20
#: No token of ours is longer, whatever the address in it.
_LONGEST = 1_000


class LinkPurpose(StrEnum):
    """What the page offers; a link of one purpose is worthless for another."""

    ACK = "ack"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What a link says."""

    purpose: LinkPurpose
    tenant: str
    ticket_id: int
    #: The page's deadline, or the approval.
    subject_id: int
    #: Address of whoever it was made for, lower-case.
    recipient: str
    #: Whole seconds.
    expires_at: datetime


def sign_link(keys: TokenKeys, link: Link) -> str:
    """The token of a link, by the newest key."""
    number = keys.current
    said = [
        number,
        link.purpose.value,
        link.tenant,
        link.ticket_id,
        link.subject_id,
        link.recipient.lower(),
        int(link.expires_at.timestamp()),
    ]
    payload = json.dumps(said, separators=(",", ":")).encode()
    return f"{_text(payload)}.{_text(_mac(keys.keys[number], payload))}"


def read_link(keys: TokenKeys, token: str) -> Link | None:
    """The link that a token is; None unless its MAC is right under a key that is still known. It may be expired."""
    first, dot, second = token.partition(".")
    if not dot or len(token) > _LONGEST:
        return None
    payload, mac = _bytes(first), _bytes(second)
    if payload is None or mac is None:
        return None
    for key in keys.keys.values():
        if hmac.compare_digest(mac, _mac(key, payload)):
            return _said(payload)
    return None


def _said(payload: bytes) -> Link:
    """Of a payload that we signed ourselves."""
    _, purpose, tenant, ticket_id, subject_id, recipient, expires = json.loads(payload)
    return Link(
        purpose=LinkPurpose(purpose),
        tenant=tenant,
        ticket_id=ticket_id,
        subject_id=subject_id,
        recipient=recipient,
        expires_at=datetime.fromtimestamp(expires, UTC),
    )


def _mac(key: bytes, payload: bytes) -> bytes:
    return hmac.digest(key, _LABEL + payload, "sha256")[:_MAC_BYTES]


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def _bytes(text: str) -> bytes | None:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
