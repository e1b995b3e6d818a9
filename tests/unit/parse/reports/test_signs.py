"""Senders and subjects of reports at a first look."""

from __future__ import annotations

import pytest

from mailgate.parse.reports.signs import is_daemon, is_report_subject, is_system_address


@pytest.mark.parametrize(
    "value",
    [
        "MAILER-DAEMON",
        "<mailer-daemon@x.test>",
        '"Mail Delivery System" <x@y.test>',
        "post_master@x.test",
        "MDaemon@x.test",
    ],
)
def test_mail_systems_are_known_by_name(value: str) -> None:
    assert is_daemon(value)


@pytest.mark.parametrize("value", ["Ann <ann@x.test>", "noreply@x.test", "", "Root <root@x.test>"])
def test_people_and_programmes_are_no_mail_systems(value: str) -> None:
    assert not is_daemon(value)


@pytest.mark.parametrize(
    "subject", ["Undeliverable: x", "[list] Mail delivery failed", "*** Undelivered Mail", "Unzustellbar: x"]
)
def test_subjects_of_reports_are_known(subject: str) -> None:
    assert is_report_subject(subject)


@pytest.mark.parametrize("subject", ["Re: Undeliverable: x", "Fwd: failure notice", "My mail is undeliverable", ""])
def test_subjects_of_people_are_not(subject: str) -> None:
    assert not is_report_subject(subject)


def test_contacts_in_notices_are_no_recipients() -> None:
    assert is_system_address("Post-Master@x.test")
    assert not is_system_address("ann@x.test")
