"""Parameters of Content-Type and Content-Disposition (RFC 2045 section 5.1, RFC 2231), tolerant of what is sent."""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from mailgate.model.limits import ParseLimits
from mailgate.parse.headers.encoded_words import decode_words
from mailgate.parse.text.charsets import decode_text

_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*+)("?)', re.DOTALL)
_CLOSES = re.compile(r"\s*+(?:;|$|[\w*-]++\s*+=)")
_LATE_QUOTE = re.compile(r'"\s*+(?:;|$)')
#: Where an unquoted value ends although no semicolon stands there.
_NEXT_PARAMETER = re.compile(
    r"[\s,](?:charset|boundary|name|filename|format|type|delsp|report-type|protocol|micalg|size)(?:\*\d*\*?)?=",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r'\\(["\\])')
_SECTION = re.compile(r"(.+?)\*(?:(\d{1,4})(\*?))?$")
_EXTENDED = re.compile(r"([A-Za-z0-9_.:+-]*)'([^']*)'(.*)", re.DOTALL)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")


def read_parameters(value: str, limits: ParseLimits, defects: set[str]) -> tuple[str, dict[str, str]]:
    """The word before the first semicolon in lower case, and the parameters with names in lower case.

    Of a parameter given twice the first counts, of ``name`` and ``name*`` the latter (RFC 2231 section 4).
    """
    head, _, rest = value.partition(";")
    word = head.strip().lower()
    if "=" in word:
        # No semicolon behind the type, or no type at all.
        word = _head(value)
        rest = value[len(word) :]
        word = word.strip().lower()
    if not rest:
        return word, {}
    return word, _joined(_pairs(rest, limits, defects), defects)


def _head(value: str) -> str:
    """What stands before the first parameter's name."""
    name = _last_word(value[: value.index("=")])
    return value[: value.index(name)] if name else ""


def _last_word(text: str) -> str:
    text = text.rstrip()
    return text[max(map(text.rfind, ' \t;,"()')) + 1 :]


def _pairs(rest: str, limits: ParseLimits, defects: set[str]) -> list[tuple[str, str]]:
    """Names in lower case with their raw values. Each character is looked at once for a name, once for a value."""
    pairs: list[tuple[str, str]] = []
    position = 0
    while (equals := rest.find("=", position)) >= 0:
        if len(pairs) >= limits.parameters:
            defects.add("limit:parameters")
            break
        name = _last_word(rest[position:equals])
        position = equals + 1
        if name:
            while position < len(rest) and rest[position].isspace():
                position += 1
            value, position = _value(rest, position, defects)
            pairs.append((name.lower(), value))
    return pairs


def _value(rest: str, start: int, defects: set[str]) -> tuple[str, int]:
    """A value and the offset behind it."""
    quoted = _QUOTED.match(rest, start)
    if quoted is None:
        return _unquoted_value(rest, start)
    end = quoted.end()
    if not quoted[2]:
        defects.add("parameter:unterminated_quote")
        value = quoted[1].split(";", 1)[0] if "=" in quoted[1] else quoted[1]
        return value.strip(), start + 1 + len(value)
    if not _CLOSES.match(rest, end):
        # A quotation mark inside the value: it really ends at the one before a semicolon or the end.
        closing = _LATE_QUOTE.search(rest, end)
        if closing:
            defects.add("parameter:inner_quote")
            return rest[start + 1 : closing.start()], closing.end()
    return _ESCAPE.sub(r"\1", quoted[1]), end


def _unquoted_value(rest: str, start: int) -> tuple[str, int]:
    end = rest.find(";", start)
    end = len(rest) if end < 0 else end
    following = _NEXT_PARAMETER.search(rest, start, end)
    end = following.start() if following else end
    return rest[start:end].strip(), end


def _joined(pairs: list[tuple[str, str]], defects: set[str]) -> dict[str, str]:
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in pairs:
        section = _SECTION.fullmatch(name)
        if section is None:
            plain.setdefault(name, value)
        else:
            number = int(section[2] or 0)
            extended = section[2] is None or bool(section[3])
            sections.setdefault(section[1], {}).setdefault(number, (value, extended))
    result = {name: _plain_value(value, defects) for name, value in plain.items()}
    for name, by_number in sections.items():
        joined = _decode_sections([by_number[number] for number in sorted(by_number)], defects)
        if joined:
            result[name] = joined
    return result


def _plain_value(value: str, defects: set[str]) -> str:
    """Encoded words are forbidden here (RFC 2047 section 5) and usual; so are RFC 2231 values without asterisk."""
    if "=?" in value:
        return decode_words(value, defects)
    if value[:7].lower() == "utf-8''":
        return _decode_sections([(value, True)], defects)
    return value


def _decode_sections(sections: list[tuple[str, bool]], defects: set[str]) -> str:
    """Join the sections as bytes, then decode: clients cut inside a character (RFC 2231 section 4.1)."""
    first, extended = sections[0]
    charset = ""
    if extended and (prefix := _EXTENDED.fullmatch(first)):
        charset, first = prefix[1], prefix[3]
    elif extended:
        defects.add("parameter:no_charset")
    values = [(first, extended), *sections[1:]]
    if not any(marked for _, marked in values):
        text = "".join(value for value, _ in values)
        return decode_words(text, defects) if "=?" in text else text
    # Some clients forget the asterisk on later sections and percent-encode them all the same.
    raw = b"".join(
        unquote_to_bytes(value) if marked or _PERCENT.search(value) else value.encode("utf-8", "replace")
        for value, marked in values
    )
    text = decode_text(raw, charset, defects)
    return decode_words(text, defects) if "=?" in text else text
