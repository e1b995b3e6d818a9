"""The key by which two deliveries of one mail are known as one (decision D-8)."""

from __future__ import annotations

from hashlib import sha256

from mailgate.model.message import Attachment, Headers
from mailgate.parse.bodies import Body

#: What relays leave alone. All else may be added, dropped or changed on the way (RFC 5322 section 3.6.7).
_KEPT_ON_THE_WAY = frozenset({"date", "from", "to", "cc", "subject"})


def message_key(headers: Headers, message_id: str, body: Body) -> str:
    """SHA-256 in hex over the Message-ID, the main header fields and the decoded content.

    Decoded, because a relay may change transfer encoding and line ends (RFC 6152, RFC 2045 section 6).
    """
    digest = sha256()
    for value in (message_id, *_written(headers), _settled(body.text), _settled(body.html)):
        digest.update(value.encode("utf-8", "surrogatepass") + b"\0")
    for item in body.attachments:
        digest.update(f"{item.name}\0{item.type}\0{_settled_hash(item)}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _written(headers: Headers) -> list[str]:
    return sorted(f"{name}:{' '.join(value.split())}" for name, value in headers.fields if name in _KEPT_ON_THE_WAY)


def _settled_hash(item: Attachment) -> str:
    """A file that travels unencoded has the line ends of the last hop."""
    if b"\r\n" not in item.content:
        return item.sha256
    return sha256(item.content.replace(b"\r\n", b"\n")).hexdigest()


def _settled(text: str) -> str:
    return "\n".join(map(str.rstrip, text.strip().split("\n")))
