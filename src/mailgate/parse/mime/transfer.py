"""Content-Transfer-Encoding undone (RFC 2045 section 6), with the damage that real mail shows repaired."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp

from mailgate.parse.packed.embedded import decode_uu_body

#: What clients write, and what they mean.
_ALIASES = {
    "": "7bit",
    "7-bit": "7bit",
    "7bits": "7bit",
    "8-bit": "8bit",
    "8bits": "8bit",
    "base-64": "base64",
    "base_64": "base64",
    "b": "base64",
    "q": "quoted-printable",
    "qp": "quoted-printable",
    "quoted_printable": "quoted-printable",
    "quotedprintable": "quoted-printable",
    "quoted": "quoted-printable",
    "uuencode": "x-uuencode",
    "x-uue": "x-uuencode",
    "uue": "x-uuencode",
}
_IDENTITY = frozenset({"7bit", "8bit", "binary"})
_PADDED_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\r\n]")
#: So much of a body is looked at before it is believed to be base64.
_SAMPLE = 4096
#: Fewer characters than this before other text are words, not base64.
_SHORTEST = 16
_UNPADDED_RUN = re.compile(rb"[^=]+")


def encoding_name(value: str) -> str:
    """The transfer encoding that a header value means, in lower case; ``7bit`` when it says nothing."""
    word = value.strip().strip("\"'").lower()
    word = re.split(r"[;,\s(]", word, maxsplit=1)[0]
    return _ALIASES.get(word, word)


def decode_transfer(source: bytes, start: int, end: int, encoding: str, defects: set[str]) -> bytes:
    """``source[start:end]`` decoded; an unknown encoding leaves it as it is and is named in ``defects``."""
    if encoding == "base64":
        return _base64(source, start, end, defects)
    if encoding == "quoted-printable":
        return _quoted_printable(source[start:end])
    if encoding == "x-uuencode":
        return decode_uu_body(source[start:end], defects)
    if encoding not in _IDENTITY:
        defects.add("encoding:unknown")
    return source[start:end]


def _quoted_printable(body: bytes) -> bytes:
    if b"= " in body or b"=\t" in body:
        # RFC 2045 section 6.7 rule 3: white space at a line's end was added in transit.
        body = _PADDED_BREAK.sub(b"=", body)
    return a2b_qp(body)


def _base64(source: bytes, start: int, end: int, defects: set[str]) -> bytes:
    """Base64 with its usual damage: no padding, padding in the middle, text behind it, or no base64 at all."""
    sample = source[start : min(end, start + _SAMPLE)].strip()
    padding = source.find(b"=", start, end)
    if not _is_strange(sample) and (padding < 0 or not source[padding:end].strip(b"= \t\r\n")):
        try:
            return a2b_base64(memoryview(source)[start:end])
        except Error:
            pass
    return _repaired_base64(source[start:end], defects)


def _is_strange(text: bytes) -> bool:
    return b" " in text or _NOT_BASE64.search(text) is not None


def _repaired_base64(body: bytes, defects: set[str]) -> bytes:
    lines = [line for line in map(bytes.strip, body.splitlines()) if line]
    strange = [number for number, line in enumerate(lines) if _is_strange(line)]
    if strange and len(strange) * 2 >= len(lines) - strange[0]:
        # From here on it is text: a list's footer, or a body that never was encoded.
        encoded = b"".join(lines[: strange[0]])
        if len(encoded) < _SHORTEST:
            defects.add("base64:not_encoded")
            return body
        defects.add("base64:text_after")
        return _joined_runs(encoded)
    defects.add("base64:repaired")
    return _joined_runs(_NOT_BASE64.sub(b"", b"".join(lines)))


def _joined_runs(body: bytes) -> bytes:
    """Pieces that were encoded apart and written one after another, each with its own padding."""
    out = []
    for run in _UNPADDED_RUN.findall(body):
        whole = run if len(run) % 4 != 1 else run[:-1]
        out.append(a2b_base64(whole + b"=" * (-len(whole) % 4)))
    return b"".join(out)
