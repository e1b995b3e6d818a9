"""The last word on a report: what happened to each recipient, and whether it may still pass."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from mailgate.model.message import DeliveryReport, FailedRecipient
from mailgate.parse.reports.findings import ReportFindings, ReportKind
from mailgate.parse.reports.letter import Letter
from mailgate.parse.reports.status import status_of_words


def settled(recipients: tuple[FailedRecipient, ...], letter: Letter, evidence: tuple[str, ...]) -> ReportFindings:
    """Findings in which every recipient has an action and a status.

    Where some failed and some did not, only the failed ones are named. A report of good news alone is no bounce.
    """

    @cache
    def told() -> str:
        return status_of_words(letter.notice)

    final = []
    for item in recipients:
        status = item.status or status_of_words(item.diagnostic) or told()
        final.append(_settled(replace(item, status=status), late=letter.says_late))
    failed = tuple(item for item in final if item.action in ("failed", "delayed"))
    return ReportFindings(
        kind=ReportKind.DELIVERED if final and not failed else ReportKind.BOUNCE,
        evidence=evidence,
        report=DeliveryReport(
            recipients=failed or tuple(final),
            temporary=all(map(_may_pass, failed)) if failed else letter.says_late,
            original_message_id=letter.original.message_id,
        ),
    )


def _may_pass(item: FailedRecipient) -> bool:
    return item.action == "delayed" or item.status.startswith("4")


def _settled(item: FailedRecipient, *, late: bool) -> FailedRecipient:
    action = item.action or ("delayed" if late else "failed")
    usual = {"failed": "5.0.0", "delayed": "4.0.0"}.get(action, "2.0.0")
    status = item.status or usual
    if action == "delayed" and status.startswith("5"):
        # RFC 3463 section 2: class 5 is final, and a delayed mail is not.
        status = f"4{status[1:]}"
    return replace(item, action=action, status=status)
