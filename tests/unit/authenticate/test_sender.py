from __future__ import annotations

import pytest

from mailgate.authenticate.sender import authenticate
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.identity import Tier
from mailgate.model.server import Authentication

BELIEVED = Authentication(trusted_authserv_ids=("mx.desk.test",))
PASS = "mx.desk.test; dmarc=pass header.from=customers.test"
FAIL = "mx.desk.test; dmarc=fail header.from=customers.test"


def _envelope(*, trusted: bool = True) -> Envelope:
    return Envelope(mail_from="", recipients=(), channel=Channel.SMTP, trusted_peer=trusted)


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
    sender = authenticate(make_message(*results), _envelope(), BELIEVED)

    assert (sender.tier, sender.reason) == (tier, reason)


@pytest.mark.parametrize("result", [PASS, FAIL])
def test_field_from_a_peer_we_do_not_trust_was_written_by_anybody(make_message, result):
    assert authenticate(make_message(result), _envelope(trusted=False), BELIEVED).tier is Tier.WEAK


def test_field_is_believed_only_under_a_configured_id(make_message):
    assert authenticate(make_message(PASS), _envelope(), Authentication()).tier is Tier.WEAK


@pytest.mark.parametrize(
    "defect", ["missing", "several_headers", "several_mailboxes", "group", "address_in_name", "malformed", ""]
)
def test_unclean_author_is_failed_whatever_a_relay_says(make_message, defect):
    sender = authenticate(make_message(PASS, clean=False, defect=defect), _envelope(), BELIEVED)

    assert (sender.tier, sender.reason) == (Tier.FAILED, f"author.{defect or 'malformed'}")


def test_result_for_another_domain_says_nothing_of_this_author(make_message):
    message = make_message(PASS, address="ceo@desk.test")

    assert authenticate(message, _envelope(), BELIEVED).tier is Tier.WEAK


def test_sender_is_known_by_the_address_in_lower_case(make_message):
    sender = authenticate(make_message(PASS, address="Cora@Customers.TEST"), _envelope(), BELIEVED)

    assert (sender.address, sender.name, sender.tier) == ("cora@customers.test", "Cora", Tier.VERIFIED)
