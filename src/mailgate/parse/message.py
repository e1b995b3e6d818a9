"""Bytes to a ``Message``: the one way in to this package, which no bytes make fail."""

from __future__ import annotations

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Message
from mailgate.parse.bodies import read_body
from mailgate.parse.fingerprint import message_key
from mailgate.parse.headers.dates import read_date
from mailgate.parse.headers.identifiers import read_ids, read_message_id
from mailgate.parse.headers.people import read_people
from mailgate.parse.mime.assemble import assemble, charset_hint
from mailgate.parse.mime.split import split
from mailgate.parse.verdicts import read_verdicts

_LIMITS = ParseLimits()


def parse_message(raw: bytes, limits: ParseLimits = _LIMITS) -> Message:
    """Everything that a mail says; every repair and every limit that was met is named in ``Message.defects``.

    Never raises on content.
    """
    defects: set[str] = set()
    entity = split(_settled_line_ends(raw, defects), limits, defects)
    hint = charset_hint(entity)
    root = assemble(entity, hint, limits, defects)
    people = read_people(entity.block, hint, limits, defects)
    body = read_body(root, limits)
    verdicts = read_verdicts(root, people.author, body)
    headers = root.headers
    message_id = read_message_id(headers.first("message-id"))
    return Message(
        headers=headers,
        author=people.author,
        subject=headers.first("subject"),
        date=read_date(headers.first("date"), defects),
        to=people.to,
        cc=people.cc,
        reply_to=people.reply_to,
        message_id=message_id,
        in_reply_to=read_ids(headers.first("in-reply-to")),
        references=read_ids(" ".join(headers.all("references")))[-limits.references :],
        text=body.text,
        html=verdicts.html,
        reply_html=verdicts.reply_html,
        segments=verdicts.segments,
        attachments=body.attachments,
        mail_class=verdicts.mail_class,
        class_evidence=verdicts.class_evidence,
        report=verdicts.report,
        feedback_type=verdicts.feedback_type,
        language=verdicts.language,
        defects=tuple(sorted(defects)),
        key=message_key(headers, message_id, body),
    )


def _settled_line_ends(raw: bytes, defects: set[str]) -> bytes:
    """A mail whose lines end in a bare CR, as old Macs and some dumps write them, with LF in its place."""
    head = raw[: 16 * 1024]
    if b"\r" in head and b"\n" not in head:
        defects.add("line_ends:bare_cr")
        return raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw
