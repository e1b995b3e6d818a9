"""The one way in: what a mail reports about the delivery of another, if it does."""

from __future__ import annotations

from dataclasses import replace

from mailgate.model.message import FailedRecipient
from mailgate.parse.parts import Part
from mailgate.parse.reports.amazon_sns import read_amazon_sns
from mailgate.parse.reports.delivery_status import read_delivery_status
from mailgate.parse.reports.feedback import read_feedback
from mailgate.parse.reports.findings import ReportFindings, ReportKind
from mailgate.parse.reports.letter import Letter, open_letter
from mailgate.parse.reports.notice import read_notice
from mailgate.parse.reports.original import NOTHING, split_notice
from mailgate.parse.reports.settle import settled
from mailgate.parse.reports.signs import Signs, look
from mailgate.parse.reports.status import status_of_words

#: Of a machine-readable status, so many characters are read.
_LONGEST = 256 * 1024
_STATUS_TYPES = frozenset({"message/delivery-status", "message/global-delivery-status"})
_FIGURES = frozenset({"tlsrpt", "tls-rpt"})


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
    return _of_text(root, signs) if signs else None


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
    if kind in _FIGURES or "application/tlsrpt+gzip" in types:
        return ReportFindings(kind=ReportKind.STATISTICS, evidence=("report.tls",))
    if types & _STATUS_TYPES and (root.type != "multipart/mixed" or look(root)):
        return _of_status(root)
    return None


def _of_status(root: Part) -> ReportFindings:
    """An RFC 3464 report; what its fields leave out is looked for in its words."""
    letter = open_letter(root)
    told = "\n\n".join(part.text()[:_LONGEST] for part in root.walk() if part.type in _STATUS_TYPES)
    # With a wrong boundary the enclosed mail ends up below the status.
    status, below = split_notice(told, _LONGEST)
    if below != NOTHING and not (letter.original.sender or letter.original.recipients):
        letter = replace(letter, original=below)
    recipients = read_delivery_status(status)
    if not recipients or any(not item.address for item in recipients):
        recipients = _completed(recipients, _named(letter))
    return settled(recipients, letter, ("report.delivery_status", *look(root).codes))


def _completed(told: tuple[FailedRecipient, ...], named: tuple[FailedRecipient, ...]) -> tuple[FailedRecipient, ...]:
    """Recipients of a report which leaves their addresses out."""
    if not told or not named:
        return told or named
    given = tuple(item for item in told if item.address)
    return given or tuple(
        replace(told[min(place, len(told) - 1)], address=item.address) for place, item in enumerate(named)
    )


def _of_text(root: Part, signs: Signs) -> ReportFindings | None:
    """A report in words, as most systems wrote before RFC 3464 and many still do."""
    letter = open_letter(root)
    found = read_amazon_sns(letter.text) or read_feedback(root)
    if found is not None:
        return found
    recipients = _fields_in(letter.notice) or _named(letter)
    if not recipients and signs.by_machine:
        # A provider's letter around the report of another system.
        recipients = _fields_in(letter.text)
    if not _is_report(signs, letter, named=bool(recipients)):
        return None
    codes = (*signs.codes, "body.undelivered") if letter.says_failure else signs.codes
    return settled(recipients or _addressed(letter), letter, codes)


def _is_report(signs: Signs, letter: Letter, *, named: bool) -> bool:
    """A mail system that says so by subject or text; anybody else has to name who failed and enclose the mail."""
    encloses = letter.original.sender != "" or letter.original.recipients != ()
    if signs.by_machine and (signs.subject or letter.failed):
        return True
    if not letter.says_failure:
        return False
    if signs.by_machine:
        return named or encloses or signs.null_sender
    if signs.null_sender:
        return named or signs.subject
    # What a shop writes of a parcel, or a person of a bounce, encloses no mail.
    return named and encloses and not signs.is_reply


def _fields_in(text: str) -> tuple[FailedRecipient, ...]:
    """RFC 3464 fields that stand in a text."""
    return tuple(item for item in read_delivery_status(text) if item.address)


def _named(letter: Letter) -> tuple[FailedRecipient, ...]:
    """Who failed by the words of the notice, or by a header that lists them."""
    read = read_notice(letter.notice, letter.not_failed)
    if not letter.failed:
        return read
    known = {item.address.lower(): item for item in read}
    if len(read) == len(letter.failed) and not any(address.lower() in known for address in letter.failed):
        # Exim lists to whom we wrote, and its text where an alias led.
        return tuple(replace(item, address=address) for item, address in zip(read, letter.failed, strict=True))
    whole = status_of_words(letter.notice)
    return tuple(
        known.get(address.lower()) or FailedRecipient(address=address, status=whole) for address in letter.failed
    )


def _addressed(letter: Letter) -> tuple[FailedRecipient, ...]:
    """Where the notice names nobody: the only one to whom the original was addressed."""
    to = letter.original.recipients
    others = [address for address in to if address not in letter.not_failed] or list(to)
    return tuple(FailedRecipient(address=address) for address in others) if len(others) == 1 else ()
