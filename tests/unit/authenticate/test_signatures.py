from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.rig.signing import new_ed25519_key, new_rsa_key, sign

from mailgate.authenticate.letter import Letter
from mailgate.authenticate.questions import SILENT, Asking, Question, RecordType, found
from mailgate.authenticate.signatures import check_headers, check_signature, read_signature

NOW = datetime.now(UTC)
KEY = new_rsa_key()
RAW = b"From: Cora <cora@customers.test>\r\nTo: support@desk.test\r\nSubject: Printer\r\n\r\nIt does not print.\r\n"
NAME = Question("k1._domainkey.customers.test", RecordType.TXT)


def _result(raw: bytes, *records: str, now: datetime = NOW) -> str:
    """What the topmost signature is worth when these key records are published."""
    letter = Letter(raw)
    signature = read_signature(letter.named(b"dkim-signature")[0], now)
    if isinstance(signature, str):
        return signature
    return check_signature(signature, letter, Asking({NAME: found(*records)}))


def _field(tags: str) -> tuple[bytes, bytes]:
    return b"DKIM-Signature", f" {tags}\r\n".encode()


SIGNED = sign(RAW, KEY, "customers.test")


@pytest.mark.parametrize("key", [KEY, new_ed25519_key()], ids=["rsa", "ed25519"])
@pytest.mark.parametrize("ways", [(b"relaxed", b"relaxed"), (b"simple", b"simple"), (b"relaxed", b"simple")])
def test_a_true_signature_passes(key, ways):
    assert _result(sign(RAW, key, "customers.test", canonicalize=ways), key.record) == "pass"


@pytest.mark.parametrize(
    ("before", "after", "result"),
    [
        (b"does not print", b"prints", "body_changed"),
        (b"Subject: Printer", b"Subject: Refund", "wrong"),
        (b"cora@customers.test>", b"ceo@customers.test>", "wrong"),
        (b"relaxed/relaxed", b"simple/relaxed", "wrong"),
        (b"a=rsa-sha256", b"a=rsa-sha1", "algorithm"),
    ],
)
def test_what_was_changed_on_the_way_shows(before, after, result):
    assert before in SIGNED
    assert _result(SIGNED.replace(before, after), KEY.record) == result


def test_a_second_from_breaks_the_signature():
    forged = SIGNED.replace(b"From:", b"From: ceo@customers.test\r\nFrom:", 1)

    assert _result(forged, KEY.record) == "wrong"


@pytest.mark.parametrize(
    "record",
    [
        "",
        "v=DKIM1; k=rsa; p=",
        "v=DKIM2; " + KEY.record.partition("; ")[2],
        KEY.record.replace("k=rsa", "k=ed25519"),
        KEY.record + "; h=sha1",
        KEY.record + "; s=tlsrpt",
        KEY.record + "; k=rsa",
        "k=rsa; " + KEY.record.partition("p=")[1] + KEY.record.partition("p=")[2] + "; v=DKIM1",
        "v=DKIM1; k=rsa; p=" + "A" * 5000,
        "v=spf1 -all",
        "\xff\x00",
    ],
)
def test_a_record_that_is_no_key_for_this_is_none(record):
    assert _result(SIGNED, record) == "no_key"


@pytest.mark.parametrize("published", ["AAAA", "!!!!", "A", "ä", pytest.param(KEY.record[-40:], id="the end of a key")])
def test_a_key_that_is_damaged_verifies_nothing(published):
    assert _result(SIGNED, f"v=DKIM1; k=rsa; p={published}") == "wrong"


def test_a_key_may_be_limited_to_the_domain_itself():
    below = sign(RAW, KEY, "customers.test", identity=b"@mail.customers.test")

    assert _result(below, KEY.record) == "pass"
    assert _result(below, KEY.record + "; t=s") == "no_key"
    assert _result(SIGNED, KEY.record + "; t=y:s") == "pass"


def test_what_strangers_wrote_is_not_logged(caplog):
    with caplog.at_level("DEBUG"):
        for record in (KEY.record, "v=DKIM1; k=rsa; p=AAAA", "v=DKIM1; k=rsa; p=\n!"):
            _result(SIGNED, record)

    assert caplog.records == []


def test_another_key_verifies_nothing():
    assert _result(SIGNED, new_rsa_key().record) == "wrong"


def test_of_several_records_any_key_will_do():
    assert _result(SIGNED, new_rsa_key().record, KEY.record) == "pass"


def test_a_short_key_verifies_nothing():
    short = new_rsa_key(512)

    assert _result(sign(RAW, short, "customers.test"), short.record) == "wrong"


def test_words_behind_a_signed_length_make_it_worthless():
    limited = sign(RAW, KEY, "customers.test", length=True)

    assert _result(limited, KEY.record) == "pass"
    assert _result(limited + b"Wire the money.\r\n", KEY.record) == "body_not_covered"


def test_a_signature_ends_when_it_says_so():
    until = int((NOW + timedelta(hours=1)).timestamp())
    tags = f"v=1; a=rsa-sha256; d=c.test; s=k; h=from; bh=AAAA; b=AAAA; x={until}"

    assert not isinstance(read_signature(_field(tags), NOW), str)
    assert read_signature(_field(tags), NOW + timedelta(hours=2)) == "expired"
    assert read_signature(_field(f"{tags}; t={until + 1}"), NOW) == "expired"
    assert read_signature(_field(tags.replace("x=", "t=")), NOW - timedelta(days=1)) == "expired"


@pytest.mark.parametrize(
    "change",
    [
        ("v=1", "v=2"),
        ("v=1; ", ""),
        ("d=c.test", "d=test"),
        ("d=c.test", "d=c..test"),
        ("h=from:to", "h=to:subject"),
        ("s=k", "s="),
        ("s=k", "s=k/../x"),
        ("; b=AAAA", ""),
        ("s=k", "s=k; i=@d.test"),
        ("s=k", "s=k; i=@xc.test"),
        ("s=k", "s=k; q=http"),
        ("s=k", "s=k; c=nowsp"),
        ("s=k", "s=k; c=relaxed/relaxed/relaxed"),
        ("s=k", "s=k; l=-1"),
        ("s=k", "s=k; s=k"),
        ("h=from:to", "h=from:" + "x:" * 3000),
    ],
)
def test_a_field_that_is_no_signature_is_malformed(change):
    tags = "v=1; a=rsa-sha256; d=c.test; s=k; h=from:to; bh=AAAA; b=AAAA"
    assert not isinstance(read_signature(_field(tags), NOW), str)

    assert read_signature(_field(tags.replace(*change)), NOW) == "malformed"


def test_a_name_beyond_ascii_is_looked_up_by_its_labels():
    signature = read_signature(_field("v=1; a=rsa-sha256; d=xn--bcher-kva.test; s=K1; h=from; bh=AAAA; b=AAAA"), NOW)

    assert not isinstance(signature, str)
    assert (signature.domain, signature.selector) == ("xn--bcher-kva.test", "k1")


def test_silence_is_told_from_absence():
    letter = Letter(SIGNED)
    signature = read_signature(letter.named(b"dkim-signature")[0], NOW)
    assert not isinstance(signature, str)

    asking = Asking({})
    assert check_signature(signature, letter, asking) == "pending"
    assert asking.missing == {NAME}
    headers = (signature.tags, signature.signed, signature.field, letter.fields)
    assert check_headers(*headers, SILENT) == "silent"


def test_hostile_signatures_cost_little():
    # Quadratic work would run into the time limit of the test.
    for piece in (" ", "\r\n ", "b ", ";b\r\n ", "b=", "a:", "\t\n "):
        field = _field("v=1; a=rsa-sha256; d=c.test; s=k; h=from; bh=AAAA; b=AAAA" + piece * (60_000 // len(piece)))
        assert read_signature(field, NOW) == "malformed"
