"""The key by which two deliveries of one mail are known as one (decision D-8)."""

from __future__ import annotations

from hashlib import sha256

from mailgate.model.message import Attachment, Headers

#: What the author's client wrote. All else may be added, dropped or rewritten on the way (RFC 5322 section 3.6.7).
_WRITTEN_BY_THE_AUTHOR = ("date", "from", "sender", "reply-to", "to", "cc", "subject", "in-reply-to", "references")


def message_key(headers: Headers, message_id: str, text: str, html: str, attachments: tuple[Attachment, ...]) -> str:
    """SHA-256 in hex over the Message-ID, the author's headers and the decoded content.

    Decoded, because a relay may change transfer encoding and line ends (RFC 6152, RFC 2045 section 6).
    """
    digest = sha256()
    for value in (message_id, *_header_values(headers), _settled(text), _settled(html)):
        digest.update(value.encode("utf-8", "surrogatepass") + b"\0")
    for attachment in attachments:
        content = attachment.sha256
        if attachment.type.startswith(("text/", "message/")):
            content = sha256(attachment.content.replace(b"\r\n", b"\n").strip()).hexdigest()
        digest.update(f"{attachment.name}\0{attachment.type}\0{content}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _header_values(headers: Headers) -> list[str]:
    return [
        f"{name}:{' '.join(value.split())}" for name in _WRITTEN_BY_THE_AUTHOR for value in sorted(headers.all(name))
    ]


def _settled(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().split("\n"))
