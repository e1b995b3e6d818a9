from __future__ import annotations

import struct

import pytest

from mailgate.parse.packed.tnef import TnefMessage, read_tnef

HEAD = b"\x78\x9f\x3e\x22\x01\x00"


def attribute(identifier: int, data: bytes) -> bytes:
    return struct.pack("<BHHI", 1, identifier, 6, len(data)) + data + b"\0\0"


def properties(*items: bytes) -> bytes:
    return struct.pack("<I", len(items)) + b"".join(items)


def text_property(identifier: int, text: str) -> bytes:
    data = text.encode("utf-16-le") + b"\0\0"
    return struct.pack("<HHII", 0x1F, identifier, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def binary_property(identifier: int, data: bytes, kind: int = 0x102) -> bytes:
    return struct.pack("<HHII", kind, identifier, 1, len(data)) + data + b"\0" * (-len(data) % 4)


def read(*attributes: bytes) -> tuple[TnefMessage, set[str]]:
    defects: set[str] = set()
    message = read_tnef(HEAD + b"".join(attributes), defects)
    assert message is not None
    return message, defects


def test_plain_attributes() -> None:
    message, defects = read(
        attribute(0x9007, struct.pack("<II", 1251, 0)),
        attribute(0x8004, "Тема\0".encode("cp1251")),
        attribute(0x800C, "Тело\r\nдва\0".encode("cp1251")),
        attribute(0x9002, b"\0" * 14),
        attribute(0x8010, "файл.txt\0".encode("cp1251")),
        attribute(0x800F, b"abc"),
    )

    assert (message.subject, message.text) == ("Тема", "Тело\nдва")
    assert [(file.name, file.content) for file in message.files] == [("файл.txt", b"abc")]
    assert defects == set()


def test_properties_win_over_short_names() -> None:
    message, _ = read(
        attribute(0x9003, properties(text_property(0x0037, "Grüße"), text_property(0x1000, "Körper"))),
        attribute(0x9002, b""),
        attribute(0x8010, b"LONGNA~1.TXT\0"),
        attribute(0x9005, properties(text_property(0x3707, "long name.txt"), text_property(0x370E, "Text/Plain"))),
        attribute(0x800F, b"abc"),
    )

    assert (message.subject, message.text) == ("Grüße", "Körper")
    assert [(file.name, file.type) for file in message.files] == [("long name.txt", "text/plain")]


def test_embedded_object_is_one_file() -> None:
    message, _ = read(
        attribute(0x9002, b""), attribute(0x9005, properties(binary_property(0x3701, b"i" * 16 + HEAD, 0x0D)))
    )

    assert message.files[0].content == HEAD


def test_named_and_multiple_properties_are_stepped_over() -> None:
    named = (
        struct.pack("<HH16sII", 0x1F, 0x8001, b"g" * 16, 1, 6)
        + b"ab\0\0\0\0\0\0"
        + struct.pack("<II", 1, 4)
        + b"x\0\0\0"
    )
    numbers = struct.pack("<HHIII", 0x1003, 0x0001, 2, 7, 8)

    message, _ = read(attribute(0x9003, properties(named, numbers, text_property(0x0037, "reached"))))

    assert message.subject == "reached"


def test_html_takes_its_code_page() -> None:
    page = struct.pack("<HHI", 0x0003, 0x3FDE, 1251)

    message, _ = read(attribute(0x9003, properties(page, binary_property(0x1013, "<p>Привет</p>".encode("cp1251")))))

    assert message.html == "<p>Привет</p>"


def test_stream_cut_short_gives_what_came_before() -> None:
    message, defects = read(attribute(0x8004, b"subject\0"), attribute(0x800C, b"body\0")[:-5])

    assert message.subject == "subject"
    assert defects == {"tnef:truncated"}


@pytest.mark.parametrize(
    "data",
    [
        struct.pack("<I", 0xFFFFFFFF) + b"\0" * 800_000,
        struct.pack("<I", 0xFFFFFFFF) + struct.pack("<HHI", 0x1F, 0x1000, 0xFFFFFFFF) * 50_000,
        struct.pack("<IHHI", 1, 0x1003, 1, 0xFFFFFFFF) + b"\0" * 400_000,
        struct.pack("<IHH16sII", 1, 0x1F, 0x8001, b"g" * 16, 1, 0xFFFFFFFF),
    ],
)
def test_made_up_counts_end_with_the_data(data: bytes) -> None:
    message, _ = read(attribute(0x9003, data))

    assert message.files == []


def test_other_files_are_no_tnef() -> None:
    defects: set[str] = set()

    assert read_tnef(b"PK\x03\x04", defects) is None
    assert defects == {"tnef:not_tnef"}
