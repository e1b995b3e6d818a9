from __future__ import annotations

import pytest

from mailgate.authenticate.dmarc import Policy, find_policy
from mailgate.authenticate.questions import Asking, Standing


def _policy(zone, domain: str) -> Policy | Standing:
    answers: dict = {}
    while True:
        asking = Asking(answers)
        policy = find_policy(domain, asking)
        if not asking.missing:
            return policy
        answers |= zone.answers(asking.missing)


def _request(zone, domain: str) -> str | Standing:
    policy = _policy(zone, domain)
    return policy.request if isinstance(policy, Policy) else policy


@pytest.mark.parametrize(
    ("record", "request_"),
    [
        ("v=DMARC1; p=reject", "reject"),
        ("v=DMARC1;p=quarantine;", "quarantine"),
        ("v = DMARC1 ; p = none", "none"),
        ("v=DMARC1; p=REJECT; pct=0", "reject"),
        ("v=DMARC1; p=reject; sp=none; fo=1; x-new=1", "reject"),
        ("v=DMARC1; P=reject", "reject"),
        # Broken, but it tells where reports go: then it asks for nothing else (section 6.6.3 step 6).
        ("v=DMARC1; p=rejct; rua=mailto:d@customers.test", "none"),
        ("v=DMARC1; rua=mailto:d@customers.test", "none"),
        ("v=DMARC1; p=reject; garbage; ;", "reject"),
    ],
)
def test_a_record_asks_for_something(make_zone, record, request_):
    assert _request(make_zone({"_dmarc.customers.test": [f"TXT {record}"]}), "customers.test") == request_


@pytest.mark.parametrize(
    "records",
    [
        [],
        ["v=DMARC1"],
        ["v=DMARC1; p=rejct"],
        ["p=reject; v=DMARC1"],
        ["v=dmarc1; p=reject"],
        ["v=DMARC10; p=reject"],
        ["v=spf1 -all"],
        ["v=DMARC1; p=reject", "v=DMARC1; p=none"],
    ],
)
def test_without_one_record_that_can_be_read_there_is_none(make_zone, records):
    zone = make_zone({"_dmarc.customers.test": [f"TXT {record}" for record in records]})

    assert _request(zone, "customers.test") is Standing.ABSENT


def test_records_of_others_at_the_same_name_do_not_matter(make_zone):
    zone = make_zone({"_dmarc.customers.test": ["TXT site-verification=1", "TXT v=DMARC1; p=reject"]})

    assert _request(zone, "customers.test") == "reject"


@pytest.mark.parametrize(
    ("above", "own", "request_"),
    [
        ("v=DMARC1; p=reject", None, "reject"),
        ("v=DMARC1; p=reject; sp=none", None, "none"),
        ("v=DMARC1; p=none; sp=reject", None, "reject"),
        ("v=DMARC1; p=reject", "v=DMARC1; p=none", "none"),
        ("v=DMARC1; p=none", "v=DMARC1; p=reject; sp=none", "reject"),
        (None, "v=DMARC1; p=reject", "reject"),
    ],
)
def test_a_subdomain_has_its_own_policy_or_that_above(make_zone, above, own, request_):
    names = {"_dmarc.customers.test": above, "_dmarc.mail.customers.test": own}
    zone = make_zone({name: [f"TXT {record}"] for name, record in names.items() if record})

    assert _request(zone, "mail.customers.test") == request_
    assert zone.rounds == 1


def test_several_policies_of_a_subdomain_are_none_and_those_above_do_not_count(make_zone):
    own = ["TXT v=DMARC1; p=none", "TXT v=DMARC1; p=none"]
    zone = make_zone({"_dmarc.mail.customers.test": own, "_dmarc.customers.test": ["TXT v=DMARC1; p=reject"]})

    assert _request(zone, "mail.customers.test") is Standing.ABSENT


def test_only_the_registered_domain_is_asked_above(make_zone):
    zone = make_zone({"_dmarc.b.shop.co.uk": ["TXT v=DMARC1; p=reject"], "_dmarc.co.uk": ["TXT v=DMARC1; p=reject"]})

    assert _request(zone, "a.b.shop.co.uk") is Standing.ABSENT
    assert {question.name for question in zone.asked} == {"_dmarc.a.b.shop.co.uk", "_dmarc.shop.co.uk"}


def test_a_public_suffix_is_asked_for_itself(make_zone):
    zone = make_zone({"_dmarc.co.uk": ["TXT v=DMARC1; p=reject; sp=none"]})

    assert _request(zone, "co.uk") == "reject"


@pytest.mark.parametrize("silent", ["_dmarc.mail.customers.test", "_dmarc.customers.test"])
def test_silence_is_no_absence(make_zone, silent):
    assert _request(make_zone({silent: ["SILENT"]}), "mail.customers.test") is Standing.SILENT


@pytest.mark.parametrize(
    ("tags", "strict"), [("", (False, False)), ("adkim=s; aspf=s", (True, True)), ("adkim=x", (False, False))]
)
def test_alignment_is_relaxed_unless_asked_otherwise(make_zone, tags, strict):
    policy = _policy(make_zone({"_dmarc.customers.test": [f"TXT v=DMARC1; p=reject; {tags}"]}), "customers.test")

    assert isinstance(policy, Policy)
    assert (policy.strict_dkim, policy.strict_spf) == strict
