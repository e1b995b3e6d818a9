"""Header fields, one at a time: cleaned, encoded and folded, so that no value can become a second field."""

from __future__ import annotations

import re
from binascii import b2a_base64
from urllib.parse import quote

#: RFC 5322 section 2.1.1: never more in a line; here also never more in a value.
LINE_LIMIT = 998
#: RFC 5322 section 2.1.1 and, with an encoded-word in it, RFC 2047 section 2.
_LINE_WISH = 76
#: RFC 2047 section 2.
_ENCODED_WORD_LIMIT = 75
#: A longer run without a space cannot be folded, so it is encoded.
_WORD_LIMIT = 60
_NAME_LIMIT = 200
#: Of one piece of an extended parameter, which has its name and number before it.
_PIECE_LIMIT = 50
#: RFC 5321 section 4.5.3.1: 64 for the local part, 255 for the domain, and the sign between.
_ADDRESS_LIMIT = 320

_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
#: Direction marks, overrides and isolates, zero-width spaces and interlinear marks: they make a value look like
#: another. Joiners stay, for emoji and several scripts need them.
_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ATEXT = r"A-Za-z0-9!#$%&'*+\-/=?^_`{|}~"
_ATOM_WORDS = re.compile(rf"[{_ATEXT} ]+")
#: Dots where RFC 5322 forbids them are let through: such mailboxes exist and get mail.
_LOCAL_ATOM = re.compile(rf"[{_ATEXT}.]{{1,64}}")
_LOCAL_QUOTED = re.compile(r'"(?:[ !#-\[\]-~]|\\[ -~])*"')
_DOMAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\.?|\[(?:IPv6:)?[0-9A-Fa-f.:]+\]")
_MESSAGE_ID = re.compile(r"[!-;=?-~]{1,900}")
_SAFE_IN_Q = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
_Q = tuple(chr(byte) if byte in _SAFE_IN_Q else "_" if byte == 0x20 else f"={byte:02X}" for byte in range(256))


def clean(value: str, limit: int = LINE_LIMIT) -> str:
    """A value fit for one header line: no control, line or direction character, single spaces, at most ``limit``."""
    if not value.isprintable():
        value = _INVISIBLE.sub("", _CONTROLS.sub("", _SURROGATES.sub("\ufffd", value)))
    return " ".join(value.split())[:limit].rstrip()


def text_field(name: str, value: str) -> str:
    """An unstructured field (RFC 5322 section 3.6.5), encoded where it must be (RFC 2047), with its CRLF."""
    value = clean(value)
    words = value.split(" ") if _plain(value) else _encoded_words(value, len(name) + 2)
    return _folded(name, words)


def mailbox_field(name: str, display_name: str, address: str) -> str:
    """A field with exactly one mailbox; an address that cannot be written as one gives an empty group.

    Only a local part outside ASCII is left as UTF-8, then without the name: such a mail needs SMTPUTF8 for its
    envelope anyway (RFC 6531), and no ASCII spelling of it exists.
    """
    spec = addr_spec(address)
    if not spec:
        return f"{name}: undisclosed-recipients:;\r\n"
    display_name = clean(display_name, _NAME_LIMIT)
    if not display_name or not spec.isascii():
        return f"{name}: {spec}\r\n"
    return _folded(name, [*_phrase(display_name, len(name) + 2), f"<{spec}>"])


def addr_spec(address: str) -> str:
    """The address as RFC 5322 section 3.4.1 writes it, its domain in ASCII (RFC 5890); empty when it is none."""
    local, _, domain = address.strip().rpartition("@")
    domain = _ascii_domain(domain)
    if not domain or len(address) > _ADDRESS_LIMIT:
        return ""
    if _LOCAL_ATOM.fullmatch(local) or _LOCAL_QUOTED.fullmatch(local) or _international(local):
        return f"{local}@{domain}"
    return ""


def id_list(ids: tuple[str, ...]) -> list[str]:
    """The ids that can be written, each once, in angle brackets."""
    return [f"<{item}>" for item in dict.fromkeys(ids) if _MESSAGE_ID.fullmatch(item)]


def ids_field(name: str, ids: tuple[str, ...]) -> str:
    """A field of message ids (RFC 5322 section 3.6.4), one a line; empty when none can be written."""
    written = id_list(ids)
    return f"{name}: " + "\r\n ".join(written) + "\r\n" if written else ""


def parameter(name: str, value: str) -> str:
    """``; name="value"``, or the extended form for other scripts and long values (RFC 2231 sections 3 and 4)."""
    value = clean(value, _NAME_LIMIT).replace("/", "_").replace("\\", "_")
    if value.isascii() and len(value) <= _WORD_LIMIT and "=?" not in value:
        escaped = value.replace('"', '\\"')
        return f';\r\n {name}="{escaped}"'
    pieces = _percent_pieces(value)
    if len(pieces) == 1:
        return f";\r\n {name}*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return "".join(f";\r\n {name}*{at}*={piece}" for at, piece in enumerate(pieces))


def _plain(value: str) -> bool:
    # What merely looks like an encoded-word would be decoded by the reader, so it is encoded once more.
    return value.isascii() and "=?" not in value and all(len(word) <= _WORD_LIMIT for word in value.split(" "))


def _phrase(value: str, used: int) -> list[str]:
    if not _plain(value):
        return _encoded_words(value, used)
    if _ATOM_WORDS.fullmatch(value):
        return value.split(" ")
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'.split(" ")


def _folded(name: str, words: list[str]) -> str:
    line = f"{name}:"
    lines = []
    for word in words:
        if len(line) + 1 + len(word) > _LINE_WISH and line[-1] != ":":
            lines.append(line)
            line = ""
        line = f"{line} {word}"
    lines.append(line)
    return "\r\n".join(lines) + "\r\n"


def _encoded_words(value: str, used: int) -> list[str]:
    """Encoded-words of whole characters; ``used`` columns of the first line are taken."""
    raw = value.encode()
    in_q = sum(len(_Q[byte]) for byte in raw) <= len(raw) * 4 // 3
    overhead = len("=?utf-8?q??=")
    room = _LINE_WISH - used - overhead
    words, piece, cost = [], "", 0
    for char in value:
        bytes_ = char.encode()
        price = sum(len(_Q[byte]) for byte in bytes_) if in_q else len(bytes_)
        if cost + price > (room if in_q else room // 4 * 3):
            words.append(_encoded_word(piece, in_q=in_q))
            piece, cost, room = "", 0, _ENCODED_WORD_LIMIT - overhead
        piece += char
        cost += price
    words.append(_encoded_word(piece, in_q=in_q))
    return words


def _encoded_word(piece: str, *, in_q: bool) -> str:
    raw = piece.encode()
    if in_q:
        return f"=?utf-8?q?{''.join(_Q[byte] for byte in raw)}?="
    return f"=?utf-8?b?{b2a_base64(raw, newline=False).decode()}?="


def _percent_pieces(value: str) -> list[str]:
    pieces = [""]
    for char in value:
        encoded = quote(char, safe="!#$&+^`|~")
        if len(pieces[-1]) + len(encoded) > _PIECE_LIMIT:
            pieces.append("")
        pieces[-1] += encoded
    return pieces


def _ascii_domain(domain: str) -> str:
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode()
        except UnicodeError:
            return ""
    return domain if _DOMAIN.fullmatch(domain) else ""


def _international(local: str) -> bool:
    """Letters and digits of any script beside the ASCII ones of an atom (RFC 6531 section 3.3)."""
    return (
        not local.isascii()
        and len(local.encode("utf-8", "replace")) <= 64
        and all(char.isalnum() if not char.isascii() else _LOCAL_ATOM.fullmatch(char) for char in local)
    )
