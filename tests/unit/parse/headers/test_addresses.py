from __future__ import annotations

import pytest

from mailgate.model.limits import ParseLimits
from mailgate.parse.headers.addresses import read_addresses

LIMITS = ParseLimits()


def pairs(value: str) -> list[tuple[str, str]]:
    return [(box.address.address, box.address.name) for box in read_addresses(value, LIMITS, set())]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ann@a.example", [("ann@a.example", "")]),
        ("Ann Example <ann@A.Example>", [("ann@a.example", "Ann Example")]),
        ('"Example, Ann" <ann@a.example>', [("ann@a.example", "Example, Ann")]),
        ("Example, Ann <ann@a.example>", [("ann@a.example", "Example, Ann")]),
        ("ann@a.example (Ann (x))", [("ann@a.example", "Ann (x)")]),
        ("=?utf-8?q?J=C3=B6rg=2C_B?= <j@a.example>", [("j@a.example", "Jörg, B")]),
        ("\"'ann@a.example'\" <ann@a.example>", [("ann@a.example", "ann@a.example")]),
        ("<@relay.example,@two.example:ann@a.example>", [("ann@a.example", "")]),
        ("mailto:ann@a.example", [("ann@a.example", "")]),
        ("<mailto:ann@a.example?subject=x>", [("ann@a.example", "")]),
        ("<<ann@a.example>>", [("ann@a.example", "")]),
        ("<ann@a.example", [("ann@a.example", "")]),
        ("Ann <ann@a.example, Bob <bob@b.example>", [("ann@a.example", "Ann"), ("bob@b.example", "Bob")]),
        ("<ann@a.example> <bob@b.example>", [("ann@a.example", ""), ("bob@b.example", "")]),
        ("ann@a.example; bob@b.example", [("ann@a.example", ""), ("bob@b.example", "")]),
        ("ann@a.example bob@b.example", [("ann@a.example", ""), ("bob@b.example", "")]),
        ("ann @ a . example", [("ann@a.example", "")]),
        ("<ann@long-\t domain.example>", [("ann@long-domain.example", "")]),
        ('"john doe"@a.example', [('"john doe"@a.example', "")]),
        ("ann@[192.0.2.1]", [("ann@[192.0.2.1]", "")]),
        ("<root>", [("root", "")]),
        ("ann@bücher.example", [("ann@bücher.example", "")]),
        ("undisclosed-recipients:;", []),
        (",, ,", []),
    ],
)
def test_address_lists_as_clients_write_them(value: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(value) == expected


def test_comma_inside_an_encoded_word_does_not_separate() -> None:
    assert pairs("=?utf-8?q?evil=40x=2Eexample=2C?= <ann@a.example>") == [("ann@a.example", "evil@x.example,")]


def test_members_of_a_group_say_so() -> None:
    boxes = read_addresses("Team: ann@a.example, Bob <bob@b.example>; carl@c.example", LIMITS, set())

    assert [(box.address.address, box.in_group) for box in boxes] == [
        ("ann@a.example", True),
        ("bob@b.example", True),
        ("carl@c.example", False),
    ]


def test_header_over_eight_kibibytes_is_read_to_its_last_whole_address() -> None:
    defects: set[str] = set()

    boxes = read_addresses(", ".join(["someone@customer.example"] * 400), LIMITS, defects)

    assert {box.address.address for box in boxes} == {"someone@customer.example"}
    assert len(boxes) == 8192 // 26
    assert defects == {"limit:address_header_bytes"}


@pytest.mark.parametrize(
    "value",
    [
        'To: "',
        "<",
        "a@[1.2.3",
        "(" * 500,
        '"\\' * 4000,
        "@" * 8000,
        " " * 8000 + "x",
        "<" + " " * 8000,
        "a:" * 4000 + ";",
    ],
)
def test_what_crashes_other_parsers_gives_a_value(value: str) -> None:
    assert isinstance(read_addresses(value, LIMITS, set()), tuple)
