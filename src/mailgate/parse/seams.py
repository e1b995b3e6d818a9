"""TEMPORARY: stand-ins until quotes, reports and classify are there."""

from __future__ import annotations

from typing import Any

from mailgate.model.message import MailClass, Segment, SegmentKind

segment_text: Any
reply_html: Any
read_report: Any
classify: Any

try:
    from mailgate.parse.quotes.segments import segment_text
except ImportError:

    def segment_text(text: str, *, html: str = "") -> tuple[tuple[Segment, ...], str]:
        return ((Segment(kind=SegmentKind.NEW, start=0, end=len(text)),) if text else ()), ""


try:
    from mailgate.parse.quotes.html import reply_html
except ImportError:

    def reply_html(html: str) -> str:
        return html


try:
    from mailgate.parse.reports.read import read_report
except ImportError:

    def read_report(parts: Any) -> Any:
        return None


try:
    from mailgate.parse.classify.mail_class import classify
except ImportError:

    def classify(headers: Any, author: Any, subject: str, text: str, report: Any) -> Any:
        return MailClass.HUMAN, ()
