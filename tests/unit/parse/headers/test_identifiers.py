from __future__ import annotations

import pytest

from mailgate.parse.headers.identifiers import read_ids, read_message_id


@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("", ()),
        ("<a@b>", ("a@b",)),
        ("<a@b> <c@d>\t<a@b>", ("a@b", "c@d")),
        ("<a@b>,<c@d>", ("a@b", "c@d")),
        ('Your message of "Monday" <a@b>', ("a@b",)),
        ("<long-\t part@b>", ("long-part@b",)),
        ("a@b c@d", ("a@b", "c@d")),
        ("Your mail", ()),
        ("<a@b", ("a@b",)),
        ("<>", ()),
    ],
)
def test_lists_of_ids(value: str, ids: tuple[str, ...]) -> None:
    assert read_ids(value) == ids


@pytest.mark.parametrize(
    ("value", "expected"), [("<a@b>", "a@b"), ("a@b", "a@b"), ("<no at>", "noat"), ("<", ""), ("x", "x")]
)
def test_own_id(value: str, expected: str) -> None:
    assert read_message_id(value) == expected
