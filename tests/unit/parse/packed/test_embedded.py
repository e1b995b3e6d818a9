from __future__ import annotations

import pytest

from mailgate.parse.packed.embedded import decode_uu_body, find_files, without_files

UU = b"begin 644 note.txt\n#0V%T\n`\nend\n"


def test_uuencoded_file_between_lines() -> None:
    body = b"before\n" + UU + b"after\n"

    files = find_files(body)

    assert [(file.name, file.content) for file in files] == [(b"note.txt", b"Cat")]
    assert without_files(body, files) == b"before\nafter\n"


def test_several_files_and_windows_line_ends() -> None:
    body = (UU + b"and\n" + UU.replace(b"note", b"other")).replace(b"\n", b"\r\n")

    assert [file.name for file in find_files(body)] == [b"note.txt", b"other.txt"]


def test_length_line_stripped_in_transit_still_ends_the_file() -> None:
    assert find_files(b"begin 644 x\n#0V%T\n\nend\n")[0].content == b"Cat"


@pytest.mark.parametrize(
    "body",
    [b"begin 644 x\n", b"begin 644 x\n#0V%T\n", b"begin 644 x\nwords, not data\nend\n", b"begin 644 x\n" * 50_000],
)
def test_begin_without_its_end_is_text(body: bytes) -> None:
    assert find_files(body) == []


def test_body_that_is_one_file() -> None:
    defects: set[str] = set()

    assert decode_uu_body(UU, defects) == b"Cat"
    assert decode_uu_body(UU.replace(b"end\n", b""), defects) == b"Cat"
    assert decode_uu_body(b"nothing", defects) == b"nothing"
    assert defects == {"uuencode:unterminated", "uuencode:broken"}


def test_yenc_file_with_escapes() -> None:
    content = bytes(range(256))
    encoded = b"".join(
        b"=" + bytes([(code + 64) & 255]) if (code := (byte + 42) & 255) in b"\0\n\r=" else bytes([code])
        for byte in content
    )
    body = (
        b"text\n=ybegin line=128 size=256 name=a b.bin\n"
        + encoded[:100]
        + b"\r\n"
        + encoded[100:]
        + b"\n=yend size=256\n"
    )

    files = find_files(body)

    assert [(file.name, file.content) for file in files] == [(b"a b.bin", content)]
    assert without_files(body, files) == b"text\n"
