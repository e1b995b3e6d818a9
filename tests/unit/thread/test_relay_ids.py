"""Which Message-ID a mail left with, by the relay's answer."""

from __future__ import annotations

import pytest

from mailgate.thread.relay_ids import renamed_id, renaming_domain

SES = "0100019a1b2c3d4e-5f6a7b8c-1234-5678-9abc-def012345678-000000"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("email-smtp.us-east-1.amazonaws.com", "email.amazonses.com"),
        ("email-smtp.eu-west-1.amazonaws.com", "eu-west-1.amazonses.com"),
        ("email-smtp-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1.amazonses.com"),
        ("smtp.example.test", ""),
        ("email-smtp.eu-west-1.amazonaws.com.evil.test", ""),
    ],
)
def test_relays_that_rename_are_known_by_their_host(host, domain):
    assert renaming_domain(host) == domain


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (f"250 Ok {SES}", f"{SES}@d.test"),
        ("250 2.0.0 Ok: queued as 4F2A1B3C", ""),
        ("250 Ok", ""),
        (f"451 try again {SES}", ""),
        (f"250 Ok <{SES}>\r\nX-Evil: 1", ""),
    ],
)
def test_only_an_answer_that_ends_in_a_long_id_names_one(answer, name):
    assert renamed_id(answer, "d.test") == name
    assert renamed_id(answer, "") == ""
