"""The charset ladder: declared, UTF-8, a detector, windows-1252; bytes are never dropped silently (D2)."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

import cchardet

from mailgate.parse.text.iso2022 import decode_iso2022_jp

#: Label, lower case and without punctuation at its ends, to the codec that reads what clients mean by it: mostly the
#: superset that is in real use (WHATWG Encoding standard section 4.2, Microsoft code pages).
_ALIASES = {
    "cp65001": "utf-8",
    "unicode-1-1-utf-8": "utf-8",
    "utf-8mb4": "utf-8",
    "utf8mb4": "utf-8",
    "utf-8-strict": "utf-8",
    "x-utf-8": "utf-8",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "l1": "cp1252",
    "us": "us-ascii",
    "ansi": "cp1252",
    "iso-8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "windows-874": "cp874",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "cp936": "gb18030",
    "euc-cn": "gb18030",
    "euccn": "gb18030",
    "chinesesimp": "gb18030",
    "big5": "cp950",
    "big5-eten": "cp950",
    "x-x-big5": "cp950",
    "cn-big5": "cp950",
    "chinesebig5": "cp950",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601-1989": "cp949",
    "ks_c_5601": "cp949",
    "ksc5601": "cp949",
    "ksc_5601": "cp949",
    "euc-kr": "cp949",
    "euckr": "cp949",
    "korean": "cp949",
    "uhc": "cp949",
    "windows-949": "cp949",
    "x-windows-949": "cp949",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "ms_kanji": "cp932",
    "x-euc-jp": "euc_jp",
    "eucjp": "euc_jp",
    "macintosh": "mac-roman",
    "x-mac-roman": "mac-roman",
    "mac": "mac-roman",
    "x-mac-cyrillic": "mac-cyrillic",
    "x-mac-ce": "mac-latin2",
    "dos-862": "cp862",
    "koi": "koi8-r",
    "koi8": "koi8-r",
    "koi8-ru": "koi8-u",
}
#: Codecs that may decode mail at all (T-15): supersets of ASCII without escapes that spell markup otherwise.
_ALLOWED = (
    {"ascii", "utf-8", "gb18030", "cp950", "big5hkscs", "cp949", "cp932", "euc_jp", "euc_jis_2004", "euc_jisx0213"}
    | {"shift_jis_2004", "shift_jisx0213", "johab", "hz", "iso2022_kr", "koi8-r", "koi8-u", "koi8-t", "ptcp154"}
    | {f"iso8859-{number}" for number in range(1, 17)}
    | {f"cp{number}" for number in range(1250, 1259)}
    | {f"cp{number}" for number in (437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 865, 866, 869, 874)}
    | {"mac-roman", "mac-cyrillic", "mac-latin2", "mac-greek", "mac-turkish", "mac-iceland"}
)
#: Wide codecs keep NUL bytes in ASCII text; they are believed only where the bytes look like it.
_WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
_ISO2022_JP = "iso2022_jp"
_SINGLE_BYTE = re.compile(r"(?:cp(?:125\d|4|7|8)|iso8859|koi8|mac-|ascii)")
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+\-]{0,39}")
#: The detector reads at most so many bytes.
_SAMPLE = 64 * 1024
#: Below that many non-ASCII bytes a detector only guesses.
_ENOUGH_TO_DETECT = 6


@lru_cache(maxsize=512)
def codec_for(label: str) -> str:
    """Name of the codec for a declared charset; empty when it is unknown or not allowed."""
    found = _LABEL.search(label)
    if found is None:
        return ""
    name = found[0].lower().rstrip("-_.:")
    for candidate in (name, name.removeprefix("x-"), name.removeprefix("cs"), name.replace("windows-", "cp")):
        codec = _canonical(_ALIASES.get(candidate, candidate))
        if codec:
            return codec
    return ""


def _canonical(name: str) -> str:
    if name.startswith(("iso-2022-jp", "iso2022-jp", "iso2022_jp", "csiso2022jp", "_iso-2022-jp")):
        return _ISO2022_JP
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    codec = _ALIASES.get(codec.replace("iso8859", "iso-8859"), codec)
    return codec if codec in _ALLOWED or codec in _WIDE else ""


def decode_text(raw: bytes, label: str, defects: set[str], *, hint: str = "") -> str:
    """``raw`` as text by the first step of the ladder that fits; every step below the first leaves a defect.

    Args:
        label: the declared charset as written, empty when none was.
        hint: a charset declared elsewhere in the mail, tried before the detector.
    """
    if raw.isascii() and b"\x1b" not in raw and b"~{" not in raw:
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
    if b"\0" in raw and label and codec_for(label) in _WIDE:
        return _decode_wide(raw, codec_for(label), defects)
    return raw.decode("ascii")


def _decode_by_mark(raw: bytes, codec: str, defects: set[str]) -> str:
    """By the byte order mark (Unicode standard, section 23.8)."""
    if raw.startswith(b"\xef\xbb\xbf"):
        try:
            return raw[3:].decode("utf-8")
        except UnicodeDecodeError:
            return _guess(raw[3:], codec, "", defects)
    if codec in _WIDE or raw.count(b"\0") * 8 > len(raw):
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
    text = raw.decode(codec, "replace")
    if "\ufffd" in text:
        defects.add("charset:undecodable")
    return text


def _decode_declared(raw: bytes, codec: str, defects: set[str]) -> str | None:
    """By the declared codec; None when the bytes say that it is another one."""
    if codec == _ISO2022_JP:
        return decode_iso2022_jp(raw, defects) if b"\x1b" in raw else None
    if codec in _WIDE:
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
        text = raw.decode(believed, "replace") if believed in _ALLOWED and believed != "ascii" else ""
        if text and _mostly_good(text, believed):
            defects.add("charset:undecodable")
            return text
    defects.add("charset:guessed")
    return _detected(raw, "shift_jis" if codec == _ISO2022_JP else hint)


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
        if codec and codec not in _WIDE and codec != _ISO2022_JP:
            try:
                return raw.decode(codec)
            except UnicodeDecodeError:
                continue
    try:
        return raw.decode("cp1252")
    except UnicodeDecodeError:
        return raw.decode("latin-1")
