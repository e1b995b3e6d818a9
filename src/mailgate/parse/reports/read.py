"""The one way in: what a mail reports about the delivery of another, if it does."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.message import DeliveryReport, FailedRecipient
from mailgate.parse.html.text import html_to_text
from mailgate.parse.parts import Part
from mailgate.parse.quotes.grammar.words import fold
from mailgate.parse.reports.addresses import find_addresses, normal
from mailgate.parse.reports.amazon_sns import read_amazon_sns
from mailgate.parse.reports.delivery_status import read_delivery_status
from mailgate.parse.reports.feedback import read_feedback
from mailgate.parse.reports.findings import ReportFindings, ReportKind
from mailgate.parse.reports.grammar.notices import DELAYS, GIVEN_UP, SENTENCES
from mailgate.parse.reports.notice import read_notice
from mailgate.parse.reports.original import NOTHING, Original, enclosed_original, split_notice
from mailgate.parse.reports.signs import Signs, look
from mailgate.parse.reports.status import status_of_words

#: Of each text, so much is read.
_LONGEST = 64 * 1024
_SENTENCES_WITHIN = 4_000
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_MANY_FIGURES = frozenset({"tlsrpt", "tls-rpt"})


def read_report(root: Part) -> ReportFindings | None:
    """The report that a mail is, or None.

    An ordinary mail is put aside after a look at its header. A disposition notice is no bounce, and neither is a mail
    of a person who encloses one: only the mail's own parts are read.

    Args:
        root: the whole mail.
    """
    declared = _declared(root) if root.is_multipart or root.type.startswith("message/") else None
    if declared is not None:
        return declared
    signs = look(root)
    return _read_text(root, signs) if signs else None


def _declared(root: Part) -> ReportFindings | None:
    """By the types of its parts (RFC 6522)."""
    types = {part.type for part in root.walk()}
    if "message/feedback-report" in types or "message/rfc822" in types:
        feedback = read_feedback(root)
        if feedback:
            return feedback
    kind = root.parameters.get("report-type", "").lower()
    if "message/disposition-notification" in types or kind == "disposition-notification":
        return ReportFindings(kind=ReportKind.DISPOSITION, evidence=("report.disposition",))
    if kind in _MANY_FIGURES or "application/tlsrpt+gzip" in types:
        return ReportFindings(kind=ReportKind.STATISTICS, evidence=("report.tls",))
    if types & _STATUS_TYPES and (root.type != "multipart/mixed" or look(root)):
        return _of_status(root)
    return None


def _of_status(root: Part) -> ReportFindings:
    signs = look(root)
    # With a wrong boundary the enclosed mail ends up below the status.
    told = "\n\n".join(part.text()[: 4 * _LONGEST] for part in root.walk() if part.type in _STATUS_TYPES)
    status, below = split_notice(told, 4 * _LONGEST)
    recipients = read_delivery_status(status)
    notice, quoted = split_notice(_text(root))
    original = next((found for found in (enclosed_original(root), below, quoted) if found != NOTHING), NOTHING)
    if any(not item.address for item in recipients) or not recipients:
        recipients = _completed(recipients, _of_notice(root, notice, original))
    recipients = tuple(_with_status(item, notice) for item in recipients)
    return _findings(recipients, original, notice, root, ("report.delivery_status", *signs.codes))


def _completed(told: tuple[FailedRecipient, ...], named: tuple[FailedRecipient, ...]) -> tuple[FailedRecipient, ...]:
    """Recipients of a report which leaves their addresses out."""
    if not told or not named:
        return told or named
    given = [item for item in told if item.address]
    if given:
        return tuple(given)
    return tuple(replace(told[min(place, len(told) - 1)], address=item.address) for place, item in enumerate(named))


def _read_text(root: Part, signs: Signs) -> ReportFindings | None:
    text = _text(root)
    found = read_amazon_sns(text) or read_feedback(root)
    if found is not None:
        return found
    notice, original = split_notice(text)
    enclosed = enclosed_original(root)
    original = enclosed if enclosed != NOTHING else original
    said = _says_failure(notice)
    recipients = tuple(item for item in read_delivery_status(notice) if item.address)
    recipients = recipients or _of_notice(root, notice, original)
    if not recipients and signs.by_machine:
        # A provider's letter around the report of another system.
        recipients = tuple(item for item in read_delivery_status(text) if item.address)
    if not _is_report(signs, said=said, named=bool(recipients), encloses=original != NOTHING):
        return None
    if not recipients:
        recipients = _fallback(root, original)
    recipients = tuple(_with_status(item, notice) for item in recipients)
    codes = (*signs.codes, "body.undelivered") if said else signs.codes
    return _findings(recipients, original, notice, root, codes)


def _is_report(signs: Signs, *, said: bool, named: bool, encloses: bool) -> bool:
    """A mail system that says so by subject or text; anybody else has to name who failed and enclose the mail."""
    if signs.by_machine:
        return said or signs.subject or signs.codes[0] == "header.x_failed_recipients"
    if signs.null_sender:
        return (said and named) or (said and signs.subject)
    # What a shop writes of a parcel, or a person of a bounce, encloses no mail.
    return said and named and encloses and not signs.is_reply


def _of_notice(root: Part, notice: str, original: Original) -> tuple[FailedRecipient, ...]:
    named = find_addresses(root.headers.first("x-failed-recipients"))
    others = {*_own_addresses(root), original.sender} - set(named)
    read = read_notice(notice, others)
    if not named:
        return read
    known = {item.address.lower(): item for item in read}
    whole = status_of_words(notice)
    return tuple(known.get(address.lower()) or FailedRecipient(address=address, status=whole) for address in named)


def _own_addresses(root: Part) -> set[str]:
    """Of the report itself: from whom and to whom it is."""
    names = ("from", "to", "reply-to", "delivered-to", "x-original-to", "sender")
    return {address for name in names for value in root.headers.all(name) for address in find_addresses(value)}


def _fallback(root: Part, original: Original) -> tuple[FailedRecipient, ...]:
    """Where the notice names nobody: the only one to whom the mail was addressed."""
    own = {normal(address) for address in _own_addresses(root)}
    others = [address for address in original.recipients if address not in own] or list(original.recipients)
    return tuple(FailedRecipient(address=address) for address in others) if len(others) == 1 else ()


def _with_status(item: FailedRecipient, notice: str) -> FailedRecipient:
    if item.status:
        return item
    return replace(item, status=status_of_words(item.diagnostic) or status_of_words(notice))


def _findings(
    recipients: tuple[FailedRecipient, ...], original: Original, notice: str, root: Part, codes: tuple[str, ...]
) -> ReportFindings:
    late = _is_late(notice, root.headers.first("subject"))
    recipients = tuple(_settled(item, late) for item in recipients)
    failed = tuple(item for item in recipients if item.action in ("failed", "delayed"))
    temporary = bool(failed) and all(item.action == "delayed" or item.status[:1] == "4" for item in failed)
    return ReportFindings(
        kind=ReportKind.DELIVERED if recipients and not failed else ReportKind.BOUNCE,
        evidence=codes,
        report=DeliveryReport(
            recipients=failed or recipients,
            temporary=temporary if failed else late,
            original_message_id=original.message_id,
        ),
    )


def _settled(item: FailedRecipient, late: bool) -> FailedRecipient:
    action = item.action or ("delayed" if late else "failed")
    status = item.status
    if action == "delayed" and status[:1] in ("", "5"):
        status = "4" + (status[1:] or ".0.0")
    return replace(item, action=action, status=status or ("5.0.0" if action == "failed" else "2.0.0"))


def _is_late(notice: str, subject: str) -> bool:
    said = " ".join(fold(f"{subject}\n{notice[:_SENTENCES_WITHIN]}").split())
    return any(phrase in said for phrase in DELAYS) and not any(phrase in said for phrase in GIVEN_UP)


def _says_failure(notice: str) -> bool:
    said = " ".join(fold(notice[:_SENTENCES_WITHIN]).split())
    return any(sentence in said for sentence in SENTENCES)


def _text(root: Part) -> str:
    """The words of the mail itself, HTML only where there is nothing else."""
    pieces: list[str] = []
    html: list[str] = []
    for part in root.walk():
        if part.type in ("text/plain", "text/x-plain") or (part.is_multipart and not part.children):
            pieces.append(part.text()[:_LONGEST])
        elif part.type == "text/html":
            html.append(part.text()[:_LONGEST])
    text = "\n\n".join(pieces)[:_LONGEST]
    return text if text.strip() else "\n\n".join(map(html_to_text, html))[:_LONGEST]
