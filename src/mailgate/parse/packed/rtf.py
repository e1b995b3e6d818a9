"""RTF of Outlook: decompressed (MS-OXRTFCP), and read as text or as the HTML it encapsulates (MS-OXRTFEX)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailgate.parse.text.charset_names import codec_for

#: The dictionary that every compressed stream starts from (MS-OXRTFCP section 2.1.3.1.2).
_DICTIONARY = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
#: More text than this is never shown.
_LARGEST = 1024 * 1024

_TOKEN = re.compile(rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z'])|([{}])|([^\\{}\r\n]+)")
_SKIPPED = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer themedata datastore listtable listoverridetable"
    b" rsidtbl generator xmlnstbl latentstyles filetbl revtbl".split()
)
_SPECIAL = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t",
    b"emdash": "—", b"endash": "–", b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”",
    b"bullet": "•", b"emspace": " ", b"enspace": " ", b"zwj": "\u200d", b"zwnj": "\u200c",
}  # fmt: skip
#: ``\fcharset`` numbers of scripts whose bytes are not in the document's code page.
_FONT_CHARSETS = {
    128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254", 163: "cp1258",
    177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250", 0: "cp1252",
}  # fmt: skip


def decompressed_rtf(data: bytes, defects: set[str]) -> bytes:
    """The RTF of a compressed stream, at most 1 MiB of it; a damaged stream gives what could be read."""
    size, magic = int.from_bytes(data[4:8], "little"), data[8:12]
    if magic == b"MELA":
        return data[16 : 16 + min(size, _LARGEST)]
    if magic != b"LZFu":
        defects.add("tnef:rtf_unreadable")
        return b""
    if size > _LARGEST:
        defects.add("limit:text_bytes")
    return _inflate(data, min(size, _LARGEST))


def _inflate(data: bytes, size: int) -> bytes:
    """LZ77 over a window of 4096 bytes; eight tokens share a control byte, literal or reference."""
    out = bytearray(_DICTIONARY)
    goal = len(_DICTIONARY) + size
    position = 16
    while position < len(data) and len(out) < goal:
        control = data[position]
        position += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += data[position : position + 1]
                position += 1
                continue
            reference = int.from_bytes(data[position : position + 2], "big")
            position += 2
            offset, length = reference >> 4, (reference & 15) + 2
            if position > len(data) or offset == len(out) % _WINDOW:
                return bytes(out[len(_DICTIONARY) : goal])
            back = (len(out) - offset) % _WINDOW or _WINDOW
            for _ in range(length):
                out += out[-back : len(out) - back + 1] if back <= len(out) else b" "
    return bytes(out[len(_DICTIONARY) : goal])


@dataclass(slots=True)
class _Group:
    """What holds between two braces."""

    skipped: bool = False
    html: bool = False
    hidden: bool = False
    font: int = -1
    fallback: int = 1


@dataclass(slots=True)
class _State:
    out: list[str] = field(default_factory=list)
    raw: bytearray = field(default_factory=bytearray)
    codec: str = "cp1252"
    fonts: dict[int, str] = field(default_factory=dict)
    from_html: bool = False
    to_skip: int = 0


def rtf_body(rtf: bytes) -> tuple[str, str]:
    """``(text, html)``: one of them, HTML when the RTF was made from it."""
    state = _State(from_html=b"\\fromhtml" in rtf[:2000])
    stack = [_Group()]
    star = False
    for token in _TOKEN.finditer(rtf[:_LARGEST]):
        word, brace = token[1], token[5]
        if brace == b"{":
            _flush(state, stack[-1])
            if len(stack) < 1000:
                group = stack[-1]
                stack.append(_Group(group.skipped, group.html, group.hidden, group.font, group.fallback))
        elif brace == b"}":
            _flush(state, stack[-1])
            if len(stack) > 1:
                stack.pop()
        elif token[4] == b"*":
            star = True
            continue
        elif word is not None:
            _word(state, stack[-1], word, int(token[2] or b"0"), token[2] is not None, star)
        else:
            _characters(state, stack[-1], token)
        star = False
    _flush(state, stack[-1])
    body = "".join(state.out)
    return ("", body) if state.from_html else (body, "")


def _word(state: _State, group: _Group, word: bytes, number: int, given: bool, star: bool) -> None:
    if word == b"htmltag":
        group.html, group.skipped = True, False
    elif word == b"htmlrtf":
        _flush(state, group)
        group.hidden = number != 0 or not given
    elif star or word in _SKIPPED:
        group.skipped = group.skipped or word != b"mhtmltag" or star
    elif word == b"ansicpg":
        state.codec = codec_for(f"cp{number}") or state.codec
    elif word == b"uc":
        group.fallback = min(max(number, 0), 8)
    elif word == b"u":
        _flush(state, group)
        _show(state, group, chr(number % 65536) if not 0xD800 <= number % 65536 <= 0xDFFF else "\ufffd")
        state.to_skip = group.fallback
    elif word == b"f":
        _flush(state, group)
        group.font = number
    elif word == b"fcharset" and number in _FONT_CHARSETS:
        state.fonts[group.font] = _FONT_CHARSETS[number]
    elif word in _SPECIAL:
        _flush(state, group)
        _show(state, group, _SPECIAL[word])


def _characters(state: _State, group: _Group, token: re.Match[bytes]) -> None:
    if token[3] is not None:
        run = bytes([int(token[3], 16)])
    elif token[4] is not None:
        run = {b"~": b"\xa0", b"_": b"-", b"-": b"", b"\n": b"\n", b"\r": b"\n"}.get(token[4], token[4])
    else:
        run = token[6]
    skipped = min(state.to_skip, len(run))
    state.to_skip -= skipped
    if not (group.skipped or group.hidden):
        state.raw += run[skipped:]


def _flush(state: _State, group: _Group) -> None:
    """Bytes gathered so far, decoded together: a character may be spread over several escapes."""
    if state.raw:
        codec = state.fonts.get(group.font, "") if group.font >= 0 else ""
        codec = codec if codec and codec != "cp1252" else state.codec
        state.out.append(bytes(state.raw).decode(codec, "replace"))
        state.raw.clear()


def _show(state: _State, group: _Group, text: str) -> None:
    if not (group.skipped or group.hidden):
        state.out.append(text)
