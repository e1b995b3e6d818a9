from __future__ import annotations

import pytest

from mailgate.parse.text.rich_text import enriched_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<bold>a</bold> b\nc\n\nd", "a b c\nd"),
        ("<fontfamily><param>times</param>a</fontfamily>", "a"),
        ("a << b", "a < b"),
        ("a<nl>b <lt> c", "a\nb < c"),
        ("<" * 1_000, "<" * 500),
    ],
)
def test_commands_go_and_words_stay(source: str, text: str) -> None:
    assert enriched_text(source) == text
