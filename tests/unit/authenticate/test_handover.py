from __future__ import annotations

import pytest

from mailgate.authenticate.handover import client_of, return_domain
from mailgate.authenticate.letter import Letter
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.server import Authentication

BELIEVED = Authentication(trusted_relays=("127.0.0.0/8", "10.0.0.0/8"), trusted_authserv_ids=("mx.desk.test",))
STAMP = (
    "from mail.customers.test (unknown [192.0.2.7])\r\n\t(using TLSv1.3 with cipher X (256/256 bits))\r\n"
    "\tby MX.desk.test (Postfix) with ESMTPS id 4Xy for <support@desk.test>; Fri, 20 Nov 2026 10:00:00 +0000"
)


def _envelope(**values) -> Envelope:
    defaults = {
        "mail_from": "cora@customers.test",
        "recipients": (),
        "channel": Channel.SMTP,
        "peer": "192.0.2.7",
        "helo": "Mail.customers.test",
    }
    return Envelope(**(defaults | values))


def _behind_relay(*stamps: str):
    raw = "".join(f"Received: {stamp}\r\n" for stamp in stamps) + "From: x\r\n\r\n"
    return client_of(_envelope(trusted_peer=True, peer="127.0.0.1"), Letter(raw.encode()), BELIEVED)


def test_the_peer_is_the_client():
    client = client_of(_envelope(), Letter(b""), BELIEVED)

    assert client is not None
    assert (client.local, client.domain, str(client.ip)) == ("cora", "customers.test", "192.0.2.7")
    assert client.helo == "mail.customers.test"


def test_the_null_sender_is_known_by_helo():
    client = client_of(_envelope(mail_from=""), Letter(b""), BELIEVED)

    assert client is not None
    assert (client.local, client.domain) == ("postmaster", "mail.customers.test")


def test_a_mapped_address_is_ipv4():
    client = client_of(_envelope(peer="::ffff:192.0.2.7"), Letter(b""), BELIEVED)

    assert client is not None
    assert str(client.ip) == "192.0.2.7"


@pytest.mark.parametrize("values", [{"channel": Channel.IMAP}, {"channel": Channel.IMPORT}, {"peer": ""}])
def test_who_brought_other_mail_nobody_knows(values):
    assert client_of(_envelope(**values), Letter(b""), BELIEVED) is None


def test_behind_a_relay_it_is_who_the_relay_says():
    client = _behind_relay(STAMP)

    assert client is not None
    assert (str(client.ip), client.helo) == ("192.0.2.7", "mail.customers.test")


def test_behind_two_relays_it_is_who_the_outer_one_says():
    inner = "from filter (localhost [10.0.0.9]) by mx.desk.test (Postfix) with ESMTP id 1; Fri, 20 Nov 2026"
    client = _behind_relay(inner, STAMP.replace("192.0.2.7", "IPv6:2001:db8::7"))

    assert client is not None
    assert str(client.ip) == "2001:db8::7"


@pytest.mark.parametrize(
    "stamp",
    [
        # Written by somebody else.
        STAMP.replace("MX.desk.test", "mx.evil.test"),
        # HELO made to look like what a relay writes.
        STAMP.replace("mail.customers.test", "x (y [198.51.100.1]) by mx.desk.test with SMTP"),
        STAMP.replace("mail.customers.test", "[198.51.100.1]"),
        STAMP.replace("(using", '(Client CN "x by mx.desk.test ok")\r\n\t(using').replace(
            "MX.desk.test", "mx.evil.test"
        ),
        # The client had logged in: no policy names its address.
        STAMP.replace("ESMTPS", "ESMTPSA"),
        STAMP.replace("(using", "(Authenticated sender: cora)\r\n\t(using"),
        "by mx.desk.test (Postfix, from userid 0) id 1; Fri, 20 Nov 2026",
        STAMP.replace("192.0.2.7", "192.0.2"),
        STAMP.replace(";", ""),
        "x" * 70_000,
        "from " + " " * 60_000,
    ],
)
def test_a_stamp_that_could_be_read_in_two_ways_says_nothing(stamp):
    assert _behind_relay(stamp, STAMP) is None


def test_without_any_stamp_nobody_knows():
    assert _behind_relay() is None


def test_relays_are_believed_under_their_names_only():
    envelope = _envelope(trusted_peer=True, peer="127.0.0.1")
    letter = Letter(f"Received: {STAMP}\r\n\r\n".encode())

    assert client_of(envelope, letter, Authentication()) is None


def test_the_return_domain_is_in_ascii():
    assert return_domain(_envelope(mail_from="x@BÜCHER.test")) == "xn--bcher-kva.test"
    assert return_domain(_envelope(mail_from="")) == ""
