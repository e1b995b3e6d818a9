"""The charset ladder: declared, UTF-8, a detector, windows-1252; bytes are never dropped silently (D2)."""

from __future__ import annotations

import re

import cchardet

from mailgate.parse.text.charset_names import ALLOWED, ISO2022_JP, WIDE, codec_for
from mailgate.parse.text.iso2022 import decode_iso2022_jp

_SINGLE_BYTE = re.compile(r"(?:cp(?:125\d|4|7|8)|iso8859|koi8|mac-|ascii)")
#: The detector reads at most so many bytes.
_SAMPLE = 64 * 1024
#: Below that many non-ASCII bytes a detector only guesses.
_ENOUGH_TO_DETECT = 6


def decode_text(raw: bytes, label: str, defects: set[str], *, hint: str = "") -> str:
    """``raw`` as text by the first step of the ladder that fits; every step below the first leaves a defect.

    Args:
        label: the declared charset as written, empty when none was.
        hint: a charset declared elsewhere in the mail, tried before the detector.
    """
    # One byte is looked for at fifty times the speed of two; hardly any mail has a tilde.
    if raw.isascii() and b"\x1b" not in raw and (b"~" not in raw or b"~{" not in raw):
        return _decode_ascii(raw, label, defects)
    codec = codec_for(label) if label else ""
    if label and not codec:
        defects.add("charset:unknown")
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return _decode_by_mark(raw, codec, defects)
    if codec:
        text = _decode_declared(raw, codec, defects)
        if text is not None:
            return text
    return _guess(raw, codec, hint, defects)


def _decode_ascii(raw: bytes, label: str, defects: set[str]) -> str:
    if b"\0" in raw and label and codec_for(label) in WIDE:
        return _decode_wide(raw, codec_for(label), defects)
    return raw.decode("ascii")


def _decode_by_mark(raw: bytes, codec: str, defects: set[str]) -> str:
    """By the byte order mark (Unicode standard, section 23.8)."""
    if raw.startswith(b"\xef\xbb\xbf"):
        try:
            return raw[3:].decode("utf-8")
        except UnicodeDecodeError:
            return _guess(raw[3:], codec, "", defects)
    if codec in WIDE or raw.count(b"\0") * 8 > len(raw):
        return _decode_wide(raw, "utf-16", defects)
    if codec:
        text = _decode_declared(raw, codec, defects)
        if text is not None:
            return text
    return _guess(raw, codec, "", defects)


def _decode_wide(raw: bytes, codec: str, defects: set[str]) -> str:
    # RFC 2781 section 4.3: without a mark big-endian; clients that forget the mark write little-endian.
    if codec == "utf-16" and not raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        codec = "utf-16-le" if raw[1::2].count(0) > raw[0::2].count(0) else "utf-16-be"
    text = _without_added_returns(raw, defects).decode(codec, "replace")
    if "\ufffd" in text:
        defects.add("charset:undecodable")
    return text


def _without_added_returns(raw: bytes, defects: set[str]) -> bytes:
    """A transport that writes CRLF for each LF byte moves all that follows by half a character of UTF-16."""
    if b"\0\r\n" not in raw and b"\r\n\0" not in raw:
        return raw
    defects.add("line_ends:inside_wide")
    return raw.replace(b"\0\r\n", b"\0\n").replace(b"\r\n\0", b"\n\0")


def _decode_declared(raw: bytes, codec: str, defects: set[str]) -> str | None:
    """By the declared codec; None when the bytes say that it is another one."""
    if codec == ISO2022_JP:
        return decode_iso2022_jp(raw, defects) if b"\x1b" in raw else None
    if codec in WIDE:
        return _decode_wide(raw, codec, defects) if b"\0" in raw else None
    if _SINGLE_BYTE.match(codec):
        return _decode_single_byte(raw, codec, defects)
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _decode_single_byte(raw: bytes, codec: str, defects: set[str]) -> str | None:
    """Bytes that are well-formed UTF-8 beyond ASCII are UTF-8, whatever single-byte charset was declared."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        if codec == "ascii":
            return None
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            return raw.decode("latin-1") if codec == "cp1252" else None
    defects.add("charset:mislabelled")
    return text


def _guess(raw: bytes, codec: str, hint: str, defects: set[str]) -> str:
    if raw.isascii():
        return decode_iso2022_jp(raw, defects) if b"\x1b$" in raw else raw.decode("ascii")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        defects.add("charset:mislabelled" if codec else "charset:undeclared")
        return text
    for believed in (codec, "utf-8"):
        # A few broken bytes, or a text cut in the middle of a character, do not unsay the declaration.
        text = raw.decode(believed, "replace") if believed in ALLOWED and believed != "ascii" else ""
        if text and _mostly_good(text, believed):
            defects.add("charset:undecodable")
            return text
    defects.add("charset:guessed")
    return _detected(raw, "shift_jis" if codec == ISO2022_JP else hint)


def _mostly_good(text: str, codec: str) -> bool:
    """Few of the characters beyond ASCII are replacements; chance seldom makes well-formed UTF-8, but other pairs."""
    beyond = sum(1 for character in text if character > "\x7f")
    return text.count("\ufffd") * (2 if codec == "utf-8" else 10) <= beyond


def _detected(raw: bytes, hint: str) -> str:
    candidates = []
    if hint:
        candidates.append(codec_for(hint))
    if len(raw.translate(None, bytes(range(128)))) >= _ENOUGH_TO_DETECT:
        candidates.append(codec_for(cchardet.detect(raw[:_SAMPLE])["encoding"] or ""))
    for codec in candidates:
        if codec and codec not in WIDE and codec != ISO2022_JP:
            try:
                return raw.decode(codec)
            except UnicodeDecodeError:
                continue
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
