"""ISO-2022-JP as Japanese clients write it: JIS X 0208 with NEC and IBM rows, half-width kana, 8-bit accidents."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\x1b(\$@|\$B|\$\(D|\$\([OPQ]|\([BJIH]|\$A|\.[AF])")


def decode_iso2022_jp(raw: bytes, defects: set[str]) -> str:
    """Decode by RFC 1468; what that lacks (NEC row 13, IBM extensions, kana) is read as code page 932 has it."""
    try:
        return raw.decode("iso2022_jp")
    except UnicodeDecodeError:
        pass
    try:
        return raw.decode("iso2022_jp_2004")
    except UnicodeDecodeError:
        return _decode_by_segment(raw, defects)


def _decode_by_segment(raw: bytes, defects: set[str]) -> str:
    out: list[str] = []
    designated, position = b"(B", 0
    for escape in _ESCAPE.finditer(raw):
        out.append(_segment(raw[position : escape.start()], designated))
        designated, position = escape[1], escape.end()
    out.append(_segment(raw[position:], designated))
    text = "".join(out)
    if "\ufffd" in text:
        defects.add("charset:undecodable")
    return text


def _segment(run: bytes, designated: bytes) -> str:
    if designated in (b"$@", b"$B"):
        # A line end always returns to ASCII (RFC 1468); clients that forget the escape rely on it.
        head, newline, tail = run.partition(b"\n")
        return _from_jis(head) + (newline + tail).decode("cp932", "replace")
    if designated == b"(I":
        return bytes(byte | 0x80 for byte in run if byte > 0x20).decode("cp932", "replace")
    if designated == b"$(D":
        return (b"\x1b$(D" + run + b"\x1b(B").decode("iso2022_jp_1", "replace")
    return run.decode("cp932", "replace")


def _from_jis(run: bytes) -> str:
    """Rows and cells of JIS X 0208 moved to where Shift_JIS keeps them, then read by code page 932."""
    out = bytearray()
    for high, low in zip(run[0::2], run[1::2], strict=False):
        high, low = high & 0x7F, low & 0x7F
        if high < 0x21 or low < 0x21:
            continue
        out.append(((high - 0x21) >> 1) + (0x81 if high < 0x5F else 0xC1))
        out.append(low + (0x7E if not high & 1 else 0x1F if low < 0x60 else 0x20))
    return bytes(out).decode("cp932", "replace")
