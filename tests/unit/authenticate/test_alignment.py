from __future__ import annotations

import pytest

from mailgate.authenticate.alignment import aligned, organisational


@pytest.mark.parametrize(
    ("domain", "registered"),
    [
        ("a.b.example.com", "example.com"),
        ("example.com", "example.com"),
        ("shop.example.co.uk", "example.co.uk"),
        # A suffix is nobody's: it stands for itself.
        ("co.uk", "co.uk"),
        ("com", "com"),
        # Hosts of one provider belong to different people.
        ("alice.github.io", "alice.github.io"),
        ("www.alice.github.io", "alice.github.io"),
        # Wildcards of the list, and their exceptions.
        ("a.b.ck", "a.b.ck"),
        ("x.a.b.ck", "a.b.ck"),
        ("x.www.ck", "www.ck"),
        # A top label that the list does not know.
        ("mail.customers.test", "customers.test"),
        ("a.xn--bcher-kva.de", "xn--bcher-kva.de"),
    ],
)
def test_the_registered_domain(domain, registered):
    assert organisational(domain) == registered


@pytest.mark.parametrize(
    ("domain", "other", "strict", "is_aligned"),
    [
        ("example.com", "example.com", True, True),
        ("mail.example.com", "example.com", True, False),
        ("mail.example.com", "example.com", False, True),
        ("example.com", "mail.example.com", False, True),
        ("a.example.com", "b.example.com", False, True),
        ("example.com", "example.org", False, False),
        ("one.co.uk", "two.co.uk", False, False),
        ("co.uk", "two.co.uk", False, False),
        ("alice.github.io", "bob.github.io", False, False),
        ("badexample.com", "example.com", False, False),
        ("", "", False, False),
    ],
)
def test_alignment(domain, other, strict, is_aligned):
    assert aligned(domain, other, strict=strict) is is_aligned
