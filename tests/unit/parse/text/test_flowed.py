from __future__ import annotations

import pytest

from mailgate.parse.text.flowed import unflowed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one \ntwo", "one two"),
        ("one\ntwo", "one\ntwo"),
        ("> a \n> b\n>> c", "> a b\n>> c"),
        ("> a \nb", "> a \nb"),
        (" From x\n >y", "From x\n>y"),
        ("text \n-- \nsig \nmore", "text \n-- \nsig more"),
        ("one \n\ntwo", "one \n\ntwo"),
        ("", ""),
        (">\n> a", ">\n> a"),
    ],
)
def test_paragraphs_are_joined_again(text: str, expected: str) -> None:
    assert unflowed(text, del_sp=False) == expected


def test_delsp_takes_the_space_away() -> None:
    assert unflowed("日本 \n語", del_sp=True) == "日本語"
