from __future__ import annotations

import pytest

from mailgate.authenticate.relay_results import relay_results
from mailgate.authenticate.sender import authenticate, is_undecided
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.identity import Sender, Tier
from mailgate.model.message import Message
from mailgate.model.server import Authentication

BELIEVED = Authentication(trusted_authserv_ids=("mx.desk.test",))
PASS = "mx.desk.test; dmarc=pass header.from=customers.test"
FAIL = "mx.desk.test; dmarc=fail header.from=customers.test"


def _sender(message: Message, envelope: Envelope, believed: Authentication, raw: bytes) -> Sender:
    return authenticate(message.author, relay_results(raw, envelope, believed))


def _envelope(*, trusted: bool = True) -> Envelope:
    return Envelope(mail_from="", recipients=(), channel=Channel.SMTP, trusted_peer=trusted)


def _raw(*results: str) -> bytes:
    """A header block with these Authentication-Results, topmost first."""
    return "".join(f"Authentication-Results: {value}\r\n" for value in results).encode() + b"From: x\r\n\r\n"


@pytest.mark.parametrize(
    ("results", "tier", "reason"),
    [
        ((PASS,), Tier.VERIFIED, "dmarc.pass"),
        ((FAIL,), Tier.FAILED, "dmarc.fail"),
        ((), Tier.WEAK, "nothing_known"),
        (("mx.desk.test; dmarc=none header.from=customers.test",), Tier.WEAK, "nothing_known"),
        (("mx.desk.test; dmarc=permerror header.from=customers.test",), Tier.WEAK, "nothing_known"),
        (("mx.desk.test; spf=pass smtp.mailfrom=customers.test; dkim=pass",), Tier.WEAK, "nothing_known"),
        (("mx.evil.test; dmarc=pass header.from=customers.test",), Tier.WEAK, "nothing_known"),
        ((FAIL, PASS), Tier.FAILED, "dmarc.fail"),
    ],
)
def test_tier_follows_the_result_of_a_trusted_relay(make_message, results, tier, reason):
    sender = _sender(make_message(), _envelope(), BELIEVED, _raw(*results))

    assert (sender.tier, sender.reason) == (tier, reason)


@pytest.mark.parametrize("result", [PASS, FAIL])
def test_field_from_a_peer_we_do_not_trust_was_written_by_anybody(make_message, result):
    assert _sender(make_message(), _envelope(trusted=False), BELIEVED, _raw(result)).tier is Tier.WEAK


def test_field_is_believed_only_under_a_configured_id(make_message):
    assert _sender(make_message(), _envelope(), Authentication(), _raw(PASS)).tier is Tier.WEAK


@pytest.mark.parametrize(
    "defect", ["missing", "several_headers", "several_mailboxes", "group", "address_in_name", "malformed", ""]
)
def test_unclean_author_is_failed_whatever_a_relay_says(make_message, defect):
    sender = _sender(make_message(clean=False, defect=defect), _envelope(), BELIEVED, _raw(PASS))

    assert (sender.tier, sender.reason) == (Tier.FAILED, f"author.{defect or 'malformed'}")


def test_the_field_that_decided_is_the_evidence(make_message):
    sender = _sender(
        make_message(), _envelope(), BELIEVED, _raw(f"mx.desk.test;\r\n\tspf=none; {PASS.partition('; ')[2]}", FAIL)
    )

    assert sender.evidence == ("mx.desk.test; spf=none; dmarc=pass header.from=customers.test",)


def test_result_for_another_domain_says_nothing_of_this_author(make_message):
    message = make_message(address="ceo@desk.test")

    assert _sender(message, _envelope(), BELIEVED, _raw(PASS)).tier is Tier.WEAK


def test_sender_is_known_by_the_address_in_lower_case(make_message):
    sender = _sender(make_message(address="Cora@Customers.TEST"), _envelope(), BELIEVED, _raw(PASS))

    assert (sender.address, sender.name, sender.tier) == ("cora@customers.test", "Cora", Tier.VERIFIED)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: x\r\n\r\nAuthentication-Results: " + PASS.encode(),
        b"X: y\r\n Authentication-Results: " + PASS.encode() + b"\r\n\r\n",
        b"X-Authentication-Results: " + PASS.encode() + b"\r\n\r\n",
        b"Authentication-Results: =?utf-8?q?mx=2Edesk=2Etest?=; " + PASS.partition("; ")[2].encode() + b"\r\n\r\n",
    ],
)
def test_what_only_looks_like_a_field_of_the_relay_is_none(make_message, raw):
    assert _sender(make_message(), _envelope(), BELIEVED, raw).tier is Tier.WEAK


@pytest.mark.parametrize(
    ("raw", "author", "undecided"),
    [
        (_raw(), {}, True),
        (_raw(PASS), {}, False),
        (_raw(FAIL), {}, False),
        (_raw(), {"clean": False}, False),
        (_raw(), {"address": "cora@[192.0.2.1]"}, False),
        (_raw(), {"address": "cora@localhost"}, False),
    ],
)
def test_only_what_nobody_decided_is_left_to_our_own_check(make_message, raw, author, undecided):
    assert is_undecided(_sender(make_message(**author), _envelope(), BELIEVED, raw)) is undecided
