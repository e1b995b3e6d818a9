"""What other readers say of a mail that is already read: quotes, reports, class; none of them can cost the mail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from mailgate.model.message import Author, DeliveryReport, MailClass, Segment, SegmentKind
from mailgate.parse.bodies import Body
from mailgate.parse.classify.mail_class import classify
from mailgate.parse.html.safe import safe_html
from mailgate.parse.parts import Part
from mailgate.parse.quotes.html import reply_html
from mailgate.parse.quotes.seam import find_seam, reply_above
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

    Looking for quotes in a tree is dear, and sanitising is dearer: where the text has no quote, only HTML that marks
    one is looked at, and where both say the same around the text's last quote, the sanitised HTML is cut there.
    """
    if not body.html:
        return "", ""
    safe = safe_html(body.html)
    quoted = any(segment.kind is SegmentKind.QUOTE for segment in segments)
    if not quoted and "<blockquote" not in safe:
        return safe, safe
    seam = find_seam(body.text, segments)
    reply = _tried("reply_html", defects, lambda: reply_above(seam, safe) if seam else "", "")
    if reply:
        return safe, reply
    new = _tried("reply_html", defects, lambda: reply_html(body.html, seam), body.html)
    return safe, safe if new == body.html else safe_html(new)


def _tried(name: str, defects: set[str], reading: Callable[[], T], otherwise: T) -> T:
    try:
        return reading()
    except Exception:
        defects.add(f"internal:{name}")
        return otherwise
