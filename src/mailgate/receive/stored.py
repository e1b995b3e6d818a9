"""Mail as files and pipes have it, brought into the form in which it travels."""

from __future__ import annotations


def wire_form(stored: bytes) -> bytes:
    """A stored mail with CRLF line ends (RFC 5322 section 2.3), without an mbox ``From `` line."""
    text = stored.replace(b"\r\n", b"\n")
    if text.startswith(b"From "):
        text = text.partition(b"\n")[2]
    if not text.endswith(b"\n"):
        text += b"\n"
    return text.replace(b"\n", b"\r\n")
