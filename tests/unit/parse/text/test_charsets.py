from __future__ import annotations

import pytest

from mailgate.parse.text.charsets import decode_text

SAMPLES = {
    "iso8859-1": "Größe café",
    "iso8859-2": "Žádost o příspěvek",
    "iso8859-5": "Привет",
    "iso8859-7": "Καλημέρα",
    "iso8859-9": "İyi günler",
    "iso8859-13": "Ąžuolas",
    "iso8859-15": "100 €",
    "cp1250": "Gęślą jaźń",
    "cp1251": "Здравствуйте",
    "cp1252": "“quoted” – 5 €",
    "cp1253": "Καλημέρα",
    "cp1254": "Şifre",
    "cp1255": "שלום",
    "cp1256": "مرحبا",
    "cp1257": "Šiandien",
    "cp1258": "Đông",
    "koi8-r": "Привет",
    "koi8-u": "Привіт",
    "cp437": "Größe",
    "cp850": "Größe",
    "cp852": "Žádost",
    "cp866": "Привет",
    "cp874": "สวัสดี",
    "mac-roman": "Größe",
    "gb18030": "镕：中文",
    "cp950": "繁體中文",
    "cp949": "똠방각하",
    "cp932": "テスト①",
    "euc_jp": "テスト",
    "johab": "한국어",
    "hz": "中文",
    "utf-8": "Grüße 🎉",
}


@pytest.mark.parametrize("codec", SAMPLES)
def test_declared_charset_is_believed_where_it_fits(codec: str) -> None:
    defects: set[str] = set()

    assert decode_text(SAMPLES[codec].encode(codec), codec, defects) == SAMPLES[codec]
    assert defects == set()


@pytest.mark.parametrize(
    ("text", "sent_as", "declared", "defects"),
    [
        ("Grüße", "utf-8", "us-ascii", {"charset:mislabelled"}),
        ("Grüße", "utf-8", "iso-8859-1", {"charset:mislabelled"}),
        ("Grüße", "utf-8", "koi8-r", {"charset:mislabelled"}),
        ("Grüße", "cp1252", "utf-8", {"charset:guessed"}),
        ("Grüße", "cp1252", "us-ascii", {"charset:guessed"}),
        ("Grüße", "utf-8", "", {"charset:undeclared"}),
        ("Grüße", "utf-8", "x-none", {"charset:unknown", "charset:undeclared"}),
        ("テスト", "utf-8", "iso-2022-jp", {"charset:mislabelled"}),
        ("Привет, как дела? Принтер не печатает.", "cp1251", "", {"charset:guessed"}),
        ("Größe\n", "utf-16", "utf-16", set()),
        ("Größe\n", "utf-16-le", "utf-16", set()),
        ("plain", "ascii", "utf-16", set()),
        ("\ufeffGröße", "utf-8", "iso-8859-1", set()),
    ],
)
def test_ladder(text: str, sent_as: str, declared: str, defects: set[str]) -> None:
    found: set[str] = set()

    assert decode_text(text.encode(sent_as), declared, found) == text.removeprefix("\ufeff")
    assert found == defects


def test_few_broken_bytes_do_not_unsay_the_declaration() -> None:
    defects: set[str] = set()

    assert decode_text("Grüße aus Köln ".encode() + b"\xff", "utf-8", defects) == "Grüße aus Köln \ufffd"
    assert defects == {"charset:undecodable"}


def test_utf7_is_never_decoded() -> None:
    assert decode_text(b"+ADw-script+AD4-", "utf-7", set()) == "+ADw-script+AD4-"


def test_every_byte_gives_a_character_at_the_end_of_the_ladder() -> None:
    assert len(decode_text(bytes(range(128, 256)), "", set())) >= 64


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_returns_that_a_transport_added_inside_utf16_are_taken_out(codec: str) -> None:
    raw = "Grüße\n世界\nAnn\n".encode(codec)
    defects: set[str] = set()

    assert decode_text(raw.replace(b"\n", b"\r\n"), codec, defects) == "Grüße\n世界\nAnn\n"
    assert defects == {"line_ends:inside_wide"}


def test_utf16_with_its_own_returns_is_not_damaged() -> None:
    defects: set[str] = set()

    assert decode_text("a\r\nb\r\n".encode("utf-16-le"), "utf-16-le", defects) == "a\r\nb\r\n"
    assert defects == set()
