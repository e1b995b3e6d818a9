"""Bytes to a ``Message``: the one way in to this package, which no bytes make fail."""

from __future__ import annotations

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Address, MailClass, Message, SegmentKind
from mailgate.parse.bodies import read_body
from mailgate.parse.fingerprint import message_key
from mailgate.parse.headers.addresses import read_addresses
from mailgate.parse.headers.author import read_author
from mailgate.parse.headers.dates import read_date
from mailgate.parse.headers.encoded_words import header_characters
from mailgate.parse.headers.identifiers import read_ids, read_message_id
from mailgate.parse.html.safe import safe_html
from mailgate.parse.mime.assemble import assemble, charset_hint
from mailgate.parse.mime.entity import Entity
from mailgate.parse.mime.split import split
from mailgate.parse.seams import reply_html, segment_text

_LIMITS = ParseLimits()


def parse_message(raw: bytes, limits: ParseLimits = _LIMITS) -> Message:
    """Everything that a mail says; every repair and every limit that was met is named in ``Message.defects``.

    Never raises on content.
    """
    defects: set[str] = set()
    entity = split(_settled_line_ends(raw, defects), limits, defects)
    root = assemble(entity, limits, defects)
    headers = root.headers
    body = read_body(root, limits)
    segments, language = segment_text(body.text, html=body.html)
    message_id = read_message_id(headers.first("message-id"))
    quoted = any(segment.kind is SegmentKind.QUOTE for segment in segments)
    html, new_html = _both_html(body.html, quoted=quoted)
    return Message(
        headers=headers,
        author=read_author(_characters(entity, "from", defects), limits, defects),
        subject=headers.first("subject"),
        date=read_date(headers.first("date"), defects),
        to=_addresses(entity, "to", limits, defects),
        cc=_addresses(entity, "cc", limits, defects),
        reply_to=_addresses(entity, "reply-to", limits, defects),
        message_id=message_id,
        in_reply_to=read_ids(headers.first("in-reply-to")),
        references=read_ids(" ".join(headers.all("references")))[-limits.references :],
        text=body.text,
        html=html,
        reply_html=new_html,
        segments=segments,
        language=language,
        attachments=body.attachments,
        mail_class=MailClass.HUMAN,
        key=message_key(headers, message_id, body),
        defects=tuple(sorted(defects)),
    )


def _both_html(html: str, *, quoted: bool) -> tuple[str, str]:
    """The HTML and what of it is new, both sanitised.

    Looking for quotes in a tree is dear; where the text has none, only HTML that marks one is looked at.
    """
    if not html:
        return "", ""
    safe = safe_html(html)
    if not quoted and "<blockquote" not in safe:
        return safe, safe
    new = reply_html(html)
    return safe, safe if new == html else safe_html(new)


def _settled_line_ends(raw: bytes, defects: set[str]) -> bytes:
    """A mail whose lines end in a bare CR, as old Macs and some dumps write them, with LF in its place."""
    head = raw[: 16 * 1024]
    if b"\r" in head and b"\n" not in head:
        defects.add("line_ends:bare_cr")
        return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw


def _characters(entity: Entity, name: str, defects: set[str]) -> list[str]:
    """Every field of that name with its encoded words still encoded."""
    raw = [value for key, value in entity.block.fields if key == name]
    if all(map(bytes.isascii, raw)):
        return [header_characters(value, defects) for value in raw]
    hint = charset_hint(entity.source)
    return [header_characters(value, defects, hint=hint) for value in raw]


def _addresses(entity: Entity, name: str, limits: ParseLimits, defects: set[str]) -> tuple[Address, ...]:
    """The usable mailboxes of every field of that name, each address once."""
    found: dict[str, Address] = {}
    for value in _characters(entity, name, defects):
        for box in read_addresses(value, limits, defects):
            if not box.unusable:
                found.setdefault(box.address.address.lower(), box.address)
    return tuple(found.values())
