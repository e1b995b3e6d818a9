"""Whatever stands in a subject, an author's name or a command line: our mails have our header fields and no other."""

from __future__ import annotations

import re
from email.header import Header
from email.utils import getaddresses

import pytest
from tests.pipeline.conftest import House, Sent

from mailgate.model.outbound import OutboundKind

ANN = "ann@agents.test"
ALWAYS = {"From", "To", "Subject", "Date", "Message-ID", "References", "MIME-Version", "Content-Type"}
MACHINE = {"Auto-Submitted", "X-Auto-Response-Suppress", "X-Mailgate-Loop"}
MAYBE = {"Reply-To", "In-Reply-To", "Content-Transfer-Encoding"}
#: Controls, marks of direction, and characters that change how a line looks; none may reach a header.
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")

PAYLOADS = {
    "CRLF": "x\r\nBcc: evil@evil.test\r\nX-Evil: 1",
    "bare CR": "x\rBcc: evil@evil.test",
    "bare LF": "x\nBcc: evil@evil.test\n\nbody",
    "NUL": "x\x00\x00Bcc: evil@evil.test",
    "other line ends": "x\x85Bcc: a\u2028Bcc: b\u2029Bcc: c\x0bBcc: d\x0cBcc: e",
    "bidi": "\u202egnp.exe\u2066 evil \u2069\u200f",
    "four bytes": "\U0001f525 Feuer \U0001d50a \U000e0041",
    "encoded words": "=?utf-8?q?x=0D=0ABcc:_evil=40evil.test?= =?utf-8?b?DQpCY2M6IGV2aWw=?=",
    "quotes and brackets": '", <evil@evil.test>, "x" <a@b.test>; x=y',
    "long": "\U0001f525" * 900,
}


def check(mails: list[Sent]) -> None:
    for mail in mails:
        names = mail.plain.keys()
        machine = MACHINE if mail.kind is not OutboundKind.REPLY else set()
        assert len(names) == len(set(names)), names
        assert set(names) - MAYBE == ALWAYS | machine, (mail.kind, names)
        head = mail.raw.partition(b"\r\n\r\n")[0]
        assert b"\r" not in head.replace(b"\r\n", b"")
        assert b"\n" not in head.replace(b"\r\n", b"")
        assert max(map(len, head.split(b"\r\n"))) <= 998
        for name in names:
            shown = str(mail.message[name])
            assert not UNSEEN.search(shown), (mail.kind, name, shown)
        people = getaddresses([str(mail.plain[name] or "") for name in ("From", "To", "Reply-To")])
        assert not any(address.endswith("evil.test") for _, address in people), people


def encoded(payload: str) -> str:
    """The payload inside encoded-words, where mail of the real world has it."""
    return Header(payload, "utf-8", maxlinelen=10_000).encode(splitchars="")


@pytest.mark.parametrize("what", PAYLOADS)
def test_values_of_strangers_make_no_header_field(house: House, what: str) -> None:
    value = encoded(PAYLOADS[what])
    # A name with an address in it makes the author unclean, and the mail is held.
    name = encoded(PAYLOADS[what].replace("@", " at "))
    proof = "mx.acme.test; dmarc=pass header.from=customer.test"
    raw = house.mail(f"{name} <eve@customer.test>", value, PAYLOADS[what], Authentication_Results=proof)
    sent = house.carry(raw, sender="eve@customer.test")
    (notice,) = [mail for mail in sent if mail.kind is OutboundKind.NEW_TICKET_NOTICE]
    (ack,) = [mail for mail in sent if mail.kind is OutboundKind.ACKNOWLEDGEMENT]
    to = str(notice.message["Reply-To"])
    for text in ("A reply", f"#note {PAYLOADS[what]}", f"#tag {PAYLOADS[what]}", f"#{PAYLOADS[what]}", "#help"):
        sent += house.carry(house.mail(f"{name} <{ANN}>", value, text, to=to), sender=ANN, to=to)
    to = str(ack.message["Reply-To"])
    sent += house.carry(house.mail(f"{name} <eve@customer.test>", value, "More", to=to), sender="x@y.test", to=to)
    sent += house.carry(house.mail(f"{name} <spy@elsewhere.test>", value, "Mine", to=to), sender="x@y.test", to=to)
    reply = next(mail for mail in sent if mail.kind is OutboundKind.REPLY)
    house.take_all([house.report(reply)])
    house.work()
    sent += house.send()

    assert {mail.kind.value for mail in sent} >= {
        *("acknowledgement", "new_ticket_notice", "reply", "transcript", "customer_notice", "held_notice"),
        "undelivered",
    }
    check(sent)
