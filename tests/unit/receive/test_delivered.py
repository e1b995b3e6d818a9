"""The envelope of a mail from a mailbox."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from mailgate.errors import MailgateError
from mailgate.model.envelope import NewMail
from mailgate.receive.delivered import Origin, new_mail

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


class Routes:
    def route(self, address: str) -> str | None:
        return {"support@acme.test": "acme", "sales@acme.test": "acme", "help@other.test": "other"}.get(address)

    def storage_full(self) -> bool:
        return False

    async def accept(self, mails):
        raise AssertionError("nothing is kept here")


def taken(header: str, *, trusted: bool = True, deliver_to: str = "support@acme.test") -> NewMail:
    origin = Origin(peer="127.0.0.1", trusted=trusted, deliver_to=deliver_to)
    raw = f"{header}\n\nHello\n".replace("\n", "\r\n").encode()
    return new_mail(raw, origin, Routes(), NOW)


def test_a_trusted_delivered_to_names_the_queue_and_its_tenant() -> None:
    mail = taken("Delivered-To: help@other.test\nReceived: by mx\nFrom: cora@customers.test")
    assert (mail.tenant, mail.envelope.recipients) == ("other", ("help@other.test",))


@pytest.mark.parametrize(
    ("header", "trusted"),
    [
        ("Delivered-To: help@other.test\nReceived: by mx\nFrom: cora@customers.test", False),
        ("Received: by mx\nDelivered-To: help@other.test\nFrom: cora@customers.test", True),
        ("Delivered-To: nobody@nowhere.test\nReceived: by mx\nFrom: cora@customers.test", True),
        ("From: cora@customers.test", True),
    ],
    ids=["untrusted server", "written by the sender", "not ours", "none"],
)
def test_else_the_queue_of_the_account_takes_it(header: str, trusted: bool) -> None:
    mail = taken(header, trusted=trusted)
    assert (mail.tenant, mail.envelope.recipients) == ("acme", ("support@acme.test",))


@pytest.mark.parametrize(
    ("header", "mail_from"),
    [
        ("Return-Path: <bounces@list.test>\nReceived: by mx\nFrom: cora@customers.test", "bounces@list.test"),
        ("Return-Path: <>\nReceived: by mx\nFrom: MAILER-DAEMON@mx.test", ""),
        ("Received: by mx\nReturn-Path: <>\nFrom: Cora <cora@customers.test>", "cora@customers.test"),
        ("Subject: no author", "unknown@invalid"),
    ],
    ids=["noted", "null sender", "written by the sender", "nobody"],
)
def test_the_reverse_path_is_what_the_last_host_noted_or_the_author(header: str, mail_from: str) -> None:
    assert taken(header).envelope.mail_from == mail_from


def test_an_account_whose_queue_is_gone_takes_nothing() -> None:
    with pytest.raises(MailgateError, match="takes mail for"):
        taken("From: cora@customers.test", deliver_to="gone@acme.test")
