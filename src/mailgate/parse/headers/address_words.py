"""The words of one mailbox: which of them are its address, and which its name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mailgate.model.message import Address
from mailgate.parse.headers.encoded_words import clean_line, decode_words

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
    #: The address had to be picked out of other words, or what stands in the field is more than one mailbox means.
    damaged: bool = False

    @property
    def unusable(self) -> bool:
        """Nothing in it could be an address."""
        return not self.address.address


@dataclass(slots=True)
class Draft:
    """A mailbox being read: words outside the angle brackets, comments, and what stood inside the brackets."""

    words: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    angle: str | None = None
    #: Words stand behind the brackets.
    trailing: bool = False

    @property
    def is_odd(self) -> bool:
        """It is not what a client writes; a route was last allowed in 2001 (RFC 5322 section 4.4)."""
        return self.trailing or (self.angle or "").lstrip().startswith("@")

    def is_empty(self) -> bool:
        return self.angle is None and not self.comments and not "".join(self.words).strip()


def read_draft(draft: Draft, in_group: bool, defects: set[str]) -> list[Mailbox]:
    """The mailbox that the words mean; several where addresses stand side by side, one without address for none."""
    if draft.is_empty():
        return []
    name, found = _name_and_addresses(draft)
    name = display_name(name or " ".join(draft.comments), defects)
    damaged = len(found) != 1 or found[0][1] or draft.is_odd
    addresses = [address for address, _ in found] or [""]
    # Only the first can be whose name it is.
    names = [name, *[""] * (len(addresses) - 1)]
    return [
        Mailbox(Address(address=address, name=name), in_group, damaged)
        for address, name in zip(addresses, names, strict=True)
    ]


def _name_and_addresses(draft: Draft) -> tuple[str, list[tuple[str, bool]]]:
    """The name, and every address with whether it was picked out of other words."""
    outside = "".join(_unquoted(word) for word in draft.words).strip()
    if draft.angle is not None:
        address = _in_angle(draft.angle)
        if address[0] or "@" not in outside:
            return outside, [address] if address[0] else []
    text = "".join(draft.words).strip()
    whole = clean_address(text) or _local_name(text)
    if whole:
        return "", [(whole, draft.angle is not None)]
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


def display_name(text: str, defects: set[str]) -> str:
    """A name with its encoded words decoded, on one line, without marks around it."""
    text = decode_words(text, defects)
    text = " ".join(text.split())
    if len(text) > 2 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1].strip()
    return text.strip('"').strip()
