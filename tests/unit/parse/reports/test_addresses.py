"""Addresses between words, brackets and quotation marks."""

from __future__ import annotations

import pytest

from mailgate.parse.reports.addresses import find_address, find_addresses, recipient_address


@pytest.mark.parametrize(
    "text",
    [
        "ann@x.test",
        "<ann@x.test>:",
        '"ann@x.test":',
        "to ann@X.Test.",
        "[SMTP:ann@x.test]",
        "<mailto:ann@x.test>",
        "Rcpt=[ann@x.test];",
        "<@relay.test,@other.test:ann@x.test>",
    ],
)
def test_the_address_is_found_in_its_wrapping(text: str) -> None:
    assert find_address(text) == "ann@x.test"


def test_a_quoted_local_part_stays_whole() -> None:
    assert find_address('<"ann b"@x.test>') == '"ann b"@x.test'


def test_every_address_is_given_once_in_order() -> None:
    assert find_addresses("b@x.test, a@x.test <b@X.test>") == ("b@x.test", "a@x.test")


@pytest.mark.parametrize(("value", "expected"), [("x-unix; ann", "ann"), ("rfc822; <>", ""), ("two words", "")])
def test_a_recipient_without_a_domain_is_a_word_or_nothing(value: str, expected: str) -> None:
    assert recipient_address(value) == expected
