"""Who the mail says wrote it, and whether it says so plainly (RFC 5322 section 3.6.2)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Address, Author
from mailgate.parse.headers.address_words import Mailbox
from mailgate.parse.headers.addresses import read_addresses
from mailgate.parse.headers.encoded_words import decode_words

_WORD = re.compile(r"[^\s<>\"'(),;:\[\]]+")
_PLAIN_ADDRESS = re.compile(r'(?:"[^"]*"|[^\s"(),:;<>@\[\]\\]+)@(?:[^\W_](?:[\w.-]*[^\W_])?|\[[0-9A-Za-z:.]+\])')


def read_author(values: Sequence[str], limits: ParseLimits, defects: set[str]) -> Author:
    """The author from every From header of a mail, top to bottom, as undecoded text."""
    if not any(value.strip() for value in values):
        return Author(address="", name="", clean=False, defect="missing")
    repairs: set[str] = set()
    boxes = read_addresses(values[0], limits, repairs)
    defects |= repairs
    if not any(box.address.address for box in boxes) and "=?" in values[0]:
        # The whole header was made an encoded word, address and all.
        boxes = read_addresses(decode_words(values[0], defects), limits, defects)
    usable = [box.address for box in boxes if not box.unusable]
    if not usable:
        name = boxes[0].address.name if boxes else ""
        return Author(address="", name=name, clean=False, defect="malformed")
    repaired = any(code.startswith(("address:", "limit:")) for code in repairs)
    defect = _defect(values, boxes, usable) or ("malformed" if repaired else "")
    return Author(address=usable[0].address, name=usable[0].name, clean=not defect, defect=defect)


def _defect(values: Sequence[str], boxes: tuple[Mailbox, ...], usable: list[Address]) -> str:
    if len(values) > 1:
        return "several_headers"
    if len(usable) > 1:
        return "several_mailboxes"
    if any(box.in_group for box in boxes):
        return "group"
    if len(boxes) > 1:
        return "malformed"
    if boxes[0].damaged or not _PLAIN_ADDRESS.fullmatch(usable[0].address):
        return "malformed"
    claimed = [word.strip(".") for word in _WORD.findall(usable[0].name) if "@" in word.strip("@.")]
    if any(word.lower() != usable[0].address.lower() for word in claimed):
        return "address_in_name"
    return ""
