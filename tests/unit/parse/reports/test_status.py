"""Codes from what servers say."""

from __future__ import annotations

import pytest

from mailgate.parse.reports.status import specific_code, status_of_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("550 5.1.1 no", "5.1.1"),
        ("550-5.7.26 unauthenticated", "5.7.26"),
        ("(#5.1.1)", "5.1.1"),
        ("550 User unknown", "5.1.1"),
        ("450 mailbox is full", "4.2.2"),
        ("mailbox is full", "5.2.2"),
        ("552 no", "5.2.2"),
        ("554 no", "5.0.0"),
        ("421 no", "4.4.2"),
        ("Host unknown", "5.1.2"),
        ("Message size exceeds fixed limit", "5.3.4"),
        ("blocked by a DNSBL", "5.7.1"),
        ("Connection timed out", "4.4.7"),
        ("Connection refused", "4.4.1"),
        ("too many hops", "5.4.6"),
        ("das Postfach ist voll", "5.2.2"),
        ("El usuario no existe", "5.1.1"),
        ("host 192.0.2.1 port 25 said goodbye", ""),
        ("", ""),
    ],
)
def test_words_and_replies_mean_a_code(text: str, expected: str) -> None:
    assert status_of_words(text) == expected


@pytest.mark.parametrize("text", ["5.5.5.5", "Exim 5.1", "version 4.92.3-beta", "2.1.5 Ok", "5.0.0 no"])
def test_addresses_versions_and_successes_are_no_codes(text: str) -> None:
    assert specific_code(text) == ""
