from __future__ import annotations

import pytest

from mailgate.parse.text.iso2022 import decode_iso2022_jp


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\x1b$B%F%9%H\x1b(B ok", "テスト ok"),
        (b'\x1b$B-!-"\x1b(B', "①②"),
        (b"\x1b$By!\x1b(B", "纊"),
        (b"\x1b(I6@6E\x1b(B", "ｶﾀｶﾅ"),
        (b"\x1b$B-!\nback", "①\nback"),
        (b"\x1b(J~", "‾"),
        (b"\x1b$B-", ""),
    ],
)
def test_what_japanese_clients_write(raw: bytes, text: str) -> None:
    assert decode_iso2022_jp(raw, set()) == text
