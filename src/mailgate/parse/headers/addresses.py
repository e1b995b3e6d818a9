"""Address lists (RFC 5322 section 3.4) as clients write them: one pass, linear, never an exception."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Address
from mailgate.parse.headers.encoded_words import clean_line, decode_words

# A quoted string, or one special character, or a run of others. An unclosed quotation mark is a character like others.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[",;:<>()\[\]\\]|[^",;:<>()\[\]\\\s]+|\s+', re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PLAIN = re.compile(
    r"(?:\"([^\"\\]*+)\"\s*+|([^\"\\<>()@,;:\[\]]*+))<([\w.+=#&-]{1,64})@([\w-]+(?:\.[\w-]+)*+)>"
    r"|([\w.+=#&-]{1,64})@([\w-]+(?:\.[\w-]+)*+)",
    re.ASCII,
)
#: Said in place of addresses.
_NOBODY = ("undisclosed", "unlisted", "recipient-list-", "no-to-")
_ATOM = re.compile(r"[A-Za-z0-9*][A-Za-z0-9._+*-]{0,63}")
_WORD = re.compile(r"""[^\s"'<>(),;:]+""")
_BACKSLASHED = re.compile(r"\\(.)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One mailbox with what is odd about the way it is written."""

    address: Address
    #: Inside ``name: ...;`` (RFC 5322 section 3.4, group).
    in_group: bool = False
    #: The address had to be picked out of other words.
    damaged: bool = False

    @property
    def unusable(self) -> bool:
        """Nothing in it could be an address."""
        return not self.address.address


def read_addresses(value: str, limits: ParseLimits, defects: set[str]) -> tuple[Mailbox, ...]:
    """Every mailbox of an address header, in order; encoded words are decoded after the structure is known.

    Args:
        value: the unfolded header text with its encoded words; only the first 8 KiB are read (L-4).
    """
    value = value.strip()
    if len(value) < 500 and (plain := _PLAIN.fullmatch(value)):
        # Nine headers in ten: one mailbox, nothing odd about it.
        address = f"{plain[3] or plain[5]}@{(plain[4] or plain[6]).lower()}"
        name = plain[1] or plain[2]
        return (Mailbox(Address(address=address, name=_name(name, defects) if name else "")),)
    if len(value) > limits.address_header_bytes:
        defects.add("limit:address_header_bytes")
        value = value[: limits.address_header_bytes].rpartition(",")[0] or value[: limits.address_header_bytes]
    return tuple(_joined_names(_Reader(_closed_quotes(value, defects), defects).read()))


def _joined_names(boxes: list[Mailbox]) -> list[Mailbox]:
    """``Doe, John <john@example.org>`` without quotation marks is one mailbox with a comma in its name."""
    joined: list[Mailbox] = []
    for box in boxes:
        before = joined[-1] if joined else box
        if "@" in box.address.address and box.address.name and "@" not in before.address.address:
            surname = before.address.name or before.address.address
            name = f"{surname}, {box.address.name}"
            joined[-1] = Mailbox(Address(address=box.address.address, name=name), box.in_group, damaged=True)
        else:
            joined.append(box)
    if any("@" in box.address.address for box in joined):
        return [box for box in joined if "@" in box.address.address or not box.address.address]
    return joined


def _closed_quotes(value: str, defects: set[str]) -> str:
    """A quotation mark without its partner is no quotation mark, and neither is any behind it."""
    position = 0
    while (start := value.find('"', position)) >= 0:
        quoted = _QUOTED.match(value, start)
        if quoted is None:
            defects.add("address:unclosed_quote")
            return value[:start] + value[start:].replace('"', " ")
        position = quoted.end()
    return value


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
        words = self._draft.words
        if words and words[-1].lower() == "mailto":
            words.pop()
        elif self._place <= self._last_semicolon and words and "@" not in "".join(words):
            self._draft, self._in_group = _Draft(), True
        else:
            words.append(":")

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
        name, found = _read_draft(draft)
        if not name and draft.comments:
            name = " ".join(draft.comments)
        name = _name(name, self._defects)
        damaged = len(found) != 1 or found[0][1]
        for address, picked in found or [("", True)]:
            box = Address(address=address, name=name)
            self._found.append(Mailbox(box, self._in_group, damaged or picked))
            name = ""


def _read_draft(draft: _Draft) -> tuple[str, list[tuple[str, bool]]]:
    """The name, and every address with whether it was picked out of other words."""
    outside = "".join(_unquoted(word) for word in draft.words).strip()
    if draft.angle is not None:
        address = _in_angle(draft.angle)
        if address[0] or "@" not in outside:
            return outside, [address] if address[0] else []
    text = "".join(draft.words).strip()
    whole = clean_address(text) or _local_name(text)
    if whole:
        return "", [(whole, False)]
    picked = [word for word in _WORD.findall(text) if "@" in word and clean_address(word)]
    for word in picked:
        text = text.replace(word, "", 1)
    name = text.replace('"', "").strip() if picked else outside
    return name, [(clean_address(word), True) for word in picked]


def _in_angle(inside: str) -> tuple[str, bool]:
    """Clients fold inside long addresses; where white space stands between whole words, one word is the address."""
    if '"' in inside or not any(map(str.isspace, inside.strip())):
        return clean_address(inside) or _local_name(inside), False
    whole = [word for word in inside.split() if "@" in word.strip("@") and "." in word.rpartition("@")[2]]
    address = clean_address(whole[0]) if whole else clean_address("".join(inside.split()))
    return address, bool(whole)


def _local_name(text: str) -> str:
    """``<root>``: a mailbox of the sending host itself, which daemons name without any domain."""
    name = text.strip()
    return name if _ATOM.fullmatch(name) and not name.lower().startswith(_NOBODY) else ""


def clean_address(text: str) -> str:
    """``local@domain`` with the domain in lower case, or empty; route, ``mailto:`` and stray marks are taken off."""
    text = clean_line(text).strip("<>,;' ")
    if text.startswith("[") and text.endswith("]"):
        text = text[1:-1]
    if " " in text and '"' not in text:
        # White space around dots and the @ is legal and old (RFC 5322 section 4.4).
        text = " ".join(text.split())
        for mark in "@.":
            text = text.replace(" " + mark, mark).replace(mark + " ", mark)
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
    if local.lower().startswith(_NOBODY) or ('"' not in local and any(map(str.isspace, local))):
        return ""
    return f"{local}@{domain}"


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
