"""Header text: RFC 2047 encoded words, raw 8-bit bytes, and what clients do wrong with both."""

from __future__ import annotations

import re
from binascii import Error, a2b_base64, a2b_qp
from dataclasses import dataclass

from mailgate.parse.text.charset_names import codec_for
from mailgate.parse.text.charsets import decode_text

_START = re.compile(r"=\?([^?\s]{1,60})\?\s?([bBqQ])\?")
_HEX_PAIR = re.compile(r"[0-9A-Fa-f]{2}")
_NOT_BASE64 = re.compile(r"[^A-Za-z0-9+/]")
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True)
class _Word:
    charset: str
    encoding: str
    payload: str
    start: int
    end: int


def header_text(raw: bytes, defects: set[str], *, hint: str = "") -> str:
    """The value of an unstructured header as text, without control characters.

    Args:
        hint: charset of the mail's body, for raw 8-bit bytes that are not UTF-8.
    """
    text = header_characters(raw, defects, hint=hint)
    if "=?" not in text and text.isprintable():
        return text.strip()
    return decode_words(text, defects)


def header_characters(raw: bytes, defects: set[str], *, hint: str = "") -> str:
    """Raw bytes as text, encoded words untouched: what the structured parsers read."""
    if raw.isascii() and b"\x1b" not in raw:
        return raw.decode("ascii")
    defects.add("header:raw_8bit")
    return decode_text(raw, "", set(), hint=hint)


def decode_words(text: str, defects: set[str]) -> str:
    """Text with every encoded word decoded; white space between adjacent ones is dropped (RFC 2047 section 6.2)."""
    if "=?" not in text:
        return clean_line(text)
    out: list[str] = []
    group: list[_Word] = []
    position = 0
    for word in _find_words(text, defects):
        between = text[position : word.start]
        if between.strip() or not group:
            out.append(_decode_group(group, defects))
            out.append(between)
            group = []
        group.append(word)
        position = word.end
    out.append(_decode_group(group, defects))
    out.append(text[position:])
    return clean_line("".join(out))


def clean_line(text: str) -> str:
    """One line: control characters and line separators become one space (they could forge headers)."""
    return _CONTROLS.sub(" ", text).strip() if not text.isprintable() else text.strip()


def _find_words(text: str, defects: set[str]) -> list[_Word]:
    words: list[_Word] = []
    start = _START.search(text)
    while start:
        following = _START.search(text, start.end())
        limit = following.start() if following else len(text)
        end, after = _word_end(text, start, limit, defects)
        words.append(_Word(start[1].split("*", 1)[0], start[2].lower(), text[start.end() : end], start.start(), after))
        start = following if following is None or after <= following.start() else _START.search(text, after)
    return words


def _word_end(text: str, start: re.Match[str], limit: int, defects: set[str]) -> tuple[int, int]:
    """Where the payload ends, and where the word does. Clients forget ``?=``, or leave a raw ``?`` before a ``=3F``."""
    end = text.find("?=", start.end(), limit)
    while end >= 0 and start[2] in "qQ" and _HEX_PAIR.match(text, end + 2, limit):
        better = text.find("?=", end + 2, limit)
        if better < 0:
            break
        end = better
    if end >= 0:
        return end, end + 2
    defects.add("encoded_word:unterminated")
    stop = limit
    while stop > start.end() and text[stop - 1] in " \t?":
        stop -= 1
    return stop, stop if limit < len(text) else limit


def _decode_group(group: list[_Word], defects: set[str]) -> str:
    """Adjacent words; those of one charset are joined as bytes first, since clients split inside a character."""
    out: list[str] = []
    index = 0
    while index < len(group):
        charset = group[index].charset.lower()
        raw = b""
        while index < len(group) and group[index].charset.lower() == charset:
            run, index = _payloads(group, index, charset)
            raw += run
        if not codec_for(charset):
            defects.add("charset:unknown")
        out.append(decode_text(raw, charset, defects))
    return "".join(out)


def _payloads(group: list[_Word], index: int, charset: str) -> tuple[bytes, int]:
    """Bytes of the word at ``index``, joined with the next ones where base64 was cut in mid-quantum."""
    word = group[index]
    index += 1
    if word.encoding == "q":
        return _decode_q(word.payload), index
    payload = _NOT_BASE64.sub("", word.payload)
    while len(payload) % 4 and "=" not in word.payload and index < len(group):
        following = group[index]
        if following.encoding != "b" or following.charset.lower() != charset:
            break
        word = following
        payload += _NOT_BASE64.sub("", word.payload)
        index += 1
    return _decode_b(payload), index


def _decode_q(payload: str) -> bytes:
    return a2b_qp(payload.replace("\n", "").encode("utf-8", "replace"), header=True)


def _decode_b(payload: str) -> bytes:
    usable = payload if len(payload) % 4 != 1 else payload[:-1]
    try:
        return a2b_base64(usable + "=" * (-len(usable) % 4))
    except Error:
        return payload.encode("ascii", "replace")
