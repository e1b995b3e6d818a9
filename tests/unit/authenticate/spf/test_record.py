from __future__ import annotations

import pytest

from mailgate.authenticate.spf.faults import PermanentError
from mailgate.authenticate.spf.record import is_spf, read_record


def test_terms_are_read_in_order_with_their_results():
    record = read_record("v=spf1 +ip4:192.0.2.0/24 ?a:h.test/28//64 ~include:i.test -all redirect=r.test")

    assert [(each.name, each.result) for each in record.mechanisms] == [
        ("ip", "pass"),
        ("a", "neutral"),
        ("include", "softfail"),
        ("all", "fail"),
    ]
    host = record.mechanisms[1]
    assert (host.target, host.prefix4, host.prefix6) == ("h.test", 28, 64)
    assert record.redirect == "r.test"


@pytest.mark.parametrize("text", ["v=spf1", "V=SPF1 -all", "v=spf1 "])
def test_a_policy_is_known_by_its_version(text):
    assert is_spf(text)


@pytest.mark.parametrize("text", ["v=spf10", "v=spf1\t-all", " v=spf1", "spf2.0/pra", ""])
def test_everything_else_is_no_policy(text):
    assert not is_spf(text)


@pytest.mark.parametrize(
    "term",
    [
        "+",
        "-",
        "ip4:",
        "ip4:192.0.2.1/",
        "ip6:::1/130",
        "a:%{d",
        "a:%{d}x",
        "exists:%{d9999}.t.test",
        "++all",
        "a:.",
        "ä",
    ],
)
def test_a_malformed_term_is_an_error(term):
    with pytest.raises(PermanentError):
        read_record(f"v=spf1 {term} -all")
