"""Authentication-Results as relays write them, and as forgers do."""

from __future__ import annotations

import pytest

from mailgate.authenticate.results import about_author, server_of

PASS = "mx.desk.test; dmarc=pass header.from=customers.test"


def _result(value: str, *, domain: str = "customers.test") -> str:
    """What a field says of the author, if the relay wrote it that we trust."""
    return about_author(value, domain) if server_of(value) == "mx.desk.test" else ""


@pytest.mark.parametrize(
    "value",
    [
        PASS,
        "MX.Desk.Test 1; DMARC=Pass Header.From=Customers.TEST",
        "mx.desk.test;dmarc=pass (p=none dis=none) header.from=customers.test",
        "mx.desk.test; spf=pass smtp.mailfrom=a@b.test; dkim=pass; dmarc=pass header.from=customers.test",
        'mx.desk.test; dkim=pass header.b="a;b=c"; dmarc=pass header.from="customers.test"',
        'mx.desk.test; dkim=fail reason="x \\" ; dmarc=fail"; dmarc=pass header.from=customers.test',
        "mx.desk.test (a (nested; \\) one) ;); dmarc (DMARC) = (it does) pass header.from = customers.test",
        'mx.desk.test (an "unclosed quote); dmarc=pass header.from=customers.test',
        '"mx.desk.test"; dmarc=pass header.from=customers.test',
        "mx.desk.test; dmarc/1=pass header.from=customers.test",
        "mx.desk.test; dmarc=pass header.from=cora@customers.test",
        "mx.desk.test; dmarc=pass header.from=customers.test.",
        "mx.desk.test; dmarc=pass action=none header.from=customers.test; compauth=pass reason=100",
        "mx.desk.test; dmarc=fail header.from=list.test; dmarc=pass header.from=customers.test",
    ],
)
def test_pass_of_a_trusted_relay_is_read(value):
    assert _result(value) == "pass"


@pytest.mark.parametrize(
    "value",
    [
        "",
        ";",
        "mx.desk.test",
        "mx.desk.test; none",
        "dmarc=pass header.from=customers.test",
        "mx.evil.test; dmarc=pass header.from=customers.test",
        "mx.desk.test.evil.test; dmarc=pass header.from=customers.test",
        "evil.test mx.desk.test; dmarc=pass header.from=customers.test",
        # A version that nobody knows yet (RFC 8601 section 2.2).
        "mx.desk.test 2; dmarc=pass header.from=customers.test",
        "(mx.desk.test); dmarc=pass header.from=customers.test",
        "mx.desk.test; dmarc=pass",
        "mx.desk.test; dmarc=pass header.from=",
        "mx.desk.test; dmarc=pass smtp.mailfrom=customers.test",
        "mx.desk.test; dmarc=pass header.from=evil.test",
        "mx.desk.test; dmarc=pass header.from=sub.customers.test",
        "mx.desk.test; dmarc=pass header.from=evil.test reason=header.from=customers.test",
        "mx.desk.test; dmarc=pass (header.from=customers.test)",
        'mx.desk.test; spf=fail reason="x; dmarc=pass header.from=customers.test"',
        "mx.desk.test; spf=fail (x; dmarc=pass header.from=customers.test)",
        "mx.desk.test; spf=fail (x; dmarc=pass header.from=customers.test",
        "mx.desk.test; x-dmarc=pass header.from=customers.test",
        "mx.desk.test; spf=pass dmarc=pass header.from=customers.test",
        "mx.desk.test; said dmarc=pass header.from=customers.test",
        "mx.desk.test; dmarc=fail header.from=evil.test",
    ],
)
def test_everything_else_says_nothing(value):
    assert _result(value) == ""


@pytest.mark.parametrize(
    ("value", "result"),
    [
        ("mx.desk.test; dmarc=fail header.from=customers.test", "fail"),
        ("mx.desk.test; dmarc=fail (p=REJECT) header.from=customers.test; spf=pass", "fail"),
        ("mx.desk.test; dmarc=fail", "fail"),
        ("mx.desk.test; dmarc=none header.from=customers.test", "none"),
        ("mx.desk.test; dmarc=temperror header.from=customers.test", "temperror"),
        ("mx.desk.test; dmarc=pass header.from=customers.test; dmarc=fail header.from=customers.test", "fail"),
        ("mx.desk.test; dmarc=none header.from=customers.test; dmarc=fail header.from=customers.test", "fail"),
    ],
)
def test_a_result_that_is_no_pass_is_read(value, result):
    assert _result(value) == result


def test_domains_are_compared_in_one_spelling():
    assert _result("mx.desk.test; dmarc=fail header.from=xn--bcher-kva.test", domain="bücher.test") == "fail"


def test_a_name_in_an_encoded_word_is_not_the_relays():
    """A relay removes forged fields under its own name only (RFC 8601 section 5), and reads it undecoded."""
    assert _result("=?utf-8?q?mx.desk.test?=; dmarc=pass header.from=customers.test") == ""


def test_a_field_over_several_lines_is_one():
    assert _result(" mx.desk.test;\r\n\tspf=pass;\r\n dmarc=pass\r\n header.from=customers.test\r\n") == "pass"


def test_a_long_hostile_field_is_read_in_its_own_time():
    # Quadratic work on 64 KiB would run into the time limit of the test.
    for piece in ("a=", "(", '"', ";", "a ", "\\", "a=b ", '="'):
        assert _result("mx.desk.test; " + piece * (65_536 // len(piece))) == ""
