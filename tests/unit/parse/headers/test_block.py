from __future__ import annotations

from mailgate.model.limits import ParseLimits
from mailgate.parse.headers.block import HeaderBlock, read_header_block

LIMITS = ParseLimits()


def read(source: bytes, defects: set[str] | None = None) -> HeaderBlock:
    return read_header_block(source, 0, len(source), LIMITS, set() if defects is None else defects)


def test_names_are_lower_case_and_values_unfolded() -> None:
    block = read(b"Subject: one\r\n two\r\n\tthree\r\nX-A :  b \r\n\r\nbody")

    assert block.fields == (("subject", b"one two three"), ("x-a", b"b"))


def test_body_begins_behind_the_blank_line() -> None:
    for source in (b"A: b\n\nbody", b"A: b\r\n\r\nbody", b"A: b\r\r\n\r\r\nbody"):
        assert source[read(source).body :] == b"body"


def test_blank_first_line_means_no_fields() -> None:
    block = read(b"\nA: b\n\nbody")

    assert (block.fields, block.body) == ((), 1)


def test_stray_line_between_fields_belongs_to_the_field_before() -> None:
    defects: set[str] = set()

    block = read(b"Received: from a\nby b\nSubject: x\n\nbody", defects)

    assert block.fields == (("received", b"from a by b"), ("subject", b"x"))
    assert defects == {"header:stray_line"}


def test_unindented_parameter_at_the_end_belongs_to_its_field() -> None:
    block = read(b'Content-Type: multipart/mixed;\nboundary="x"\n\nbody')

    assert block.first("content-type") == b'multipart/mixed; boundary="x"'


def test_line_that_is_no_field_begins_the_body() -> None:
    source = b"Subject: x\nHello there, this is text\n\nmore"
    defects: set[str] = set()

    block = read(source, defects)

    assert source[block.body :] == b"Hello there, this is text\n\nmore"
    assert defects == {"header:no_blank_line"}


def test_delimiter_ends_a_header_that_has_no_blank_line() -> None:
    source = b"Content-Type: multipart/mixed; boundary=b\n \n--b\nContent-Type: text/plain\n\nx"

    assert source[read(source).body :].startswith(b"--b")


def test_long_fields_are_cut_and_many_fields_left_out() -> None:
    defects: set[str] = set()

    block = read(b"A: " + b"x" * 70_000 + b"\n" + b"B: y\n" * 1_200 + b"\nbody", defects)

    assert (len(block.fields), len(block.fields[0][1])) == (1_000, 64 * 1024)
    assert defects == {"limit:header_bytes", "limit:header_count"}


def test_block_over_its_limit_still_ends_where_the_body_begins() -> None:
    source = b"A: " + b"x" * 600_000 + b"\n\nbody"
    defects: set[str] = set()

    block = read(source, defects)

    assert source[block.body :] == b"body"
    assert "limit:headers_bytes" in defects


def test_bare_cr_cannot_start_another_field() -> None:
    assert read(b"Subject: x\rBcc: evil@x.example\n\n").fields == (("subject", b"x Bcc: evil@x.example"),)
