"""What a report says, gathered for those who decide."""

from __future__ import annotations

import pytest

from mailgate.model.message import Headers
from mailgate.parse.parts import Part
from mailgate.parse.reports.letter import open_letter


def part(text: str, **headers: str) -> Part:
    fields = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    source = text.encode()
    return Part(headers=Headers(fields=fields), type="text/plain", source=source, start=0, end=len(source))


@pytest.mark.parametrize(
    ("text", "subject", "late"),
    [
        ("Your mail has been delayed.", "", True),
        ("Nothing more.", "Delivery Status Notification (Delay)", True),
        ("It was delayed and will be retried. This is a permanent error.", "", False),
        ("It could not be delivered.", "", False),
    ],
)
def test_late_is_what_was_not_given_up(text: str, subject: str, late: bool) -> None:
    assert open_letter(part(text, subject=subject)).says_late is late


def test_addresses_of_the_report_itself_are_no_evidence() -> None:
    letter = open_letter(part("x", to="desk@acme.test", x_failed_recipients="ann@x.test, desk@acme.test"))
    assert letter.failed == ("ann@x.test", "desk@acme.test")
    assert "desk@acme.test" not in letter.not_failed
    assert open_letter(part("x", to="desk@acme.test")).not_failed >= {"desk@acme.test"}
