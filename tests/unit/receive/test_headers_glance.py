"""The quick look at a header block."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.model.envelope import InboxKeys
from mailgate.receive import headers_glance
from mailgate.receive.headers_glance import fields
from mailgate.store.keys import short_hash

MAIL = (
    b"Received: from a by b\r\n"
    b"From: Jane Doe <Jane@Customer.Test>\r\n"
    b"Message-ID: <one@customer.test>\r\n"
    b"In-Reply-To: <two@desk.test>\r\n"
    b"References: <zero@desk.test>\r\n\t<two@desk.test>\r\n"
    b"\r\n"
    b"From: nobody\r\nReferences: <body@desk.test>\r\n"
)


def glance(raw: bytes, recipients: list[str]) -> InboxKeys:
    return headers_glance.glance(fields(raw), recipients)


def test_author_and_ids_are_hashed():
    assert glance(MAIL, ["support@desk.test"]) == InboxKeys(
        contact=short_hash("jane@customer.test"),
        message_id=short_hash("one@customer.test"),
        refers=(short_hash("two@desk.test"), short_hash("zero@desk.test")),
    )


def test_recipients_that_carry_a_token_are_referred_to():
    refers = glance(b"", ["support@desk.test", "Support+R-abc@desk.test"]).refers
    assert refers == (short_hash("support+r-abc@desk.test"),)


def test_mail_without_headers_has_no_keys():
    assert glance(b"\r\njust a body\r\n\r\nFrom: jane@customer.test\r\n", []) == InboxKeys()


@pytest.mark.parametrize(
    ("header", "author"),
    [
        (b"From: jane@customer.test", "jane@customer.test"),
        (b"FROM:jane@customer.test", "jane@customer.test"),
        (b"From \t: jane@customer.test", "jane@customer.test"),
        (b"From-Whom: eve@evil.test\r\nX-From: eve@evil.test\r\nFrom: jane@customer.test", "jane@customer.test"),
        (b"From: nobody\r\nFrom: jane@customer.test", "jane@customer.test"),
        (b'From: "a@b.test" <jane@customer.test>', "jane@customer.test"),
        (b"From: Jane\r\n <jane@customer.test>", "jane@customer.test"),
        (b"From: =?utf-8?q?Jane?= <jane@customer.test>", "jane@customer.test"),
    ],
)
def test_author_is_found(header, author):
    assert glance(header + b"\r\n\r\n", []).contact == short_hash(author)


def test_message_id_without_brackets_is_taken_as_it_is():
    assert glance(b"Message-Id: one@customer.test\r\n\r\n", []).message_id == short_hash("one@customer.test")


def test_newest_fifty_ids_are_kept_and_in_reply_to_comes_first():
    references = b"".join(b"<r%d@desk.test>\r\n " % number for number in range(80))
    refers = glance(b"In-Reply-To: <a@desk.test>\r\nReferences: " + references + b"\r\n\r\n", []).refers
    assert len(refers) == 50
    assert refers[:2] == (short_hash("a@desk.test"), short_hash("r79@desk.test"))


def test_headers_beyond_the_first_64_kib_are_not_looked_at():
    filler = (b"X-Filler: " + b"x" * 990 + b"\r\n") * 70
    assert glance(filler + b"From: jane@customer.test\r\n\r\n", []) == InboxKeys()


@given(st.binary(max_size=300))
def test_no_bytes_make_it_fail(junk):
    keys = glance(b"From:" + junk + b"\r\nMessage-ID:" + junk + b"\r\nReferences:" + junk, [junk.decode("latin-1")])
    assert all(len(key) == 16 for key in keys.refers)
