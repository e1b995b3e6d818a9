"""Bytes to a ``Message``: the one way in to this package, which no bytes make fail."""

from __future__ import annotations

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Message, Segment, SegmentKind
from mailgate.parse.bodies import read_body
from mailgate.parse.classify.mail_class import classify
from mailgate.parse.fingerprint import message_key
from mailgate.parse.headers.dates import read_date
from mailgate.parse.headers.identifiers import read_ids, read_message_id
from mailgate.parse.headers.people import read_people
from mailgate.parse.html.safe import safe_html
from mailgate.parse.mime.assemble import assemble, charset_hint
from mailgate.parse.mime.split import split
from mailgate.parse.quotes.html import reply_html
from mailgate.parse.quotes.segments import segment_text
from mailgate.parse.reports.read import read_report

_LIMITS = ParseLimits()


def parse_message(raw: bytes, limits: ParseLimits = _LIMITS) -> Message:
    """Everything that a mail says; every repair and every limit that was met is named in ``Message.defects``.

    Never raises on content.
    """
    defects: set[str] = set()
    entity = split(_settled_line_ends(raw, defects), limits, defects)
    hint = charset_hint(entity)
    root = assemble(entity, hint, limits, defects)
    headers, subject = root.headers, root.headers.first("subject")
    people = read_people(entity.block, hint, limits, defects)
    body = read_body(root, limits)
    segments, language = segment_text(body.text, html=body.html)
    html, new_html = _both_html(body.html, segments)
    findings = read_report(root)
    mail_class, evidence = classify(headers, people.author, subject, body.text, findings)
    message_id = read_message_id(headers.first("message-id"))
    return Message(
        headers=headers,
        author=people.author,
        subject=subject,
        date=read_date(headers.first("date"), defects),
        to=people.to,
        cc=people.cc,
        reply_to=people.reply_to,
        message_id=message_id,
        in_reply_to=read_ids(headers.first("in-reply-to")),
        references=read_ids(" ".join(headers.all("references")))[-limits.references :],
        text=body.text,
        html=html,
        reply_html=new_html,
        segments=segments,
        attachments=body.attachments,
        mail_class=mail_class,
        class_evidence=evidence,
        report=findings.report if findings else None,
        feedback_type=findings.feedback_type if findings else (),
        language=language,
        defects=tuple(sorted(defects)),
        key=message_key(headers, message_id, body),
    )


def _both_html(html: str, segments: tuple[Segment, ...]) -> tuple[str, str]:
    """The HTML and what of it is new, both sanitised.

    Looking for quotes in a tree is dear; where the text has none, only HTML that marks one is looked at.
    """
    if not html:
        return "", ""
    safe = safe_html(html)
    if "<blockquote" not in safe and not any(segment.kind is SegmentKind.QUOTE for segment in segments):
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
