"""Address lists (RFC 5322 section 3.4) as clients write them: one pass, linear, never an exception."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Address
from mailgate.parse.headers.encoded_words import clean_line, decode_words

# A quoted string, or one special character, or a run of others. An unclosed quotation mark is a character like others.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[",;:<>()\[\]\\]|[^",;:<>()\[\]\\\s]+|\s+', re.DOTALL)
_PLAIN = re.compile(
    r"\s*(?:\"?([^\"\\<>()@,;:\[\]]*)\"?\s*<([\w.+=#&-]{1,64})@([\w-]+(?:\.[\w-]+)*)>"
    r"|([\w.+=#&-]{1,64})@([\w-]+(?:\.[\w-]+)*))\s*",
    re.ASCII,
)
_WORD = re.compile(r"""[^\s"'<>(),;:]+""")
_BACKSLASHED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox with what is odd about the way it is written."""

    address: Address
    #: Inside ``name: ...;`` (RFC 5322 section 3.4, group).
    in_group: bool = False
    #: Nothing that could be an address.
    unusable: bool = False


def read_addresses(value: str, limits: ParseLimits, defects: set[str]) -> tuple[Mailbox, ...]:
    """Every mailbox of an address header, in order; encoded words are decoded after the structure is known.

    Args:
        value: the unfolded header text with its encoded words; only the first 8 KiB are read (L-4).
    """
    if plain := _PLAIN.fullmatch(value):
        # Nine headers in ten: one mailbox, nothing odd about it.
        address = f"{plain[2] or plain[4]}@{(plain[3] or plain[5]).lower()}"
        return (Mailbox(Address(address=address, name=_name(plain[1], defects) if plain[1] else "")),)
    if len(value) > limits.address_header_bytes:
        defects.add("limit:address_header_bytes")
        value = value[: limits.address_header_bytes].rpartition(",")[0] or value[: limits.address_header_bytes]
    return tuple(_Reader(value, defects).read())


@dataclass(slots=True)
class _Draft:
    """The mailbox being read: words outside the angle brackets, comments, and what stood inside the brackets."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None

    def is_empty(self) -> bool:
        return self.angle is None and not self.comments and not "".join(self.words).strip()


class _Reader:
    def __init__(self, value: str, defects: set[str]) -> None:
        self._tokens = _TOKEN.findall(value)
        self._defects = defects
        self._last_semicolon = len(self._tokens) - 1 - self._tokens[::-1].index(";") if ";" in self._tokens else -1
        self._place = 0
        self._draft = _Draft()
        self._in_group = False
        self._found: list[Mailbox] = []

    def read(self) -> list[Mailbox]:
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            self._place += 1
            self._take(token)
        self._finish()
        return self._found

    def _take(self, token: str) -> None:
        match token:
            case "," | ";":
                self._finish()
                self._in_group = self._in_group and token == ","
            case "<":
                self._take_angle()
            case "(":
                self._draft.comments.append(self._comment())
            case ":":
                self._take_colon()
            case ">" | ")":
                self._defects.add("address:stray_bracket")
            case _:
                self._draft.words.append(token)

    def _take_colon(self) -> None:
        words = "".join(self._draft.words).strip()
        if words.lower() == "mailto":
            self._draft = _Draft()
        elif "@" not in words and words and self._place <= self._last_semicolon:
            self._draft, self._in_group = _Draft(), True
        elif not words.lower().endswith("mailto"):
            self._draft.words.append(":")

    def _take_angle(self) -> None:
        """Up to the closing bracket; where there is none, up to the next comma."""
        if self._draft.angle is not None:
            # ``<a@x> <b@y>``: two mailboxes without a comma.
            self._finish()
        inside: list[str] = []
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            self._place += 1
            if token == ">":
                break
            if token == "<":
                inside.clear()
            elif token == "(":
                self._draft.comments.append(self._comment())
            elif token in ",;" and any("@" in word for word in inside) and not inside[0].startswith("@"):
                self._place -= 1
                self._defects.add("address:unclosed_bracket")
                break
            else:
                inside.append(token)
        self._draft.angle = "".join(inside)

    def _comment(self) -> str:
        depth, inside = 1, list[str]()
        while self._place < len(self._tokens):
            token = self._tokens[self._place]
            self._place += 1
            depth += (token == "(") - (token == ")")
            if not depth:
                break
            inside.append(token)
        return "".join(inside)

    def _finish(self) -> None:
        draft, self._draft = self._draft, _Draft()
        if draft.is_empty():
            return
        address, name = _address_and_name(draft)
        if not name and draft.comments:
            name = " ".join(draft.comments)
        name = _name(name, self._defects)
        self._found.append(Mailbox(Address(address=address, name=name), self._in_group, not address))


def _address_and_name(draft: _Draft) -> tuple[str, str]:
    outside = _joined_words(draft.words)
    if draft.angle is not None:
        # Clients fold inside long addresses, and nothing else puts white space there.
        address = clean_address(draft.angle if '"' in draft.angle else "".join(draft.angle.split()))
        if address or "@" not in outside:
            return address or _local_name(draft.angle), outside
        draft.words.append(" ")
    return _bare(draft.words)


def _local_name(inside: str) -> str:
    """``<root>``: a mailbox of the sending host itself, which some daemons name without any domain."""
    name = inside.strip()
    return name if name.isascii() and name.replace("-", "").replace("_", "").isalnum() else ""


def _joined_words(words: list[str]) -> str:
    return "".join(_unquoted(word) for word in words).strip()


def _bare(words: list[str]) -> tuple[str, str]:
    """A mailbox without angle brackets: the word with the ``@`` is the address, the others are the name."""
    text = "".join(words).strip()
    whole = clean_address(text)
    if whole:
        return whole, ""
    for word in _WORD.findall(text) if "@" in text else ():
        if clean_address(word):
            return clean_address(word), text.replace(word, "", 1).replace('"', "").strip()
    return "", _joined_words(words)


def clean_address(text: str) -> str:
    """``local@domain`` with the domain in lower case, or empty; route, ``mailto:`` and stray marks are taken off."""
    text = clean_line(text).strip("<>,;'[] ")
    if "@" in text:
        text = "@".join(side.strip() for side in text.split("@"))
    if text.startswith("@") and ":" in text:
        text = text.rpartition(":")[2]
    if text[:7].lower() == "mailto:":
        text = text[7:].partition("?")[0]
    if text.startswith('"') and text.endswith('"'):
        text = text[1:-1].strip()
    local, at, domain = text.rpartition("@")
    if not local or not domain or not at:
        return ""
    domain = domain.strip().strip(".'\"").lower()
    if local.startswith('"') != local.endswith('"') or " " in domain or not domain:
        return ""
    return f"{local}@{domain}" if '"' in local or not any(map(str.isspace, local)) else ""


def _unquoted(word: str) -> str:
    if len(word) >= 2 and word.startswith('"') and word.endswith('"'):
        return _BACKSLASHED.sub(r"\1", word[1:-1])
    return word


def _name(text: str, defects: set[str]) -> str:
    text = decode_words(text, defects)
    text = " ".join(text.split())
    if len(text) > 2 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip()
    return text.strip('"').strip()
