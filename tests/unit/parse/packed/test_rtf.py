from __future__ import annotations

import struct

import pytest

from mailgate.parse.packed.rtf import decompressed_rtf, rtf_body


def compressed(body: bytes, size: int, kind: bytes = b"LZFu") -> bytes:
    return struct.pack("<II4sI", len(body) + 12, size, kind, 0) + body


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi Hello\par there}", "Hello\nthere"),
        (rb"{\rtf1\ansi\ansicpg1251 \'cf\'f0\'e8\'e2\'e5\'f2}", "Привет"),
        (rb"{\rtf1\ansi\uc1 \u8364?5}", "€5"),
        (rb"{\rtf1\ansi\uc2 \u8364??5}", "€5"),
        (rb"{\rtf1{\fonttbl{\f0 Arial;}}{\colortbl;\red0;}{\*\generator X;}a\tab b}", "a\tb"),
        (rb"{\rtf1{\fonttbl{\f1\fcharset128 MS Gothic;}}\f1 \'83\'65\f0  x}", "テ x"),
        (rb"{\rtf1 \{a\\b\}}", r"{a\b}"),
        (rb"{\rtf1 a\~b\_c}", "a\xa0b-c"),
        (b"{" * 100_000, ""),
    ],
)
def test_text_of_rtf(rtf: bytes, text: str) -> None:
    assert rtf_body(rtf) == (text, "")


def test_html_inside_rtf_is_taken_out() -> None:
    rtf = (
        rb"{\rtf1\ansi\fromhtml1{\*\htmltag19 <html>}{\*\htmltag64 <p>}\htmlrtf {\htmlrtf0 Hello"
        rb"\htmlrtf\par}\htmlrtf0 {\*\htmltag72 </p>}{\*\mhtmltag0 x}}"
    )

    assert rtf_body(rtf) == ("", "<html><p>Hello</p>")


def test_literal_and_referenced_bytes() -> None:
    # Three literals, a reference to ``{\rtf1`` at the window's start, and the end mark.
    body = bytes([0b00011000]) + b"abc" + bytes([0x00, 0x04]) + struct.pack(">H", (207 + 9) << 4)

    assert decompressed_rtf(compressed(body, 9), set()) == b"abc{\\rtf1"


def test_stored_stream_is_taken_as_it_is() -> None:
    assert decompressed_rtf(compressed(b"{\\rtf1 x}", 9, b"MELA"), set()) == b"{\\rtf1 x}"


def test_claimed_size_does_not_grow_memory() -> None:
    defects: set[str] = set()
    # Every token repeats the byte before it seventeen times.
    body = b"\x00abcdefgh" + b"\xff" + b"\x0d\x4f" * 8

    assert len(decompressed_rtf(compressed(body * 4_000, 0xFFFFFFFF), defects)) <= 1024 * 1024
    assert defects == {"limit:text_bytes"}


def test_unknown_stream_is_named() -> None:
    defects: set[str] = set()

    assert decompressed_rtf(b"", defects) == b""
    assert defects == {"tnef:rtf_unreadable"}
