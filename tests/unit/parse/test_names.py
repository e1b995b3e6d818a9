from __future__ import annotations

import re
import unicodedata

import pytest

from mailgate.parse.names import clean_name, extension

HOSTILE = [
    "../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd", "C:\\Windows\\x.exe", "C:/x", "\\\\host\\share\\x",
    "file:///etc/x", "~/x", "./x", "a/../b", "..", ".", "...", "/", "\\", " ", "", "\0", "x\0.pdf", "x\r\ny.pdf",
    "x\ty", "\u202egnp.exe", "\u200b.htaccess", "\ufeffx", "a\u2028b", "\ud800", "x" * 5_000, "x" * 5_000 + ".pdf",
    "é" * 300 + ".pdf", "e\u0301.pdf", "\u0600x", "a\x7fb", "a\x85b", ".htaccess", "CON", "con.txt", "x.", "x ",
    " x", '"x"', "'x'", "a:b", "a|b", "a?b*c", "<x>", "%2e%2e%2f", "x;y", "{x}", "$(x)", "`x`", "x\u00a0y",
    "\U000e0001x", "\ue000", "ﷺ" * 100, "🎉.png", "файл.txt", "ファイル.txt", "a/b/c/d.txt", "//x", "x//y", "-rf",
    "nul", "a\\b",
]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_is_a_path_or_hides_anything(name: str) -> None:
    clean = clean_name(name)

    assert len(clean) <= 200
    assert clean not in (".", "..")
    assert "/" not in clean
    assert not re.search(r"[\r\n\0]", clean)
    assert unicodedata.is_normalized("NFC", clean)
    assert not any(unicodedata.category(character) in ("Cc", "Cf", "Cs") for character in clean)
    assert clean_name(clean) == clean


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("report 1.pdf", "report 1.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\dir\\a.pdf", "a.pdf"),
        ("Invoice 10/2026.pdf", "Invoice 10_2026.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("e\u0301.pdf", "é.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("\0", ""),
        ("..", ""),
    ],
)
def test_what_remains_of_a_name(name: str, clean: str) -> None:
    assert clean_name(name) == clean


@pytest.mark.parametrize(
    ("mime_type", "expected"),
    [
        ("application/pdf", ".pdf"),
        ("image/x-bmp", ".bmp"),
        ("text/x-odd", ".txt"),
        ("a/b", ".bin"),
        ("image/../x", ".bin"),
    ],
)
def test_extension_of_a_type(mime_type: str, expected: str) -> None:
    assert extension(mime_type) == expected
