from __future__ import annotations

from datetime import UTC, datetime

import pytest
from tests.rig.signing import new_rsa_key, seal

from mailgate.authenticate.arc import author_by_chain
from mailgate.authenticate.letter import Letter
from mailgate.authenticate.questions import Asking

NOW = datetime.now(UTC)
KEY = new_rsa_key()
RAW = b"From: Cora <cora@customers.test>\r\nTo: list@lists.test\r\nSubject: Printer\r\n\r\nIt does not print.\r\n"
SAW_PASS = "mx.lists.test; dkim=pass header.d=customers.test; dmarc=pass header.from=customers.test"
SAW_FAIL = "mx.forwarder.test; dmarc=fail header.from=customers.test; arc=pass"
LISTED = seal(RAW, KEY, "lists.test", SAW_PASS)
FORWARDED = seal(LISTED, KEY, "forwarder.test", SAW_FAIL, instance=2, verdict="pass")
BOTH = ("lists.test", "forwarder.test")


def _result(zone, raw: bytes, *sealers: str, author: str = "customers.test") -> str:
    answers: dict = {}
    while True:
        asking = Asking(answers)
        result = author_by_chain(Letter(raw), author, sealers, NOW, asking)
        if not asking.missing:
            return result
        answers |= zone.answers(asking.missing)


@pytest.fixture
def zone(make_zone):
    return make_zone({f"k1._domainkey.{name}": [f"TXT {KEY.record}"] for name in (*BOTH, "evil.test")})


def test_a_trusted_list_vouches_for_the_author(zone):
    assert _result(zone, LISTED, "lists.test") == "pass"


def test_a_trusted_forwarder_vouches_for_the_trusted_list_before_it(zone):
    assert _result(zone, FORWARDED, *BOTH) == "pass"
    assert zone.rounds == 1


@pytest.mark.parametrize("sealers", [(), ("customers.test",), ("test",), ("xlists.test",)])
def test_who_is_not_named_is_not_believed(zone, sealers):
    assert _result(zone, LISTED, *sealers) == "sealer_not_trusted"
    assert zone.rounds == 0


def test_a_list_is_not_believed_behind_a_stranger(zone):
    assert _result(zone, FORWARDED, "lists.test") == "sealer_not_trusted"
    assert _result(zone, FORWARDED, "forwarder.test") == "nothing_believed"


def test_a_result_about_another_author_says_nothing(zone):
    assert _result(zone, LISTED, "lists.test", author="desk.test") == "nothing_believed"


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [
        (b"does not print", b"prints", "body_changed"),
        (b"Subject: Printer", b"Subject: Refund", "wrong"),
        (b"cora@customers.test", b"ceo@customers.test", "wrong"),
        (b"dkim=pass", b"dkim=fail", "wrong"),
        (b"cv=none", b"cv=pass", "malformed"),
        (b"ARC-Seal", b"X-Seal", "malformed"),
    ],
)
def test_what_was_changed_behind_the_seal_shows(zone, before, after, result):
    assert before in LISTED
    assert _result(zone, LISTED.replace(before, after), "lists.test") == result


def test_an_older_seal_that_was_changed_shows(zone):
    forged = FORWARDED.replace(b"dkim=pass header.d=customers.test", b"dkim=pass header.d=elsewhere.test")
    assert forged != FORWARDED

    assert _result(zone, forged, *BOTH) == "wrong"


def test_a_forged_set_under_a_trusted_name_does_not_hold(zone):
    assert _result(zone, seal(RAW, new_rsa_key(), "lists.test", SAW_PASS), "lists.test") == "wrong"


def test_a_chain_that_was_broken_before_says_so(zone):
    broken = seal(LISTED, KEY, "forwarder.test", SAW_PASS, instance=2, verdict="fail")

    assert _result(zone, broken, *BOTH) == "malformed"


def test_sets_have_no_gap_and_no_double(zone):
    assert (
        _result(zone, seal(RAW, KEY, "lists.test", SAW_PASS, instance=2, verdict="pass"), "lists.test") == "malformed"
    )
    assert _result(zone, seal(LISTED, KEY, "lists.test", SAW_PASS), "lists.test") == "malformed"


def test_mail_without_a_chain_has_none(zone):
    assert _result(zone, RAW, "lists.test") == "none"


def test_silence_is_told(make_zone):
    assert _result(make_zone({"k1._domainkey.lists.test": ["SILENT"]}), LISTED, "lists.test") == "silent"


def test_hundreds_of_sets_are_no_chain(zone):
    many = b"".join(b"ARC-Seal: i=%d; cv=pass\r\n" % (number % 100) for number in range(1, 900)) + RAW

    assert _result(zone, many, "lists.test") == "malformed"
