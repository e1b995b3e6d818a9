from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.rig.signing import new_rsa_key, seal, sign

from mailgate.authenticate.questions import Question, RecordType
from mailgate.authenticate.verify import Finding, case_of, verify
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.server import Authentication

NOW = datetime.now(UTC)
KEY = new_rsa_key()
RAW = b"From: Cora <cora@customers.test>\r\nTo: support@desk.test\r\nSubject: Printer\r\n\r\nIt does not print.\r\n"
SIGNED = sign(RAW, KEY, "customers.test")
REJECT = "TXT v=DMARC1; p=reject"
#: A domain that publishes everything.
DNS = {
    "_dmarc.customers.test": [REJECT],
    "customers.test": ["TXT v=spf1 ip4:192.0.2.7 -all"],
    "k1._domainkey.customers.test": [f"TXT {KEY.record}"],
}


def _envelope(**values: Any) -> Envelope:
    defaults: dict[str, Any] = {
        "mail_from": "cora@customers.test",
        "recipients": (),
        "channel": Channel.SMTP,
        "peer": "198.51.100.66",
        "helo": "mail.customers.test",
    }
    return Envelope(**(defaults | values))


def _found(
    zone: Any, raw: bytes = RAW, *, author: str = "cora@customers.test", believed: Any = None, **envelope: Any
) -> Finding:
    """Four rounds of questions and answers, as the pipeline asks them."""
    sender = Sender(address=author, name="", tier=Tier.WEAK, reason="nothing_known")
    case = case_of(sender, _envelope(**envelope), raw, believed or Authentication(), NOW)
    answers: dict[Any, Any] = {}
    for _ in range(4):
        told = verify(case, answers)
        if isinstance(told, Finding):
            return told
        answers |= zone.answers(told)
    told = verify(case, answers, final=True)
    assert isinstance(told, Finding)
    return told


@pytest.fixture
def verdict(make_zone: Callable[..., Any]) -> Callable[..., tuple[str, str]]:
    """Tier and reason of a mail under these records, ``DNS`` changed by ``records``."""

    def judge(raw: bytes = RAW, *, records: dict[str, list[str]] | None = None, **values: Any) -> tuple[str, str]:
        finding = _found(make_zone(DNS | (records or {})), raw, **values)
        return finding.tier.value, finding.reason

    return judge


PASSED = ("verified", "dmarc.pass")
FAILED = ("failed", "dmarc.fail")


def test_an_aligned_signature_verifies(verdict):
    assert verdict(SIGNED) == PASSED


def test_an_aligned_host_verifies(verdict):
    assert verdict(RAW, peer="192.0.2.7") == PASSED


def test_a_spoofed_author_fails(verdict):
    assert verdict(RAW) == FAILED
    assert verdict(SIGNED.replace(b"does not", b"does")) == FAILED


def test_somebody_elses_signature_is_not_the_authors(verdict):
    foreign = {"k1._domainkey.evil.test": [f"TXT {KEY.record}"], "evil.test": ["TXT v=spf1 +all"]}

    assert verdict(sign(RAW, KEY, "evil.test"), records=foreign, mail_from="x@evil.test") == FAILED


def test_one_of_several_signatures_is_enough(verdict):
    broken = sign(RAW.replace(b"Printer", b"Refund"), KEY, "customers.test").partition(b"From:")[0]

    assert verdict(broken + sign(SIGNED, KEY, "lists.test")) == PASSED
    assert verdict(broken * 4 + SIGNED) == PASSED


def test_hundreds_of_signatures_are_not_all_checked(make_zone):
    zone = make_zone(DNS)
    many = b"".join(SIGNED.partition(b"From:")[0].replace(b"s=k1", b"s=n%d" % number) for number in range(300))

    assert _found(zone, many + RAW).tier is Tier.FAILED
    assert sum("_domainkey" in question.name for question in zone.asked) == 5


def test_words_behind_a_signed_length_are_nobodys(verdict):
    limited = sign(RAW, KEY, "customers.test", length=True)

    assert verdict(limited) == PASSED
    assert verdict(limited + b"Wire the money.\r\n") == FAILED


@pytest.mark.parametrize("record", ["v=DMARC1; p=none", "v=DMARC1; rua=mailto:d@customers.test"])
def test_an_owner_who_only_watches_has_nothing_held(verdict, record):
    records = {"_dmarc.customers.test": [f"TXT {record}"]}

    assert verdict(records=records) == ("weak", "dmarc.not_enforced")
    assert verdict(SIGNED, records=records) == PASSED


def test_quarantine_is_a_request_as_reject_is_and_samples_are_not_taken(verdict):
    assert verdict(records={"_dmarc.customers.test": ["TXT v=DMARC1; p=quarantine; pct=1"]}) == FAILED


def test_without_a_policy_nothing_is_known_and_nothing_more_is_asked(make_zone):
    zone = make_zone(DNS | {"_dmarc.customers.test": []})

    finding = _found(zone, SIGNED)

    assert (finding.tier, finding.reason) == (Tier.WEAK, "dmarc.none")
    assert zone.rounds == 1


@pytest.mark.parametrize(
    ("tags", "domain", "result"),
    [
        ("adkim=s", "customers.test", PASSED),
        ("adkim=s", "mail.customers.test", FAILED),
        ("adkim=r", "mail.customers.test", PASSED),
    ],
)
def test_strict_alignment_of_signatures(verdict, tags, domain, result):
    records = {f"k1._domainkey.{domain}": [f"TXT {KEY.record}"], "_dmarc.customers.test": [f"{REJECT}; {tags}"]}

    assert verdict(sign(RAW, KEY, domain), records=records) == result


@pytest.mark.parametrize(
    ("tags", "mail_from", "result"),
    [
        ("aspf=s", "x@customers.test", PASSED),
        ("aspf=s", "x@bounce.customers.test", FAILED),
        ("", "x@bounce.customers.test", PASSED),
        ("", "x@elsewhere.test", FAILED),
    ],
)
def test_strict_alignment_of_hosts(verdict, tags, mail_from, result):
    spf = ["TXT v=spf1 ip4:192.0.2.7 -all"]
    records = {
        "bounce.customers.test": spf,
        "elsewhere.test": spf,
        "_dmarc.customers.test": [f"{REJECT}; {tags}"],
    }

    assert verdict(records=records, mail_from=mail_from, peer="192.0.2.7") == result


def test_the_null_sender_is_judged_by_helo(verdict):
    records = {"mail.customers.test": ["TXT v=spf1 ip4:192.0.2.7 -all"]}

    assert verdict(records=records, mail_from="", peer="192.0.2.7") == PASSED
    assert verdict(records=records, mail_from="", peer="192.0.2.7", helo="DESKTOP7") == FAILED


@pytest.mark.parametrize("spf", ["v=spf1 ~all", "v=spf1 ?all", "v=spf1 junk", "v=spf1 include:nowhere.test", ""])
def test_every_result_but_pass_is_none(verdict, spf):
    assert verdict(records={"customers.test": [f"TXT {spf}"]}) == FAILED


@pytest.mark.parametrize("silent", ["_dmarc.customers.test", "customers.test", "k1._domainkey.customers.test"])
def test_where_the_dns_is_silent_nobody_fails(verdict, silent):
    broken = SIGNED.replace(b"Subject: Printer", b"Subject: Refund") if silent == "customers.test" else SIGNED

    assert verdict(broken, records={silent: ["SILENT"]}) == ("weak", "dns.silent")


def test_a_pass_is_one_whatever_else_is_silent(verdict):
    assert verdict(SIGNED, records={"customers.test": ["SILENT"]}) == PASSED
    assert verdict(SIGNED, records={"k1._domainkey.customers.test": ["SILENT"]}, peer="192.0.2.7") == PASSED


def test_a_policy_too_deep_for_four_rounds_is_nothing_known(verdict):
    chain = {f"n{n}.test": [f"TXT v=spf1 include:n{n + 1}.test -all"] for n in range(8)}

    assert verdict(records=chain | {"customers.test": ["TXT v=spf1 include:n0.test -all"]}) == ("weak", "dns.silent")


def test_a_circle_of_includes_is_no_pass(verdict):
    assert verdict(records={"customers.test": ["TXT v=spf1 include:customers.test -all"]}) == FAILED


@pytest.mark.parametrize("values", [{"channel": Channel.IMAP, "mail_from": ""}, {"trusted_peer": True}])
def test_where_the_client_is_unknown_a_missing_signature_proves_nothing(verdict, values):
    assert verdict(**values) == ("weak", "spf.unknown_client")
    assert verdict(SIGNED, **values) == PASSED


def test_behind_a_relay_a_foreign_return_path_proves_that_spf_could_not_help(verdict):
    assert verdict(trusted_peer=True, mail_from="x@evil.test") == FAILED


def test_behind_a_relay_with_a_name_the_client_is_known(verdict):
    stamp = b"Received: from m.customers.test (m [%s]) by mx.desk.test with ESMTP id 1; Fri, 20 Nov 2026\r\n"
    believed = Authentication(trusted_authserv_ids=("mx.desk.test",))

    assert verdict(stamp % b"192.0.2.7" + RAW, trusted_peer=True, believed=believed) == PASSED
    assert verdict(stamp % b"198.51.100.1" + RAW, trusted_peer=True, believed=believed) == FAILED


def test_a_subdomain_follows_the_policy_above(verdict):
    below = RAW.replace(b"@customers.test", b"@shop.customers.test")

    assert verdict(below, author="cora@shop.customers.test", mail_from="x@evil.test") == FAILED
    records = {"_dmarc.customers.test": [f"{REJECT}; sp=none"]}
    expected = ("weak", "dmarc.not_enforced")
    assert verdict(below, records=records, author="cora@shop.customers.test", mail_from="x@evil.test") == expected


def test_neighbours_under_a_public_suffix_are_strangers(verdict):
    records = {
        "_dmarc.cora.github.io": [REJECT],
        "k1._domainkey.bob.github.io": [f"TXT {KEY.record}"],
        "k1._domainkey.github.io": [f"TXT {KEY.record}"],
    }

    for signer in ("bob.github.io", "github.io"):
        raw = sign(RAW.replace(b"@customers.test", b"@cora.github.io"), KEY, signer)
        assert verdict(raw, records=records, author="x@cora.github.io", mail_from=f"x@{signer}") == FAILED


@pytest.mark.parametrize("author", ["cora@bücher.test", "cora@xn--bcher-kva.test"])
def test_a_domain_beyond_ascii_has_policy_and_keys_under_its_labels(verdict, author):
    records = {"_dmarc.xn--bcher-kva.test": [REJECT], "k1._domainkey.xn--bcher-kva.test": [f"TXT {KEY.record}"]}
    raw = sign(RAW.replace(b"cora@customers.test", author.encode()), KEY, "xn--bcher-kva.test")

    assert verdict(raw, records=records, author=author) == PASSED
    assert verdict(RAW, records=records, author=author, mail_from="x@evil.test") == FAILED


class TestThroughAList:
    SEALED = seal(
        RAW.replace(b"It does", b"[list] It does"),
        KEY,
        "lists.test",
        "lists.test; dmarc=pass header.from=customers.test",
    )
    RECORDS = {"k1._domainkey.lists.test": [f"TXT {KEY.record}"]}  # noqa: RUF012

    def test_a_trusted_chain_stands_in_for_a_broken_signature(self, verdict):
        believed = Authentication(trusted_sealers=("lists.test",))

        assert verdict(self.SEALED, records=self.RECORDS, believed=believed, mail_from="x@lists.test") == (
            "verified",
            "arc.pass",
        )

    def test_a_chain_of_anybody_is_worth_nothing(self, verdict):
        assert verdict(self.SEALED, records=self.RECORDS, mail_from="x@lists.test") == FAILED

    def test_a_forged_chain_is_worth_nothing(self, verdict):
        believed = Authentication(trusted_sealers=("lists.test",))
        forged = self.SEALED.replace(b"It does", b"He does")

        assert verdict(forged, records=self.RECORDS, believed=believed, mail_from="x@lists.test") == FAILED


def test_policy_keys_and_host_are_asked_for_at_once(make_zone):
    zone = make_zone(DNS)

    assert _found(zone, SIGNED).reason == "dmarc.pass"
    assert zone.rounds == 1
    assert zone.asked == {
        Question("_dmarc.customers.test", RecordType.TXT),
        Question("k1._domainkey.customers.test", RecordType.TXT),
        Question("customers.test", RecordType.TXT),
    }


def test_the_finding_tells_what_was_seen(make_zone):
    foreign = sign(RAW, KEY, "evil.test")

    assert _found(make_zone(DNS), foreign).evidence == (
        "dmarc customers.test: p=reject",
        "dkim evil.test: not_aligned",
        "spf customers.test from 198.51.100.66: fail (-all)",
    )


@pytest.mark.parametrize(
    "raw", [b"", b"\r\n", b"\x00" * 100, b"DKIM-Signature: \xff\r\n\r\n", b" \r\n x: y", SIGNED[:400]]
)
def test_whatever_the_bytes_there_is_a_finding(verdict, raw):
    assert verdict(raw) == FAILED
