"""The header block of an entity as named byte fields (RFC 5322 section 2.2), whatever stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mailgate.model.limits import ParseLimits

# The value runs over folded lines; a line of nothing but white space is a fold too (RFC 5322 section 4.2).
_FIELD = re.compile(rb"([!-9;-~]++)[ \t]*+:[ \t]*+([^\n]*+(?:\n[ \t][^\n]*+)*+)")
_BLANK_LINE = re.compile(rb"\n\r*+\n")
_EMPTY_START = re.compile(rb"\r*+\n")
_FOLD = re.compile(rb"\r*\n[ \t]+")
_KNOWN_FIELD = re.compile(
    rb"(?:X|Content|ARC|List|Resent|Thread|DKIM|Original|MIME|Message|Reply|Return|Delivered|In-Reply|User)-[!-9;-~]+"
    rb"|Received(?:-SPF)?|From|To|Cc|Bcc|Sender|Subject|Date|References|Importance|Priority|Precedence|Keywords|Comments"
    rb"|Envelope-To|Delivery-Date|Auto-Submitted|Authentication-Results|Errors-To|Organization|Status|Lines|Encoding",
    re.IGNORECASE,
)
#: As many lines may have lost their indent, as in a long Received field.
_MOST_STRAY_LINES = 16
_LINE = re.compile(rb"[^\n]*+\n?")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """Fields in order, names in lower case, values unfolded; ``body`` is the offset of the first byte behind."""

    fields: tuple[tuple[str, bytes], ...]
    body: int

    def first(self, name: str) -> bytes:
        return next((value for key, value in self.fields if key == name), b"")


def read_header_block(source: bytes, start: int, end: int, limits: ParseLimits, defects: set[str]) -> HeaderBlock:
    """Read the fields from ``start`` to the first blank line, or to ``end`` where there is none.

    A line that is no field belongs to the field before it when another field follows (a client that folded without
    indenting); otherwise the body begins there, without a blank line.
    """
    if empty := _EMPTY_START.match(source, start, end):
        return HeaderBlock((), empty.end())
    blank = _BLANK_LINE.search(source, start, end)
    stop = blank.start() + 1 if blank else end
    body = blank.end() if blank else end
    if stop - start > limits.headers_bytes:
        defects.add("limit:headers_bytes")
        stop = start + limits.headers_bytes
    fields, early = _read_fields(source, start, stop, limits, defects)
    return HeaderBlock(tuple(fields), body if early is None else early)


def _read_fields(
    source: bytes, start: int, stop: int, limits: ParseLimits, defects: set[str]
) -> tuple[list[tuple[str, bytes]], int | None]:
    """The fields, and where the body begins if it begins before ``stop``."""
    fields: list[tuple[str, bytes]] = []
    position = start
    while position < stop:
        match = _FIELD.match(source, position, stop)
        if match:
            if len(fields) >= limits.header_count:
                defects.add("limit:header_count")
                break
            fields.append((match[1].decode("ascii").lower(), _unfolded(match[2], limits, defects)))
            position = match.end() + 1
            continue
        line = _LINE.match(source, position, stop)
        assert line is not None
        if not _is_noise(source, line, stop, fields):
            defects.add("header:no_blank_line")
            return fields, position
        _append_noise(fields, line[0], defects)
        position = line.end()
    return fields, None


def _is_noise(source: bytes, line: re.Match[bytes], stop: int, fields: list[tuple[str, bytes]]) -> bool:
    """True for a line that is no field and still lies inside the block, since a field of a mail follows soon."""
    if line[0].startswith((b"From ", b">From ")):
        return True
    if line[0].startswith(b"--") or not _line_before(source, line.start()).strip():
        # A delimiter, or a separating line that is blank to the eye only.
        return False
    position = line.end()
    for _ in range(_MOST_STRAY_LINES):
        following = _FIELD.match(source, position, stop)
        if following and _KNOWN_FIELD.fullmatch(following[1]):
            return True
        after = _LINE.match(source, position, stop)
        if after is None or not after[0]:
            break
        position = after.end()
    # The last field goes on without an indent: its value says that something is to come.
    return bool(fields) and fields[-1][1].endswith((b";", b",")) and line.end() >= stop


def _line_before(source: bytes, position: int) -> bytes:
    return source[source.rfind(b"\n", 0, max(0, position - 1)) + 1 : position] if position else b"-"


def _append_noise(fields: list[tuple[str, bytes]], line: bytes, defects: set[str]) -> None:
    if line.startswith((b"From ", b">From ")):
        defects.add("header:mbox_from")
        return
    defects.add("header:stray_line")
    if fields and line.strip():
        name, value = fields[-1]
        fields[-1] = (name, value + b" " + line.strip())


def _unfolded(value: bytes, limits: ParseLimits, defects: set[str]) -> bytes:
    if b"\n" in value:
        value = _FOLD.sub(b" ", value)
    value = value.rstrip()
    if len(value) > limits.header_bytes:
        defects.add("limit:header_bytes")
        value = value[: limits.header_bytes]
    if b"\r" in value:
        # A bare CR could start a new line for whoever writes this header again.
        defects.add("header:bare_cr")
        value = value.replace(b"\r", b" ")
    return value
