from __future__ import annotations

import ipaddress

import pytest

from mailgate.authenticate.spf.macros import Identity, expand

# The sender, host and domain of the examples in RFC 7208 section 7.4.
IPV4 = Identity(
    local="strong-bad", domain="email.example.com", ip=ipaddress.ip_address("192.0.2.3"), helo="mail.example.com"
)
IPV6 = Identity(local="strong-bad", domain="email.example.com", ip=ipaddress.ip_address("2001:db8::cb01"), helo="")


@pytest.mark.parametrize(
    ("text", "expanded"),
    [
        ("%{s}", "strong-bad@email.example.com"),
        ("%{o}", "email.example.com"),
        ("%{d}", "email.example.com"),
        ("%{d4}", "email.example.com"),
        ("%{d3}", "email.example.com"),
        ("%{d2}", "example.com"),
        ("%{d1}", "com"),
        ("%{dr}", "com.example.email"),
        ("%{d2r}", "example.email"),
        ("%{l}", "strong-bad"),
        ("%{l-}", "strong.bad"),
        ("%{lr}", "strong-bad"),
        ("%{lr-}", "bad.strong"),
        ("%{l1r-}", "strong"),
        ("%{ir}.%{v}._spf.%{d2}", "3.2.0.192.in-addr._spf.example.com"),
        ("%{lr-}.lp._spf.%{d2}", "bad.strong.lp._spf.example.com"),
        ("%{ir}.%{v}.%{l1r-}.lp._spf.%{d2}", "3.2.0.192.in-addr.strong.lp._spf.example.com"),
        ("%{d2}.trusted-domains.example.net", "example.com.trusted-domains.example.net"),
        ("%%%_%-", "% %20"),
    ],
)
def test_the_examples_of_the_standard(text, expanded):
    assert expand(text, IPV4, "email.example.com", lambda: "") == expanded


def test_an_ipv6_address_is_a_label_for_each_half_byte():
    expanded = expand("%{ir}.%{v}._spf.%{d2}", IPV6, "email.example.com", lambda: "")

    assert expanded == "1.0.b.c" + ".0" * 20 + ".8.b.d.0.1.0.0.2.ip6._spf.example.com"


def test_the_reverse_look_up_is_made_only_for_those_who_ask():
    calls = []

    expand("%{d}", IPV4, "email.example.com", lambda: calls.append(1) or "x")
    assert calls == []
    assert expand("%{p}", IPV4, "email.example.com", lambda: "host.example.com") == "host.example.com"


def test_a_name_too_long_keeps_its_right_hand_labels():
    text = ".".join(["left" * 10] * 10 + ["end", "test"])

    expanded = expand(text, IPV4, "email.example.com", lambda: "")

    assert len(expanded) <= 253
    assert text.endswith("." + expanded)
    assert len(text.removesuffix("." + expanded).rpartition(".")[2]) + len(expanded) >= 253


@pytest.mark.parametrize("length", [252, 253, 254])
def test_a_name_that_just_fits_is_whole(length):
    text = "x" * 9 + "." + "y" * (length - 10)

    assert expand(text, IPV4, "email.example.com", lambda: "") == (text if length < 254 else "y" * 244)
