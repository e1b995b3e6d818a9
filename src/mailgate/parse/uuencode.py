"""uuencoded files, alone as a body or between the lines of a text (POSIX ``uuencode``)."""

from __future__ import annotations

import re
from binascii import Error, a2b_uu
from dataclasses import dataclass

_BEGIN = re.compile(rb"(?m)^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,255}?)[ \t]*\r?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbeddedFile:
    """A file found inside a text: name as given, decoded bytes, and the range of the text that held it."""

    name: str
    content: bytes
    start: int
    end: int


def decode_uu_body(body: bytes, defects: set[str]) -> bytes:
    """The first file of a body that is uuencoded as a whole; the body itself where there is none."""
    begin = _BEGIN.search(body)
    if begin is None:
        defects.add("uuencode:broken")
        return body
    content, _ = _decode_lines(body, begin.end() + 1, defects)
    return content


def find_uu_files(text: str, defects: set[str]) -> list[EmbeddedFile]:
    """Every complete uuencoded file in a text with ``\\n`` line ends, in order."""
    if "begin " not in text or "\nend" not in text:
        return []
    # Latin-1 with replacement keeps one byte a character, so offsets hold for the text.
    source = text.encode("latin-1", "replace")
    found: list[EmbeddedFile] = []
    position = 0
    while begin := _BEGIN.search(source, position):
        position = begin.end()
        content, after = _decode_lines(source, begin.end() + 1, set())
        if after and content:
            name = text[begin.start(1) : begin.end(1)]
            found.append(EmbeddedFile(name=name, content=content, start=begin.start(), end=after))
            position = after
    if found:
        defects.add("uuencode:in_text")
    return found


def _decode_lines(source: bytes, start: int, defects: set[str]) -> tuple[bytes, int]:
    """Decoded bytes and the offset behind the ``end`` line; the offset is 0 when that line never came."""
    out: list[bytes] = []
    position = start
    while position < len(source):
        newline = source.find(b"\n", position)
        stop = len(source) if newline < 0 else newline
        line = source[position:stop].rstrip(b"\r")
        position = stop + 1
        if line.strip() == b"end":
            return b"".join(out), min(position, len(source))
        decoded = _decode_line(line)
        if decoded is None:
            break
        out.append(decoded)
    defects.add("uuencode:unterminated")
    return b"".join(out), 0


def _decode_line(line: bytes) -> bytes | None:
    if not line.strip() or line in (b"`", b" "):
        return b""
    length = (line[0] - 32) & 63
    # Some encoders pad lines wrongly; only as many characters as the length asks for count.
    needed = ((length + 2) // 3) * 4
    if not 32 <= line[0] <= 96 or len(line) - 1 > needed + 2:
        return None
    try:
        return a2b_uu(line[: needed + 1])
    except Error:
        return None
