"""The composed bytes: exactly the expected fields, the same bytes each time, and no way in for another's."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

import pytest

from mailgate.model.message import Attachment
from mailgate.model.outbound import OutboundKind
from mailgate.notify.letter import Letter, compose, kept_references

MakeLetter = Callable[..., Letter]
MakeAttachment = Callable[..., Attachment]

NAMES = [
    *("From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("Auto-Submitted", "X-Auto-Response-Suppress", "X-Mailgate-Loop"),
    *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
]


def fields(raw: bytes) -> list[tuple[str, str]]:
    """Name and unfolded value of each header line, read as any relay reads them."""
    head = raw.partition(b"\r\n\r\n")[0].decode().replace("\r\n ", " ")
    lines = [re.fullmatch(r"([!-9;-~]+): ?(.*)", line) for line in head.split("\r\n")]
    assert all(lines), head
    return [(line[1], line[2]) for line in lines if line]


def reread(raw: bytes) -> EmailMessage:
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def test_every_field_of_an_automatic_mail(letter: MakeLetter) -> None:
    assert fields(compose(letter())) == [
        ("From", "Kim via Acme <support@acme.test>"),
        ("To", "Ann <ann@acme.test>"),
        ("Reply-To", "support+r-token@acme.test"),
        ("Subject", "Re: Printer on fire [#2026-11-00042]"),
        ("Date", "Sat, 21 Nov 2026 09:30:00 +0000"),
        ("Message-ID", "<0123456789abcdef@desk.test>"),
        ("In-Reply-To", "<last@client.test>"),
        ("References", "<first@client.test> <last@client.test> <0123456789abcdef@desk.test>"),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Mailgate-Loop", "desk.test 5ca1ab1e"),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'multipart/alternative; boundary="=_494e348eec1894a40fda5e39_a"'),
        ("Content-Transfer-Encoding", "7bit"),
    ]


def test_optional_fields_are_left_out(letter: MakeLetter) -> None:
    bare = letter(reply_to="", in_reply_to="", references=(), automatic=False, html="")
    assert [name for name, _ in fields(compose(bare))] == [
        *("From", "To", "Subject", "Date", "Message-ID", "References"),
        *("MIME-Version", "Content-Type", "Content-Transfer-Encoding"),
    ]


def test_acknowledgement_says_that_it_answers(letter: MakeLetter) -> None:
    assert dict(fields(compose(letter(kind=OutboundKind.ACKNOWLEDGEMENT))))["Auto-Submitted"] == "auto-replied"


def test_same_letter_gives_same_bytes(letter: MakeLetter, attachment: MakeAttachment) -> None:
    files = (attachment(), attachment(name="b.txt", type="text/plain", content=b"b"))
    assert compose(letter(attachments=files)) == compose(letter(attachments=files))


def test_boundary_follows_the_message_id(letter: MakeLetter) -> None:
    first, second = (reread(compose(letter(message_id=f"{n}@desk.test"))).get_boundary() for n in "12")
    assert first != second


def test_parts_nest_as_clients_expect(letter: MakeLetter, attachment: MakeAttachment) -> None:
    page = '<p>Look: <img src="cid:logo@x"></p>'
    files = (attachment(name="logo.png", type="image/png", content_id="logo@x", inline=True), attachment())
    mail = reread(compose(letter(html=page, attachments=files)))
    assert [part.get_content_type() for part in mail.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"),
        "image/jpeg",
    ]
    body = mail.get_body(("plain",))
    assert body is not None
    assert body.get_content() == "It burns.\r\n"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["photo.jpg"]


def test_picture_that_no_page_shows_is_listed(letter: MakeLetter, attachment: MakeAttachment) -> None:
    mail = reread(compose(letter(attachments=(attachment(content_id="logo@x", inline=True),))))
    (part,) = mail.iter_attachments()
    assert part.get_content_disposition() == "attachment"
    assert part["Content-ID"] is None


def test_nothing_but_short_ascii_lines_leaves(letter: MakeLetter, attachment: MakeAttachment) -> None:
    names = {"subject": "打印机" * 50, "from_name": "김" * 60, "text": "ü" * 3_000, "html": "<p>" + "é" * 3_000}
    raw = compose(letter(**names, attachments=(attachment(name="報告" * 60, content=bytes(9_000)),)))
    assert raw.isascii()
    assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_long_references_keep_both_ends(letter: MakeLetter) -> None:
    ids = tuple(f"{n}@x" for n in range(40))
    kept = kept_references(letter(references=ids, in_reply_to="39@x"))
    assert kept == (*ids[:4], *ids[33:39], "39@x", "0123456789abcdef@desk.test")


def test_own_id_is_the_last_reference_and_stands_once(letter: MakeLetter) -> None:
    kept = kept_references(letter(references=("0123456789abcdef@desk.test", "a@x"), in_reply_to=""))
    assert [item for item in kept if item] == ["a@x", "0123456789abcdef@desk.test"]


@pytest.mark.parametrize("wrong", [{"from_address": "nobody"}, {"message_id": "two words"}, {"message_id": ""}])
def test_own_identity_that_cannot_be_written_is_our_mistake(letter: MakeLetter, wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="not a sender or a Message-ID"):
        compose(letter(**wrong))


LINE_ENDS = [
    *(
        "\r\n",
        "\n",
        "\r",
        "\n\r",
        "\r\n ",
        "\r\n\t",
        "\x0b",
        "\x0c",
        "\x1c",
        "\x1e",
        "\x85",
        "\u2028",
        "\u2029",
        "\x00",
    ),
    *("\r\n\r\n", "\ud800\n", "\u202e\r\n", "%0d%0a", "=0D=0A", "\\r\\n"),
]
INTRUDERS = [
    *(
        "Bcc: evil@evil.example",
        "To: evil@evil.example",
        ".\r\nMAIL FROM:<evil@evil.example>",
        "<evil@evil.example>",
        ", evil@evil.example",
    ),
    *(">, <evil@evil.example>", '", "x" <evil@evil.example>', '"; x="y', "=?utf-8?q?x=0ABcc=3A_evil=40evil.example?="),
    "Content-Type: text/html",
]
PAYLOADS = [f"x{end}{intruder}" for end in LINE_ENDS for intruder in INTRUDERS]
OPTIONAL = {"reply_to": "Reply-To", "in_reply_to": "In-Reply-To"}
FIELDS = [
    *("from_name", "to_name", "to_address", "reply_to", "in_reply_to", "references", "loop_id", "subject"),
    *("attachment name", "attachment type", "attachment content_id", "text", "html"),
]


@pytest.mark.parametrize("field", FIELDS)
def test_no_value_becomes_a_field_or_a_recipient(letter: MakeLetter, attachment: MakeAttachment, field: str) -> None:
    """T-34: 200 payloads in each field; the names are read from the bytes and by the standard library."""
    assert len(PAYLOADS) == 200
    for payload in PAYLOADS:
        raw = compose(_with(letter, attachment, field, payload))
        names = [name for name, _ in fields(raw)]
        assert names in (NAMES, [name for name in NAMES if name != OPTIONAL.get(field)]), payload
        assert message_from_bytes(raw).keys() == names
        assert not re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
        values = dict(fields(raw))
        people = getaddresses([values["To"], values.get("Reply-To", "")])
        assert not any(address.endswith("evil.example") for _, address in people), payload
        assert len(getaddresses([values["From"]])) == 1
        for part in message_from_bytes(raw).walk():
            assert set(part.keys()) <= {*NAMES, "Content-Disposition", "Content-ID"}, payload


def _with(letter: MakeLetter, attachment: MakeAttachment, field: str, payload: str) -> Letter:
    if field.startswith("attachment"):
        file = {"content_id": "a@x", field.removeprefix("attachment "): payload}
        page = f'<img src="cid:{file["content_id"]}">'
        return letter(html=page, attachments=(attachment(**file),))
    return letter(**{field: (payload, "ok@x") if field == "references" else payload})


@pytest.mark.parametrize("field", ["from_address", "message_id"])
def test_own_values_are_refused_rather_than_mended(letter: MakeLetter, field: str) -> None:
    for payload in PAYLOADS:
        try:
            names = [name for name, _ in fields(compose(letter(**{field: payload})))]
        except ValueError:
            continue
        assert names == NAMES, payload
