"""Decides what sort of mail it is, and on what evidence (RFC 3834)."""

from __future__ import annotations

from mailgate.model.message import Author, Headers, MailClass
from mailgate.parse.classify.replies import reply_evidence
from mailgate.parse.classify.senders import is_machine
from mailgate.parse.classify.signs import (
    BULK_PRECEDENCE,
    FORWARDING_FIELDS,
    LIST_FIELDS,
    LIST_SIGNS,
    MACHINE_FIELDS,
)
from mailgate.parse.reports.findings import ReportFindings, ReportKind

Verdict = tuple[MailClass, tuple[str, ...]]

_OF_REPORT = {
    ReportKind.BOUNCE: MailClass.BOUNCE,
    ReportKind.FEEDBACK: MailClass.FEEDBACK,
    ReportKind.DELIVERED: MailClass.AUTOMATIC,
    ReportKind.DISPOSITION: MailClass.AUTOMATIC,
    ReportKind.STATISTICS: MailClass.AUTOMATIC,
}


def classify(
    headers: Headers, author: Author, subject: str, text: str, report: ReportFindings | None = None
) -> Verdict:
    """The class of a mail and stable codes of its evidence, most telling first; a human mail has none.

    A report is what it reports; then automatic answers, lists, and senders behind whom nobody reads.
    ``X-Auto-Response-Suppress`` is no evidence: Exchange sets it on what people write.

    Args:
        text: the body; only its beginning is read.
        report: what ``reports.read_report`` found.
    """
    if report is not None:
        return _OF_REPORT[report.kind], report.evidence
    named = dict(reversed(headers.fields))
    evidence = reply_evidence(named, subject, text)
    if evidence:
        return MailClass.AUTO_REPLY, evidence
    automatic = _automatic(named, author)
    listed = _listed(named)
    if listed:
        return MailClass.LIST, (*listed, *automatic)
    if automatic:
        return MailClass.AUTOMATIC, automatic
    return MailClass.HUMAN, ()


def _listed(named: dict[str, str]) -> tuple[str, ...]:
    if LIST_SIGNS.isdisjoint(named):
        return ()
    codes = [code for name, code in LIST_FIELDS.items() if name in named]
    if named.get("precedence", "").strip().lower() == "list":
        codes.append("header.precedence.list")
    return tuple(dict.fromkeys(codes))


def _automatic(named: dict[str, str], author: Author) -> tuple[str, ...]:
    codes: list[str] = []
    submitted = named.get("auto-submitted", "").strip().lower()
    if submitted and not submitted.startswith("no"):
        codes.append("header.auto_submitted.generated")
    if not MACHINE_FIELDS.keys().isdisjoint(named):
        codes += [code for name, code in MACHINE_FIELDS.items() if name in named]
    if named.get("precedence", "").strip().lower() in BULK_PRECEDENCE:
        codes.append("header.precedence.bulk")
    if is_machine(author.address):
        codes.append("sender.machine")
    if "return-path" in named and not named["return-path"].strip("<> \t"):
        codes.append("envelope.null_sender")
    if codes == ["header.auto_submitted.generated"] and _is_perhaps_human(named):
        codes.append("author.perhaps_human")
    return tuple(dict.fromkeys(codes))


def _is_perhaps_human(named: dict[str, str]) -> bool:
    """Whether a rule may have forwarded what a person wrote.

    Microsoft 365 stamps customer mail that an inbox rule forwards as auto-generated (zammad#6025). The mark alone is
    indistinguishable from that of Exchange's own notices in a language we do not know, so the class stays
    ``AUTOMATIC``, which is recorded and promised like any mail but gets no automatic answer: a wrong guess costs an
    acknowledgement and can start no loop.
    """
    return "in-reply-to" in named or "references" in named or any(name in named for name in FORWARDING_FIELDS)
