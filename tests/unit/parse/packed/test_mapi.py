from __future__ import annotations

import struct

import pytest

from mailgate.parse.packed.mapi import Properties, codepage_name


def properties(*items: bytes) -> Properties:
    return Properties(struct.pack("<I", len(items)) + b"".join(items), "cp1251")


def value(kind: int, identifier: int, data: bytes) -> bytes:
    return struct.pack("<HHII", kind, identifier, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def test_strings_of_both_kinds() -> None:
    found = properties(value(0x1E, 1, "Привет\0".encode("cp1251")), value(0x1F, 2, "Grüße\0".encode("utf-16-le")))

    assert (found.text(1), found.text(2), found.text(3)) == ("Привет", "Grüße", "")


def test_numbers_and_bytes() -> None:
    found = properties(struct.pack("<HHI", 3, 1, 1252), value(0x102, 2, b"abc"), value(0x0D, 3, b"i" * 16 + b"inside"))

    assert (found.number(1), found.raw(2), found.raw(3)) == (1252, b"abc", b"inside")


def test_first_of_several_values_counts() -> None:
    several = struct.pack("<HHI", 0x1003, 1, 2) + struct.pack("<II", 7, 8)

    assert properties(several, value(0x1E, 2, b"next")).number(1) == 7


def test_unknown_kind_ends_the_list() -> None:
    found = properties(value(0x1E, 1, b"one"), struct.pack("<HHI", 0x77, 2, 0), value(0x1E, 3, b"three"))

    assert (found.text(1), found.text(3)) == ("one", "")


@pytest.mark.parametrize(
    ("number", "codec"),
    [
        (1252, "cp1252"),
        (65001, "utf-8"),
        (932, "cp932"),
        (936, "gb18030"),
        (20866, "koi8-r"),
        (28592, "iso8859-2"),
        (7, "cp1252"),
    ],
)
def test_code_pages(number: int, codec: str) -> None:
    assert codepage_name(number) == codec
