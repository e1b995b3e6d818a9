"""What a declared charset name means: the codec that reads what clients really send under it."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

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
ALLOWED = (
    {"ascii", "utf-8", "gb18030", "cp950", "big5hkscs", "cp949", "cp932", "euc_jp", "euc_jis_2004", "euc_jisx0213"}
    | {"shift_jis_2004", "shift_jisx0213", "johab", "hz", "iso2022_kr", "koi8-r", "koi8-u", "koi8-t", "ptcp154"}
    | {f"iso8859-{number}" for number in range(1, 17)}
    | {f"cp{number}" for number in range(1250, 1259)}
    | {f"cp{number}" for number in (437, 737, 775, 850, 852, 855, 857, 858, 860, 861, 862, 863, 865, 866, 869, 874)}
    | {"mac-roman", "mac-cyrillic", "mac-latin2", "mac-greek", "mac-turkish", "mac-iceland"}
)
#: Wide codecs keep NUL bytes in ASCII text; they are believed only where the bytes look like it.
WIDE = frozenset({"utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
ISO2022_JP = "iso2022_jp"
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+\-]{0,39}")


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
        return ISO2022_JP
    try:
        codec = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    codec = _ALIASES.get(codec.replace("iso8859", "iso-8859"), codec)
    return codec if codec in ALLOWED or codec in WIDE else ""
