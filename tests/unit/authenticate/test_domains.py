from __future__ import annotations

import pytest

from mailgate.authenticate.domains import ascii_domain, domain_of, is_host_domain, without_final_dot


@pytest.mark.parametrize(
    ("domain", "spelling"),
    [
        ("Customers.TEST.", "customers.test"),
        ("bücher.test", "xn--bcher-kva.test"),
        ("BÜCHER.test", "xn--bcher-kva.test"),
        ("bu\u0308cher.test", "xn--bcher-kva.test"),
        ("xn--bcher-kva.test", "xn--bcher-kva.test"),
        ("почта.test", "xn--80a1acny.test"),
    ],
)
def test_a_domain_has_one_spelling(domain, spelling):
    assert ascii_domain(domain) == spelling


@pytest.mark.parametrize(
    "domain", ["straße.test", "ｃustomers.test", "cust\u200bomers.test", "ü" * 70 + ".test", "ü..test"]
)
def test_a_spelling_that_would_have_to_be_changed_is_none(domain):
    assert ascii_domain(domain) == ""


@pytest.mark.parametrize("address", ["", "cora", "cora@", "cora@[192.0.2.1]", "cora@localhost", "cora@a..test"])
def test_who_has_no_domain_of_the_dns_has_none(address):
    assert domain_of(address) == ""


def test_the_domain_stands_behind_the_last_at():
    assert domain_of('"a@b"@Customers.test') == "customers.test"


def test_labels_and_names_have_a_length():
    assert is_host_domain("l" * 63 + ".test")
    assert not is_host_domain("l" * 64 + ".test")
    assert not is_host_domain(".".join(["label"] * 50))


def test_the_dot_of_the_root_says_nothing():
    assert without_final_dot("Mail.Test.") == "mail.test"
