"""Address lists (RFC 5322 section 3.4) as clients write them: one pass, linear, never an exception."""

from __future__ import annotations

import re

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Address
from mailgate.parse.headers.address_words import Draft, Mailbox, display_name, read_draft

# A quoted string, or one special character, or a run of others. An unclosed quotation mark is a character like others.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[",;:<>()\[\]\\]|[^",;:<>()\[\]\\\s]+|\s+', re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_PLAIN = re.compile(
    r"(?:\"([^\"\\]*+)\"\s*+|([^\"\\<>()@,;:\[\]]*+))<([\w.+=#&-]{1,64})@([\w-]+(?:\.[\w-]+)*+)>"
    r"|([\w.+=#&-]{1,64})@([\w-]+(?:\.[\w-]+)*+)",
    re.ASCII,
)


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
        return (Mailbox(Address(address=address, name=display_name(name, defects) if name else "")),)
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


class _Reader:
    def __init__(self, value: str, defects: set[str]) -> None:
        self._tokens = _TOKEN.findall(value)
        self._defects = defects
        self._last_semicolon = len(self._tokens) - 1 - self._tokens[::-1].index(";") if ";" in self._tokens else -1
        self._place = 0
        self._draft = Draft()
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
                self._draft.trailing |= self._draft.angle is not None and bool(token.strip())

    def _take_colon(self) -> None:
        words = self._draft.words
        if words and words[-1].lower() == "mailto":
            words.pop()
        elif self._place <= self._last_semicolon and words and "@" not in "".join(words):
            self._draft, self._in_group = Draft(), True
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
        else:
            self._defects.add("address:unclosed_bracket")
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
        else:
            self._defects.add("address:unclosed_comment")
        return "".join(inside)

    def _finish(self) -> None:
        self._found += read_draft(self._draft, self._in_group, self._defects)
        self._draft = Draft()
