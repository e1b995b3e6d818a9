"""The last word on recipients: action, status, and whether it may pass."""

from __future__ import annotations

from mailgate.model.message import FailedRecipient
from mailgate.parse.reports.findings import ReportKind
from mailgate.parse.reports.letter import Letter
from mailgate.parse.reports.original import Original
from mailgate.parse.reports.settle import settled

LETTER = Letter(
    text="",
    notice="The mailbox is full.",
    original=Original(message_id="1@x.test"),
    not_failed=frozenset(),
    failed=(),
    says_failure=True,
    says_late=False,
)


def test_a_recipient_without_status_takes_that_of_the_notice() -> None:
    report = settled((FailedRecipient(address="a@x.test"),), LETTER, ()).report
    assert report is not None
    assert report.recipients == (FailedRecipient(address="a@x.test", status="5.2.2", action="failed"),)
    assert report.original_message_id == "1@x.test"


def test_class_four_alone_is_temporary() -> None:
    one = FailedRecipient(address="a@x.test", status="4.4.1", action="failed")
    two = FailedRecipient(address="b@x.test", status="5.1.1", action="failed")
    assert [settled(items, LETTER, ()).report.temporary for items in ((one,), (one, two))] == [True, False]  # type: ignore[union-attr]


def test_good_news_alone_is_a_delivery() -> None:
    good = FailedRecipient(address="a@x.test", status="2.0.0", action="delivered")
    assert settled((good,), LETTER, ()).kind is ReportKind.DELIVERED
