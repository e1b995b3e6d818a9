from __future__ import annotations

import pytest

from mailgate.parse.text.charset_names import codec_for


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("UTF-8", "utf-8"),
        ('"utf-8"', "utf-8"),
        ("utf8", "utf-8"),
        ("ISO-8859-1", "cp1252"),
        ("iso-8859-9", "cp1254"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("ks_c_5601-1987", "cp949"),
        ("euc-kr", "cp949"),
        ("Shift_JIS", "cp932"),
        ("big5", "cp950"),
        ("ISO-2022-JP", "iso2022_jp"),
        ("iso-8859-8-i", "iso8859-8"),
        ("x-windows-1250", "cp1250"),
        ("windows-874", "cp874"),
        ("ibm850", "cp850"),
        ("macintosh", "mac-roman"),
        ("utf-7", ""),
        ("unicode_escape", ""),
        ("raw_unicode_escape", ""),
        ("idna", ""),
        ("punycode", ""),
        ("rot13", ""),
        ("zip", ""),
        ("base64", ""),
        ("cp037", ""),
        ("", ""),
        ("../../etc", ""),
        ("x" * 5_000, ""),
    ],
)
def test_labels_mean_what_is_really_sent(label: str, codec: str) -> None:
    assert codec_for(label) == codec
