"""Whatever strangers write: nobody sees another author than the one who signed, and there always is an answer."""

from __future__ import annotations

from datetime import UTC, datetime
from ipaddress import IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.rig.signing import new_rsa_key, sign

from mailgate.authenticate.letter import Letter
from mailgate.authenticate.questions import Answer, Asking, Question, RecordType, found
from mailgate.authenticate.signatures import check_signature, read_signature
from mailgate.authenticate.spf.evaluate import check_host
from mailgate.authenticate.spf.macros import Identity
from mailgate.authenticate.verify import Finding, case_of, verify
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.server import Authentication
from mailgate.parse.message import parse_message

NOW = datetime.now(UTC)
KEY = new_rsa_key()
ANSWERS = {Question("k1._domainkey.customers.test", RecordType.TXT): found(KEY.record)}
RAW = b"From: News <news@customers.test>\r\nTo: support@desk.test\r\nSubject: P\r\nDate: x\r\n\r\nbody\r\n"
SIGNED = sign(RAW, KEY, "customers.test")
FORGED = b"ceo@customers.test"
#: What a forger may put between the lines of a mail that somebody signed.
INSERTED = [
    b"From: %s\r\n",
    b"from : %s\r\n",
    b"<%s>\r\n",
    b" <%s>\r\n",
    b", %s\r\n",
    b"\rFrom: %s\r\n",
    b"\nFrom: %s\n",
    b"X: y\rFrom: %s\r\n",
    b"X: y\x00\nFrom: %s\r\n",
    b"\r\r\nFrom: %s\r\n",
    b"\r\nFrom: %s\r\n",
    b" \r\nFrom: %s\r\n",
    b"From %s\r\n",
    b">From: %s\r\n",
    b"\xef\xbb\xbfFrom: %s\r\n",
    b"\x0bFrom: %s\r\n",
    b"\xe2\x80\xa8From: %s\r\n",
    b"F\x00rom: %s\r\n",
    b"Sender: %s\r\n",
    b"X: y;\r\n%s\r\n",
    b"--\r\nFrom: %s\r\n",
    b"From: ,\r\nX: %s\r\n",
    b"From:%s\r\n" % (b" " * 9000 + b"%s"),
    b"A: b\r\n" * 1100 + b"From: %s\r\n",
    b"X: " + b"y" * 70_000 + b"\r\nFrom: %s\r\n",
]


def _is_signed(raw: bytes) -> bool:
    letter = Letter(raw)
    read = [read_signature(field, NOW) for field in letter.named(b"dkim-signature")]
    return any(check_signature(each, letter, Asking(ANSWERS)) == "pass" for each in read if not isinstance(each, str))


@pytest.mark.parametrize("inserted", INSERTED, ids=lambda text: repr(text[:20]))
def test_whatever_is_put_into_a_signed_mail(inserted):
    assert _is_signed(SIGNED)
    lines = [place for place in range(len(SIGNED)) if SIGNED[place - 1 : place] == b"\n" or place == 0]
    for place in lines:
        forged = SIGNED[:place] + inserted % FORGED + SIGNED[place:]
        for raw in (forged, forged.replace(b"\r\n", b"\n")):
            author = parse_message(raw).author
            assert not author.clean or author.address == "news@customers.test" or not _is_signed(raw)


PIECES = st.sampled_from(
    [
        *(b"From: ", b"a@customers.test", b"\r\n", b"\n", b"\r", b" ", b"\t", b";", b"=", b":", b"\x00", b"\xff"),
        *(b"DKIM-Signature:", b"v=1", b"a=rsa-sha256", b"d=customers.test", b"s=k1", b"h=from", b"bh=AAAA", b"b=AAAA"),
        *(b"ARC-Seal: i=1", b"ARC-Message-Signature: i=1", b"ARC-Authentication-Results: i=1", b"cv=none", b"l=9"),
        *(b"Received: from x (y [192.0.2.1]) by mx.desk.test ", b"t=9" * 9, b"x=99999999999", b"c=relaxed/simple"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map(b"".join), st.booleans())
def test_whatever_the_bytes_there_is_a_finding(raw, trusted):
    envelope = Envelope(
        mail_from="", recipients=(), channel=Channel.SMTP, peer="192.0.2.1", helo="\x00", trusted_peer=trusted
    )
    believed = Authentication(trusted_authserv_ids=("mx.desk.test",), trusted_sealers=("customers.test",))
    sender = Sender(address="a@customers.test", name="", tier=Tier.WEAK, reason="nothing_known")
    case = case_of(sender, envelope, raw, believed, NOW)
    policy = Question("_dmarc.customers.test", RecordType.TXT)

    told = verify(case, ANSWERS | {policy: found("v=DMARC1; p=reject")}, final=True)

    assert isinstance(told, Finding)
    assert told.tier is not Tier.VERIFIED


TERMS = st.lists(
    st.sampled_from(
        [
            *(
                "a",
                "mx",
                "ptr",
                "all",
                "ip4:",
                "ip6:",
                "include:",
                "exists:",
                "redirect=",
                "exp=",
                "-",
                "~",
                " ",
                "/",
                "//",
            ),
            *("%{", "}", "%", "d", "s", "p", "9", "r", ".test", "x", ":", "192.0.2.1", "2001:db8::", "%{d}", "%{p1r.}"),
        ]
    ),
    max_size=30,
)


class Anything(Asking):
    """One record for the domain that is asked for, and the same few answers to everything else."""

    def __init__(self, record: str, others: tuple[str, ...]) -> None:
        super().__init__({})
        self._record = record
        self._others = others

    def ask(self, name: str, record_type: RecordType) -> Answer:
        if (name, record_type) == ("a.test", RecordType.TXT):
            return found(self._record)
        begins = {RecordType.A: "192", RecordType.AAAA: "2001", RecordType.TXT: "v="}.get(record_type, "h.")
        return found(*(each for each in self._others if each.startswith(begins)))


@settings(max_examples=500, deadline=None)
@given(TERMS.map("".join), st.sampled_from([(), ("192.0.2.1", "2001:db8::1"), ("h.test", "v=spf1 a -all")]))
def test_whatever_the_record_there_is_a_result(terms, others):
    client = Identity(local="x", domain="a.test", ip=IPv6Address("2001:db8::1"), helo="h.test")

    told = check_host(client, Anything(f"v=spf1 {terms}", others)).result

    assert told in ("none", "neutral", "pass", "fail", "softfail", "permerror")
