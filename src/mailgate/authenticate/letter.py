"""A mail as its signatures see it: header fields and body, byte by byte (RFC 6376 section 3.4)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

#: A longer block has no fields here.
_HEADER_BYTES = 512 * 1024
_BARE = re.compile(rb"\r\n|\r|\n")
#: A name, and a value over all of its folded lines.
_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:([^\n]*+\n(?:[ \t][^\n]*+\n)*+)")
#: What a mailbox file puts in front.
_MAILBOX_LINE = re.compile(rb"From [^\n]*+\n")
#: Whatever is not a single space yet; possessive, so that a line of nothing but blanks costs no more than its length.
_BLANKS = re.compile(rb"[ \t]{2,}+|\t")


class Letter:
    """Fields in order, each name with its value as it stands, folds and final CRLF included.

    A block with a line that is neither a field nor a fold has no fields here: whoever reads such a mail guesses, and
    nobody may be made to see another author than the one who signed.
    """

    def __init__(self, raw: bytes) -> None:
        if raw.count(b"\n") != raw.count(b"\r\n") or raw.count(b"\r") != raw.count(b"\r\n"):
            raw = _BARE.sub(b"\r\n", raw)
        end = raw.find(b"\r\n\r\n")
        if end < 0:
            # Nothing but a header block.
            raw = raw.removesuffix(b"\r\n") + b"\r\n\r\n"
            end = len(raw) - 4
        self.fields = _fields(raw[: end + 2]) if end <= _HEADER_BYTES else []
        self._raw = raw
        self._body = end + 4
        self._bodies: dict[str, tuple[bytes, int]] = {}

    def named(self, name: bytes) -> list[tuple[bytes, bytes]]:
        """Every field of a lower-case name, top to bottom."""
        return [field for field in self.fields if field[0].lower() == name]

    def body_digest(self, canonicalisation: str, length: int | None = None) -> bytes | None:
        """SHA-256 of the body; None when the canonical body is longer than ``length``.

        What follows behind a signed length could be anybody's words (RFC 6376 section 8.2): a signature that does not
        cover the whole body is worth nothing here.
        """
        if canonicalisation not in self._bodies:
            body = _CANONICAL[canonicalisation](self._raw[self._body :])
            self._bodies[canonicalisation] = hashlib.sha256(body).digest(), len(body)
        digest, size = self._bodies[canonicalisation]
        return digest if length is None or length == size else None


def _fields(head: bytes) -> list[tuple[bytes, bytes]]:
    fields: list[tuple[bytes, bytes]] = []
    mailbox_line = _MAILBOX_LINE.match(head)
    position = mailbox_line.end() if mailbox_line else 0
    while position < len(head):
        match = _FIELD.match(head, position)
        if match is None:
            return []
        fields.append((match[1], match[2]))
        position = match.end()
    return fields


def _simple(body: bytes) -> bytes:
    """Section 3.4.3: one CRLF ends the body, also an empty one."""
    return body.rstrip(b"\r\n") + b"\r\n"


def _relaxed(body: bytes) -> bytes:
    """Section 3.4.4: blanks are one space, none at the end of a line; no line end behind an empty body."""
    text = _BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n")
    text = _simple(text.removesuffix(b" "))
    return b"" if text == b"\r\n" else text


_CANONICAL: dict[str, Callable[[bytes], bytes]] = {"simple": _simple, "relaxed": _relaxed}
