"""Files written between the lines of a text: uuencode and yEnc; found in bytes, before any charset is applied."""

from __future__ import annotations

import re
from binascii import Error, a2b_uu
from dataclasses import dataclass

_BEGIN = re.compile(rb"(?:^|(?<=\n))begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]{1,255})\r?\n")
_YENC_BEGIN = re.compile(rb"(?:^|(?<=\n))=ybegin ([^\r\n]{1,500})\r?\n(?:=ypart [^\r\n]{1,200}\r?\n)?")
_YENC_END = re.compile(rb"(?:^|(?<=\n))=yend[^\r\n]{0,200}(?:\r?\n|\Z)")
_YENC_ESCAPE = re.compile(rb"=(.)", re.DOTALL)
_SHIFT_42 = bytes((byte - 42) & 255 for byte in range(256))


@dataclass(frozen=True, slots=True)
class EmbeddedFile:
    """A file inside a body: its name as given, its bytes, and the range of the body that held it."""

    name: bytes
    content: bytes
    start: int
    end: int


def find_files(body: bytes) -> list[EmbeddedFile]:
    """Every complete file in a text body, in order; a begin line without its end is text."""
    if b"=" in body and b"=ybegin " in body:
        return _yenc_files(body)
    return _uu_files(body) if b"begin " in body else []


def without_files(body: bytes, files: list[EmbeddedFile]) -> bytes:
    """The body around its files."""
    position, rest = 0, list[bytes]()
    for file in files:
        rest.append(body[position : file.start])
        position = file.end
    return b"".join([*rest, body[position:]])


def decode_uu_body(body: bytes, defects: set[str]) -> bytes:
    """The first file of a body that is uuencoded as a whole, complete or not; the body itself where there is none."""
    begin = _BEGIN.search(body)
    if begin is None:
        defects.add("uuencode:broken")
        return body
    content, end = _uu_lines(body, begin.end())
    if not end:
        defects.add("uuencode:unterminated")
    return content


def _uu_files(body: bytes) -> list[EmbeddedFile]:
    found: list[EmbeddedFile] = []
    position = 0
    while begin := _BEGIN.search(body, position):
        content, end = _uu_lines(body, begin.end())
        position = end or begin.end()
        if end and content:
            found.append(EmbeddedFile(begin[1].strip(), content, begin.start(), end))
    return found


def _uu_lines(body: bytes, start: int) -> tuple[bytes, int]:
    """Decoded lines and the offset behind the ``end`` line; the offset is 0 when something else came first."""
    out: list[bytes] = []
    position = start
    ended = False
    while position < len(body):
        newline = body.find(b"\n", position)
        stop = len(body) if newline < 0 else newline
        line = body[position:stop].rstrip(b"\r")
        position = stop + 1
        if line.rstrip() == b"end":
            return b"".join(out), min(position, len(body))
        decoded = None if ended else _uu_line(line)
        if decoded is None:
            break
        # A line of length zero announces the end; in transit its only character may have been lost.
        ended = not decoded
        out.append(decoded)
    return b"".join(out), 0


def _uu_line(line: bytes) -> bytes | None:
    """The bytes of one line, None when it cannot be one. Encoders pad wrongly: only the length given counts."""
    if not line.strip(b" `"):
        return b""
    length = (line[0] - 32) & 63
    needed = (length + 2) // 3 * 4
    if not 32 <= line[0] <= 96 or len(line) > needed + 4:
        return None
    try:
        return a2b_uu(line[: needed + 1])
    except Error:
        return None


def _yenc_files(body: bytes) -> list[EmbeddedFile]:
    found: list[EmbeddedFile] = []
    position = 0
    while begin := _YENC_BEGIN.search(body, position):
        position = begin.end()
        end = _YENC_END.search(body, position)
        if end is None:
            break
        name = begin[1].partition(b"name=")[2].strip()
        found.append(EmbeddedFile(name, _yenc(body[position : end.start()]), begin.start(), end.end()))
        position = end.end()
    return found


def _yenc(data: bytes) -> bytes:
    """Each byte is shifted by 42, critical ones are escaped with ``=`` and shifted by 64 more (yEnc draft 1.3)."""
    data = data.translate(None, b"\r\n")
    data = _YENC_ESCAPE.sub(lambda pair: bytes([(pair[1][0] - 64) & 255]), data)
    return data.translate(_SHIFT_42)
