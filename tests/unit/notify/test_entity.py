"""Bodies: the encodings are legal for every relay, and decode to what was put in."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailgate.model.message import Attachment
from mailgate.notify.entity import Entity, attachment_entity, text_entity


def reread(entity: Entity) -> EmailMessage:
    raw = b"MIME-Version: 1.0\r\n" + entity.fields.encode() + b"\r\n" + entity.body
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


TEXTS = {
    "plain": "It burns.\nStill.",
    "empty": "",
    "emoji": "🔥" * 100,
    "right to left": "הַמַּדְפֶּסֶת בּוֹעֶרֶת\n",
    "one long word": "a" * 5_000,
    "long line of words": "word " * 500 + "end",
    "trailing space": "signature follows\n-- \nKim",
    "lone dots": ".\n..\n.hidden",
    "from at line start": "Hello\nFrom here on",
    "equals signs": "a=b=c\n=3D",
    "soft break lookalike": "a=\nb",
    "tabs": "a\tb\t\nc",
    "latin": "Grüße aus Köln",
    "many lines": "line\n" * 2_000,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_reads_back(text: str) -> None:
    assert reread(text_entity("plain", text)).get_content().replace("\r\n", "\n") == text.rstrip("\n") + "\n"


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_travels_in_seven_bits_and_short_lines(text: str) -> None:
    entity = text_entity("plain", text)
    assert entity.body.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", entity.body)
    limit = 76 if "quoted-printable" in entity.fields else 998
    assert max(map(len, entity.body.split(b"\r\n"))) <= limit
    assert "base64" not in entity.fields
    assert "8bit" not in entity.fields


def test_ascii_text_stays_readable() -> None:
    assert text_entity("plain", "It burns.\n").body == b"It burns.\r\n"


@pytest.mark.parametrize("text", ["Kim\r\nClient\rLtd\nOK", "Kim\nClient\nLtd\nOK\n\n\n"])
def test_line_ends_become_one_kind(text: str) -> None:
    assert text_entity("plain", text).body == b"Kim\r\nClient\r\nLtd\r\nOK\r\n"


def test_control_characters_do_not_travel() -> None:
    assert text_entity("plain", "a\x00b\x1b[31mc\x7f\td").body == b"ab[31mc\td\r\n"


def test_lone_surrogate_does_not_stop_the_mail() -> None:
    assert text_entity("plain", "a\ud800b").body == b"a?b\r\n"


@given(st.text(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_text_is_legal(text: str) -> None:
    body = text_entity("plain", text).body
    assert body.isascii()
    assert max(map(len, body.split(b"\r\n"))) <= 998
    assert body.endswith(b"\r\n")


@pytest.mark.parametrize("size", [0, 1, 56, 57, 58, 100_000])
def test_attachment_reads_back(attachment: Callable[..., Attachment], size: int) -> None:
    content = bytes(range(256)) * (size // 256) + bytes(size % 256)
    entity = attachment_entity(attachment(content=content), inline=False)
    part = reread(entity)
    assert part.get_payload(decode=True) == content
    assert part.get_filename() == "photo.jpg"
    assert part.get_content_type() == "image/jpeg"
    assert part.get_content_disposition() == "attachment"
    assert max(map(len, entity.body.split(b"\r\n"))) <= 76


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "", "nonsense", "text/html\r\nX: y", "a/b; c=d"])
def test_type_that_base64_or_a_header_cannot_carry_becomes_a_plain_file(
    attachment: Callable[..., Attachment], kind: str
) -> None:
    part = reread(attachment_entity(attachment(type=kind, content=b"From: x\r\n\r\ny"), inline=False))
    assert part.get_content_type() == "application/octet-stream"
    assert part.get_payload(decode=True) == b"From: x\r\n\r\ny"


def test_text_file_names_its_charset_when_it_is_known(attachment: Callable[..., Attachment]) -> None:
    known = attachment_entity(attachment(type="text/csv", content="größe".encode()), inline=False)
    unknown = attachment_entity(attachment(type="text/csv", content=b"gr\xf6\xdfe"), inline=False)
    assert "charset=utf-8" in known.fields
    assert "charset" not in unknown.fields


def test_inline_picture_has_the_id_that_the_page_names(attachment: Callable[..., Attachment]) -> None:
    part = reread(attachment_entity(attachment(content_id="logo@client.test"), inline=True))
    assert part["Content-ID"] == "<logo@client.test>"
    assert part.get_content_disposition() == "inline"


@pytest.mark.parametrize(("length", "encoding"), [(998, "7bit"), (999, "quoted-printable")])
@pytest.mark.parametrize("before", ["", "short\n", "x" * 998 + "\n", "a\n" * 700])
def test_line_of_up_to_998_characters_travels_as_it_is(before, length, encoding):
    assert f"Content-Transfer-Encoding: {encoding}\r\n" in text_entity("plain", before + "y" * length + "\nend").fields
