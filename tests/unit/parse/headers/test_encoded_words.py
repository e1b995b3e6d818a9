from __future__ import annotations

import pytest

from mailgate.parse.headers.encoded_words import header_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        (b"=?utf-8?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        (b"=?UTF-8?b?R3LDvMOfZQ==?=", "Grüße"),
        (b"=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", "Grüße"),
        (b"=?utf-8?B?R3LDv?= =?utf-8?B?MOfZQ==?=", "Grüße"),
        (b"=?utf-8?Q?a?= =?utf-8?Q?b?= c =?utf-8?Q?d?=", "ab c d"),
        (b"a=?utf-8?Q?b?=c", "abc"),
        (b"=?utf-8?Q?a_b=5Fc?=", "a b_c"),
        (b"=?utf-8?Q?raw space?= x", "raw space x"),
        (b"=?utf-8?Q?a?=3F?=", "a??"),
        (b"=?utf-8?Q?unterminated", "unterminated"),
        (b"=?utf-8?Q?one =?utf-8?Q?two?=", "onetwo"),
        (b"=?iso-8859-1*de?Q?=DF?=", "ß"),
        (b"=?gb2312?Q?=C4?= =?gb2312?Q?=E3?=", "你"),
        (b"=?x-none?Q?abc?=", "abc"),
        (b"=?utf-7?Q?+ADw-?=", "+ADw-"),
        (b"=?utf-8?X?abc?=", "=?utf-8?X?abc?="),
        (b"=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("Grüße".encode(), "Grüße"),
    ],
)
def test_header_text(raw: bytes, text: str) -> None:
    assert header_text(raw, set()) == text


def test_raw_bytes_that_are_no_utf8_take_the_hint() -> None:
    assert header_text("Žádost".encode("iso8859-2"), set(), hint="iso-8859-2") == "Žádost"


@pytest.mark.parametrize(
    "raw", [b"=?utf-8?q?a=0D=0ABcc=3A_b?=", b"=?utf-8?q?a=E2=80=A8Bcc=3A_b?=", b"=?utf-8?q?a=0BBcc=3A_b?="]
)
def test_decoded_text_cannot_start_another_line(raw: bytes) -> None:
    assert header_text(raw, set()) == "a Bcc: b"


def test_repairs_are_named() -> None:
    defects: set[str] = set()

    header_text(b"=?x-none?Q?a?= \xfc =?utf-8?Q?b", defects)

    assert defects == {"charset:unknown", "encoded_word:unterminated", "header:raw_8bit"}
