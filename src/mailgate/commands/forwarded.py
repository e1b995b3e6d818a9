"""The customer's mail inside a forwarded one: original author, subject, date and words.

Mail programs write a block of header fields above what they forward, in their user's language, quoted or not, bold or
not. The block is believed for one thing only: who becomes the customer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailgate.commands.forms import address_in
from mailgate.commands.forward_fields import ANNOUNCED, FIELD_OF
from mailgate.commands.lines import is_blank, plain
from mailgate.model.command import Forwarded
from mailgate.model.field_names import FieldRole
from mailgate.model.message import Message

_FIELD = re.compile(r"[*_]{0,2}(?P<name>[^\W\d_][^:*\uff1a]{0,30}?) ?[*_]{0,2} ?[:\uff1a] ?[*_]{0,2} ?(?P<value>.*)")
_QUOTED = re.compile(r"^[ \t\u00a0]*>[ \u00a0]?")
_RULE = re.compile(r"[-_=*#~ ]*")
_BRACKETED = re.compile(
    r"(?P<name>.*?)[\[<(] ?(?:mailto: ?)?(?P<address>[^\s<>\[\]()]+@[^\s<>\[\]()]+) ?(?:[\]>)]|<mailto:)"
)
#: What clients put before the subject of a mail that is handed on, and never before an answer's.
_HANDED_ON = re.compile(
    r"\s*(?:fwd?|wg|tr|doorst|rv|enc|vb|vl|pd|ilt|i|转发|轉寄|転送|전달)\s*[:\uff1a]", re.IGNORECASE
)
#: A block stands near the top; below lies what the original quoted.
_LINES_EXAMINED = 400
#: Characters of a line that are looked at.
_LONGEST = 1_000
#: Lines that a long value may go on for, where the client wrapped it.
_WRAPPED = 3


@dataclass(frozen=True, slots=True)
class _Block:
    """A block of header fields: its lines, and its values."""

    start: int
    end: int
    values: dict[FieldRole, str]


def forwarded(text: str) -> Forwarded | None:
    """The first forwarded mail in ``text``; None where no block names an author's address.

    A block has an author and at least two fields more, one of them a date or a subject: prose with one colon, and the
    line that introduces a quote, are no forwarded mail.
    """
    raw = text.split("\n")
    lines = [plain(_QUOTED.sub("", line[:_LONGEST], count=1)) for line in raw[:_LINES_EXAMINED]]
    at = 0
    while at < len(lines):
        block = _block(lines, at)
        if block is None:
            at += 1
            continue
        name, address = _author(block.values.get(FieldRole.FROM, ""))
        if address:
            return _taken(raw, block, name, address)
        at = block.end
    return None


def is_handed_on(message: Message) -> Forwarded | None:
    """The mail that this one hands on, by its subject and its block of fields; an answer quotes such a block, too."""
    return forwarded(message.text) if _HANDED_ON.match(message.subject) else None


def attached(message: Message, above: str) -> Forwarded | None:
    """The same of a mail that was attached whole; None if it names no author."""
    address = message.author.address.lower()
    if not address or address_in(address) != address:
        return None
    return Forwarded(
        address=address,
        name=message.author.name,
        subject=message.subject,
        date=message.date.isoformat() if message.date else "",
        body=message.text.strip(),
        above=above,
        message_id=message.message_id,
    )


def _block(lines: Sequence[str], start: int) -> _Block | None:
    values: dict[FieldRole, str] = {}
    at, wrapped, last = start, 0, FieldRole.OTHER
    while at < len(lines):
        found = _field(lines[at])
        if found is not None:
            last, wrapped = found[0], 0
            values.setdefault(*found)
        elif not lines[at] or not values or wrapped == _WRAPPED:
            break
        else:
            wrapped += 1
            values[last] = f"{values[last]} {lines[at]}".strip()
        at += 1
    whole = FieldRole.FROM in values and len(values) > 2 and (FieldRole.SENT in values or FieldRole.SUBJECT in values)
    return _Block(start, at, values) if whole else None


def _field(line: str) -> tuple[FieldRole, str] | None:
    match = _FIELD.fullmatch(line)
    role = FIELD_OF.get(match["name"].casefold().strip()) if match else None
    return (role, match["value"].strip(" *_")) if match and role else None


def _author(value: str) -> tuple[str, str]:
    """Name and address of ``Cora <cora@x.test>``, ``Cora [mailto:cora@x.test]``, ``cora@x.test``."""
    match = _BRACKETED.match(value)
    if match:
        return match["name"].strip(" \"'*"), address_in(match["address"])
    return "", address_in(value)


def _taken(raw: Sequence[str], block: _Block, name: str, address: str) -> Forwarded:
    quoted = _QUOTED.match(raw[block.start]) is not None
    below = [_QUOTED.sub("", line, count=1) if quoted else line for line in raw[block.end :]]
    return Forwarded(
        address=address,
        name=name if name.casefold() != address else "",
        subject=block.values.get(FieldRole.SUBJECT, ""),
        date=block.values.get(FieldRole.SENT, ""),
        body="\n".join(line.rstrip("\r") for line in below).strip(),
        above=_above(raw[: block.start]),
    )


def _above(raw: Sequence[str]) -> str:
    """The agent's words, without the line that announces the forwarded mail."""
    end = len(raw)
    while end and (is_blank(raw[end - 1]) or _announces(plain(_QUOTED.sub("", raw[end - 1], count=1)))):
        end -= 1
    return "\n".join(line.rstrip("\r") for line in raw[:end]).strip()


def _announces(line: str) -> bool:
    bare = line.strip("-_=*~> :").casefold()
    return _RULE.fullmatch(line) is not None or any(bare.startswith(words) for words in ANNOUNCED)
