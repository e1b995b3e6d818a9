from __future__ import annotations

from dataclasses import replace

import pytest

from mailgate.authenticate.relay_results import relay_results, without_foreign_results
from mailgate.model.envelope import Channel, Envelope
from mailgate.model.message import Headers
from mailgate.model.server import Authentication

BELIEVED = Authentication(trusted_authserv_ids=("mx.desk.test", "in.desk.test"))
RELAY = Envelope(mail_from="", recipients=(), channel=Channel.SMTP, trusted_peer=True)
STRANGER = replace(RELAY, trusted_peer=False)
RAW = (
    b"Received: from x\r\nAuthentication-Results: mx.desk.test;\r\n\tdmarc=none\r\n"
    b"AUTHENTICATION-RESULTS : evil.test; dmarc=pass\r\nAuthentication-Results: in.desk.test 1; spf=pass\r\n"
    b"Authentication-Results: =?utf-8?q?mx.desk.test?=; dmarc=pass\r\nX-Authentication-Results: mx.desk.test; a=b\r\n"
    b"From: x\r\n\r\nAuthentication-Results: mx.desk.test; dmarc=pass\r\n"
)


def test_fields_of_our_relays_are_told_topmost_first_as_they_stand():
    assert relay_results(RAW, RELAY, BELIEVED) == (" mx.desk.test;\r\n\tdmarc=none\r", " in.desk.test 1; spf=pass\r")


def test_line_ends_do_not_matter():
    found = relay_results(RAW.replace(b"\r\n", b"\n"), RELAY, BELIEVED)

    assert found == (" mx.desk.test;\n\tdmarc=none", " in.desk.test 1; spf=pass")


@pytest.mark.parametrize(("envelope", "believed"), [(STRANGER, BELIEVED), (RELAY, Authentication())])
def test_of_strangers_and_under_no_name_nothing_is_told(envelope, believed):
    assert relay_results(RAW, envelope, believed) == ()


def test_rules_see_no_field_that_came_with_the_mail(make_message):
    fields = (("from", "x"), ("authentication-results", "evil.test; dmarc=pass"), ("subject", "y"))
    message = replace(make_message(), headers=Headers(fields=fields))

    assert without_foreign_results(message, ()).headers.fields == (("from", "x"), ("subject", "y"))
    ours = without_foreign_results(message, (" mx.desk.test;\r\n\tdmarc=none\r",))
    assert ours.headers.all("authentication-results") == ("mx.desk.test; dmarc=none",)


def test_a_message_without_such_a_field_is_left_as_it_is(make_message):
    message = make_message()

    assert without_foreign_results(message, ()) is message
