from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mailgate.commands.lines import is_blank, plain, unquoted


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("  a\u00a0 b\t", "a b"),
        ("\ufeff\u200e#close", "#close"),
        ("2026\u201312\u201301", "2026-12-01"),
        ("\u201cBob\u201d", '"Bob"'),
        ("\uff03\uff41", "#a"),
    ],
)
def test_a_line_as_it_was_meant(line, expected):
    assert plain(line) == expected


@given(st.text())
def test_a_plain_line_stays_as_it_is(line):
    assert plain(plain(line)) == plain(line)


def test_only_the_quotes_around_it_go():
    assert unquoted("'Bob \"B\" Bay'") == 'Bob "B" Bay'
    assert unquoted("'") == "'"


def test_what_nobody_sees_is_blank():
    assert is_blank(" \u200b\ufeff\u00a0\r")
    assert not is_blank(".")
