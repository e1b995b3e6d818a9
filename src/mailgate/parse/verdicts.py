"""What other readers say of a mail that is already read: quotes, reports, class; none of them can cost the mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mailgate.model.message import Author, DeliveryReport, MailClass, Segment, SegmentKind
from mailgate.parse.bodies import Body
from mailgate.parse.classify.mail_class import classify
from mailgate.parse.html.safe import safe_html, safe_parts
from mailgate.parse.parts import Part
from mailgate.parse.quotes.html import part_html
from mailgate.parse.quotes.parted import Parted
from mailgate.parse.quotes.seam import find_seam
from mailgate.parse.quotes.segments import segment_text
from mailgate.parse.reports.read import read_report

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """Fields of ``Message`` by their names there."""

    segments: tuple[Segment, ...]
    language: str
    html: str
    reply_html: str
    mail_class: MailClass
    class_evidence: tuple[str, ...]
    report: DeliveryReport | None
    feedback_type: tuple[str, ...]


def read_verdicts(root: Part, author: Author, body: Body) -> Verdicts:
    """Ask every reader. One that fails leaves ``internal:<reader>``: a fault of ours that tests and fuzzing count."""
    defects = root.defects
    subject = root.headers.first("subject")
    all_new = (Segment(kind=SegmentKind.NEW, start=0, end=len(body.text)),) if body.text else tuple[Segment]()
    segments, language = _tried("quotes", defects, lambda: segment_text(body.text, html=body.html), (all_new, ""))
    html, new_html = _both_html(body, segments, defects)
    findings = _tried("report", defects, lambda: read_report(root), None)
    unsure = MailClass.HUMAN, tuple[str, ...]()
    mail_class, evidence = _tried(
        "class", defects, lambda: classify(root.headers, author, subject, body.text, findings), unsure
    )
    return Verdicts(
        segments=segments,
        language=language,
        html=html,
        reply_html=new_html,
        mail_class=mail_class,
        class_evidence=evidence,
        report=findings.report if findings else None,
        feedback_type=findings.feedback_type if findings else (),
    )


def _both_html(body: Body, segments: tuple[Segment, ...], defects: set[str]) -> tuple[str, str]:
    """The HTML and what of it is new, both sanitised.

    Looking for quotes in a tree is dear; where the text has none, only HTML that marks one is looked at. Sanitising is
    dearer, so what is quoted at the end is sanitised by itself.
    """
    html = body.html
    if not html:
        return "", ""
    if not any(segment.kind is SegmentKind.QUOTE for segment in segments):
        safe = safe_html(html)
        if "<blockquote" not in safe:
            return safe, safe
    seam = find_seam(body.text, segments)
    parted = _tried("reply_html", defects, lambda: part_html(html, seam), Parted(html))
    if parted.quote:
        return safe_parts(parted.reply, parted.quote)
    safe = safe_html(html)
    return safe, safe if parted.reply == html else safe_html(parted.reply)


def _tried(name: str, defects: set[str], reading: Callable[[], T], otherwise: T) -> T:
    try:
        return reading()
    except Exception:
        defects.add(f"internal:{name}")
        return otherwise
