"""Bodies without a mail around them, for ``mailgate parse --as text|html|tnef``."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Author, Headers, Message
from mailgate.parse.attachments import AttachmentList
from mailgate.parse.headers.encoded_words import clean_line
from mailgate.parse.html.guard import defused
from mailgate.parse.html.safe import safe_html
from mailgate.parse.html.text import html_to_text
from mailgate.parse.packed.tnef import read_tnef
from mailgate.parse.quotes.html import reply_html
from mailgate.parse.quotes.segments import segment_text
from mailgate.parse.text.line_ends import with_lf

_NOBODY = Author(address="", name="", clean=False, defect="missing")
_LIMITS = ParseLimits()


def parse_text(text: str) -> Message:
    """A plain text body, with its quotes and signature told apart."""
    return _message(with_lf(text)[: _LIMITS.text_bytes], "", set())


def parse_html(html: str) -> Message:
    """An HTML body, converted and sanitised."""
    defects: set[str] = set()
    html = defused(with_lf(html)[: _LIMITS.text_bytes], defects)
    return _message(html_to_text(html), html, defects)


def parse_tnef(raw: bytes) -> Message:
    """A bare TNEF stream: its subject, body and files; an empty message where it is none."""
    defects: set[str] = set()
    opened = read_tnef(raw, defects)
    if opened is None:
        return _message("", "", defects)
    files = AttachmentList(_LIMITS, defects)
    for file in opened.files:
        files.add_file(file.name, file.type, file.content, file.content_id)
    html = defused(opened.html[: _LIMITS.text_bytes], defects)
    text = opened.text[: _LIMITS.text_bytes]
    message = _message(text if text.strip() else html_to_text(html), html, defects)
    return replace(message, subject=clean_line(opened.subject), attachments=files.result(html))


def _message(text: str, html: str, defects: set[str]) -> Message:
    segments, language = segment_text(text, html=html)
    return Message(
        headers=Headers(),
        author=_NOBODY,
        subject="",
        date=None,
        text=text,
        html=safe_html(html) if html else "",
        reply_html=safe_html(reply_html(html)) if html else "",
        segments=segments,
        language=language,
        defects=tuple(sorted(defects)),
    )
