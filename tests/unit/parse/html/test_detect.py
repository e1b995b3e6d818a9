from __future__ import annotations

import pytest

from mailgate.parse.html.detect import is_html, named_charset


@pytest.mark.parametrize(
    ("text", "declared", "expected"),
    [
        ("<p>x</p>", True, True),
        ("a &amp; b", True, True),
        ("line one\nline two < 3", True, False),
        ("<!DOCTYPE html><p>x", False, True),
        ("  <html><body>x", False, True),
        ("Use <html> as the root", False, False),
        ("<p>x</p>", False, False),
    ],
)
def test_html_by_its_looks(text: str, declared: bool, expected: bool) -> None:
    assert is_html(text, declared=declared) is expected


def test_charset_of_a_meta_element() -> None:
    assert named_charset(b'<meta http-equiv="Content-Type" content="text/html; charset=koi8-r">') == "koi8-r"
    assert named_charset(b"<p>charset=koi8-r</p>") == ""
