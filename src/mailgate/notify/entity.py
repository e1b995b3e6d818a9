"""MIME entities (RFC 2045, 2046): a text, an attachment, or several of them behind a boundary."""

from __future__ import annotations

import re
from binascii import b2a_base64, b2a_qp
from dataclasses import dataclass
from html import escape

from mailgate.model.message import Attachment
from mailgate.notify.header import LINE_LIMIT, clean, id_list, parameter

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,80}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}")
#: RFC 2046 sections 5.1 and 5.2 forbid base64 for these, so they travel as plain files.
_COMPOSITE = ("multipart/", "message/")
_UNKNOWN = "application/octet-stream"
_CONTROLS = bytes(byte for byte in (*range(0x20), 0x7F) if byte not in b"\t\n")
_BASE64_LINE = 76


@dataclass(frozen=True, slots=True)
class Entity:
    """``fields`` are header lines with their CRLF, ``body`` is in its transfer encoding."""

    fields: str
    body: bytes


def text_entity(subtype: str, text: str) -> Entity:
    """Text as 7bit where that is true, else quoted-printable (RFC 2045 section 6.7); it ends with one line end."""
    raw = text.encode("utf-8", "replace")
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    raw = raw.translate(None, _CONTROLS).rstrip(b"\n") + b"\n"
    # b2a_qp breaks lines the way the first line ends, so CRLF comes first.
    lines = raw.replace(b"\n", b"\r\n")
    encoding = "7bit" if _is_7bit(raw) else "quoted-printable"
    return Entity(
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n",
        lines if encoding == "7bit" else b2a_qp(lines),
    )


def attachment_entity(attachment: Attachment, *, inline: bool) -> Entity:
    """A file as base64; ``inline`` ones carry the Content-ID that the HTML names (RFC 2392)."""
    kind = attachment.type.lower()
    if not _TYPE.fullmatch(kind) or kind.startswith(_COMPOSITE):
        kind = _UNKNOWN
    disposition = "inline" if inline else "attachment"
    name = parameter("filename", attachment.name) if clean(attachment.name) else ""
    content_id = f"Content-ID: {id_list((attachment.content_id,))[0]}\r\n" if inline else ""
    fields = (
        f"Content-Type: {kind}{_charset(kind, attachment.content)}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {disposition}{name}\r\n{content_id}"
    )
    return Entity(fields, _base64(attachment.content))


def multipart(subtype: str, boundary: str, entities: list[Entity]) -> Entity:
    """Several entities; a boundary begins with ``=_``, which neither encoding can produce."""
    delimiter = f"--{boundary}".encode()
    pieces = []
    for entity in entities:
        pieces += [delimiter, b"\r\n", entity.fields.encode(), b"\r\n", entity.body, b"\r\n"]
    pieces += [delimiter, b"--\r\n"]
    # RFC 2387 section 3.1 demands the type of the root.
    root = '; type="text/html"' if subtype == "related" else ""
    fields = (
        f'Content-Type: multipart/{subtype}{root};\r\n boundary="{boundary}"\r\nContent-Transfer-Encoding: 7bit\r\n'
    )
    return Entity(fields, b"".join(pieces))


def shown_in(html: str, attachment: Attachment) -> bool:
    """Whether an image of the page is this attachment (RFC 2392)."""
    return bool(id_list((attachment.content_id,))) and f'"cid:{escape(attachment.content_id)}"' in html


def _is_7bit(raw: bytes) -> bool:
    # White space at a line's end may be lost on the road (RFC 2045 section 6.7 rule 3).
    return raw.isascii() and b" \n" not in raw and b"\t\n" not in raw and _has_short_lines(raw)


def _has_short_lines(raw: bytes) -> bool:
    """Whether every line keeps the limit; each leap goes over as many lines as fit into one."""
    start = 0
    while len(raw) - start > LINE_LIMIT:
        start = raw.rfind(b"\n", start, start + LINE_LIMIT + 1) + 1
        if not start:
            return False
    return True


def _charset(kind: str, content: bytes) -> str:
    if not kind.startswith("text/") or content.isascii():
        return ""
    try:
        content.decode()
    except UnicodeDecodeError:
        return ""
    return "; charset=utf-8"


def _base64(content: bytes) -> bytes:
    encoded = b2a_base64(content, newline=False)
    lines = [encoded[at : at + _BASE64_LINE] for at in range(0, len(encoded), _BASE64_LINE)]
    return b"\r\n".join(lines) + b"\r\n"
