"""Header fields: what a reader gets back is what was put in, and nothing but."""

from __future__ import annotations

import re
from email import message_from_string, policy
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mailgate.notify.header import addr_spec, clean, ids_field, mailbox_field, parameter, text_field


def reread(field: str) -> object:
    name = field.partition(":")[0]
    return message_from_string(f"{field}\n", policy=policy.default)[name]


def read_mailboxes(field: str) -> list[tuple[str, str]]:
    """By the older parser: the newer one keeps the space between encoded-words, against RFC 2047 section 6.2."""
    value = field.partition(":")[2].replace("\r\n", "")
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses([value])]


@pytest.mark.parametrize(
    ("given_value", "cleaned"),
    [
        ("plain", "plain"),
        ("a\r\nBcc: b@c", "a Bcc: b@c"),
        ("a\x85b\u2028c\u2029d\x0be\x0cf", "a b c d e f"),
        ("nul\x00 bell\x07 del\x7f c1\x9b", "nul bell del c1"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("\u2066a\u2069\u200b\ufeffb\u061c", "ab"),
        ("  much \t space\u00a0here ", "much space here"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("👩\u200d👩\u200d👧 family", "👩\u200d👩\u200d👧 family"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("", ""),
        ("x" * 2_000, "x" * 998),
    ],
)
def test_clean_leaves_one_line_of_visible_text(given_value: str, cleaned: str) -> None:
    assert clean(given_value) == cleaned


@pytest.mark.parametrize(
    "value",
    [
        "Printer on fire",
        "Größe: 10 µm, très grand",
        "打印机着火了" * 12,
        "مرحبا، الطابعة تحترق",
        "👩‍👩‍👧 🎉 " * 10,
        "=?utf-8?q?x=0ABcc=3A_evil=40e?=",
        "ends in =?",
        "a" * 300,
        "word " * 60,
        "mixed ü " * 40,
        "",
        "a_b = c?",
    ],
)
def test_subject_reads_back_as_written(value: str) -> None:
    assert reread(text_field("Subject", value)) == clean(value)


@pytest.mark.parametrize("value", ["打印机" * 60, "ü" * 200, "a" * 900, "word " * 190, "é word " * 90])
def test_subject_lines_stay_within_78_columns(value: str) -> None:
    assert max(map(len, text_field("Subject", value).split("\r\n"))) <= 78


def test_encoded_words_stay_within_75_columns_and_hold_whole_characters() -> None:
    field = text_field("Subject", "打ü🎉" * 40)
    for word in re.findall(r"=\?utf-8\?b\?([^?]*)\?=", field):
        assert len(word) + len("=?utf-8?b??=") <= 75
    assert reread(field) == "打ü🎉" * 40


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_subject_is_one_field_and_reads_back(value: str) -> None:
    field = text_field("Subject", value)
    assert field.isascii()
    assert re.fullmatch(r"Subject:[^\r\n]*(?:\r\n [^\r\n]*)*\r\n", field)
    assert reread(field) == clean(value)


@pytest.mark.parametrize(
    "name",
    [
        "Kim Client",
        'Kim "the tool" Client',
        "Client, Kim",
        "Kim (Client) <kim@evil.test>",
        r"back\slash",
        "김 고객",
        "Käthe Müller-Lüdenscheidt " * 4,
        "Dr. Kim: Client; PhD",
        "a" * 190,
        "=?utf-8?q?Kim?=",
    ],
)
def test_display_name_reads_back_with_one_mailbox(name: str) -> None:
    assert read_mailboxes(mailbox_field("From", name, "kim@client.test")) == [(clean(name), "kim@client.test")]


def test_display_name_is_cut_at_200_characters() -> None:
    assert read_mailboxes(mailbox_field("To", "n " * 150, "kim@client.test")) == [
        (clean("n " * 100), "kim@client.test")
    ]


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("kim@client.test", "kim@client.test"),
        ("Kim.O'Hara+tag@Client.TEST", "Kim.O'Hara+tag@Client.TEST"),
        ("docomo..user.@client.test", "docomo..user.@client.test"),
        ('"kim client"@client.test', '"kim client"@client.test'),
        ("kim@[192.0.2.1]", "kim@[192.0.2.1]"),
        ("kim@[IPv6:2001:db8::1]", "kim@[IPv6:2001:db8::1]"),
        ("kim@bücher.test", "kim@xn--bcher-kva.test"),
        ("用户@例子.test", "用户@xn--fsqu00a.test"),
        ("kim", ""),
        ("@client.test", ""),
        ("kim@", ""),
        ("kim client@client.test", ""),
        ("kim@client.test>, <evil@e.test", ""),
        ("kim@client.test, evil@e.test", ""),
        ("kim\r\nBcc: evil@e.test", ""),
        ("kim@cli\u202eent.test", ""),
        ("ü\u202e@client.test", ""),
        ('"kim"\r\n@client.test', ""),
        ("ü" * 40 + "@client.test", ""),
        ("a" * 65 + "@client.test", ""),
        ("kim@" + "a" * 400, ""),
    ],
)
def test_address_is_written_as_one_mailbox_or_not_at_all(address: str, written: str) -> None:
    assert addr_spec(address) == written


def test_unwritable_recipient_becomes_an_empty_group() -> None:
    assert mailbox_field("To", "Kim", "not an address") == "To: undisclosed-recipients:;\r\n"


def test_international_address_stands_alone() -> None:
    assert mailbox_field("To", "用户", "用户@例子.test") == "To: 用户@xn--fsqu00a.test\r\n"


def test_ids_that_cannot_be_written_are_left_out() -> None:
    ids = ("one@a", "two words@a", "three@a>\r\nBcc: x", "", "vier@ü", "one@a", "five@a")
    assert ids_field("References", ids) == "References: <one@a>\r\n <five@a>\r\n"
    assert ids_field("In-Reply-To", ("", "not ok")) == ""


@pytest.mark.parametrize(
    "name",
    [
        "photo.jpg",
        'the "best" photo.jpg',
        "semi;colon=.txt",
        "Übersicht März.pdf",
        "報告書" * 30 + ".docx",
        "long" * 40 + ".txt",
        "100% sure.txt",
        "it's*here'.txt",
        "=?utf-8?q?x?=.txt",
    ],
)
def test_file_name_reads_back(name: str) -> None:
    field = f"Content-Disposition: attachment{parameter('filename', name)}\r\n"
    part = message_from_string(f"{field}\n")
    assert part.get_filename() == name
    assert max(map(len, field.split("\r\n"))) <= 80


def test_file_name_is_never_a_path() -> None:
    assert parameter("filename", "../../etc\\passwd") == ';\r\n filename=".._.._etc_passwd"'
