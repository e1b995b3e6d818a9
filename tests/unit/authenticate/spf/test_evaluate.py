from __future__ import annotations

import ipaddress
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from mailgate.authenticate.domains import ascii_domain
from mailgate.authenticate.questions import Asking
from mailgate.authenticate.spf.evaluate import SpfResult, check_host
from mailgate.authenticate.spf.macros import Identity

GROUPS = tomllib.loads(Path(__file__).with_name("cases.toml").read_text("utf-8"))["group"]
CASES = [
    pytest.param(group["zone"], case, id=f"{group['about']}: {case[0]}")
    for group in GROUPS
    for case in group["cases"]["list"]
]


def _identity(ip: str, mail_from: str, helo: str) -> Identity:
    local, _, domain = mail_from.rpartition("@") if mail_from else ("postmaster", "@", helo)
    address = ipaddress.ip_address(ip)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return Identity(local=local or "postmaster", domain=ascii_domain(domain), ip=mapped or address, helo=helo)


def _checked(zone: Any, identity: Identity) -> SpfResult:
    """Ask and answer until nothing is missing."""
    answers: dict[Any, Any] = {}
    while True:
        asking = Asking(answers)
        result = check_host(identity, asking)
        if not asking.missing:
            return result
        answers |= zone.answers(asking.missing)


@pytest.mark.parametrize(("records", "case"), CASES)
def test_the_published_cases(make_zone: Callable[..., Any], records: Any, case: list[str]) -> None:
    _, ip, mail_from, helo, *right = case

    assert _checked(make_zone(records), _identity(ip, mail_from, helo)).result in right


def test_all_that_is_known_to_be_needed_is_asked_for_at_once(make_zone: Callable[..., Any]) -> None:
    zone = make_zone(
        {
            "a.test": ["TXT v=spf1 a mx include:b.test include:c.test exists:%{i}.d.test -all", "MX 5 m.test"],
            "b.test": ["TXT v=spf1 ip4:192.0.2.1 -all"],
            "c.test": ["TXT v=spf1 include:e.test -all"],
            "e.test": ["TXT v=spf1 ip4:192.0.2.4 -all"],
            "m.test": ["A 192.0.2.9"],
        }
    )

    assert _checked(zone, _identity("192.0.2.4", "x@a.test", "m.test")).result == "pass"
    assert zone.rounds == 3


def test_a_match_in_front_asks_for_nothing_behind_it(make_zone: Callable[..., Any]) -> None:
    zone = make_zone({"a.test": ["TXT v=spf1 ip4:192.0.2.4 include:b.test mx -all"]})

    assert _checked(zone, _identity("192.0.2.4", "x@a.test", "m.test")).why == "ip4:192.0.2.4"
    assert {question.name for question in zone.asked} == {"a.test"}


def test_a_circle_of_includes_asks_for_each_domain_once(make_zone: Callable[..., Any]) -> None:
    zone = make_zone({f"{a}.test": [f"TXT v=spf1 include:{b}.test include:{a}.test"] for a, b in ("ab", "ba")})

    result = _checked(zone, _identity("192.0.2.4", "x@a.test", "m.test"))

    assert (result.result, result.why) == ("permerror", "too many look-ups")
    assert len(zone.asked) == 2


def test_a_huge_record_is_read_in_its_own_time(make_zone: Callable[..., Any]) -> None:
    # Quadratic work on 64 KiB would run into the time limit of the test.
    for piece in ("ip4:192.0.2.1 ", "a", "%{", " ", "a:", "x=%{d} ", "a/1", "-", "%{d}.", "%{d.", "a.", "a-", "1"):
        for begin, end in (("", ""), ("a:x.", "!"), ("exists:", ".test"), ("exists:", "%{d}"), ("redirect=", "%")):
            text = f"v=spf1 {begin}{piece * (60_000 // len(piece))}{end}"
            result = _checked(make_zone({"a.test": [f"TXT {text}"]}), _identity("192.0.2.4", "x@a.test", "m.test"))
            assert result.result in ("permerror", "neutral")
