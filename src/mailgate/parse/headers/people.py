"""Who a mail is from and who it is to, read from the undecoded header fields."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.limits import ParseLimits
from mailgate.model.message import Address, Author
from mailgate.parse.headers.addresses import read_addresses
from mailgate.parse.headers.author import read_author
from mailgate.parse.headers.block import HeaderBlock
from mailgate.parse.headers.encoded_words import header_characters


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    author: Author
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: tuple[Address, ...]


def read_people(block: HeaderBlock, hint: str, limits: ParseLimits, defects: set[str]) -> People:
    """Structure first, encoded words after (RFC 2047 section 5), so that a name cannot pretend to be an address.

    Args:
        hint: charset of the mail, for raw 8-bit fields.
    """

    def values(name: str) -> list[str]:
        return [header_characters(value, defects, hint=hint) for key, value in block.fields if key == name]

    def addresses(name: str) -> tuple[Address, ...]:
        """The usable mailboxes of every field of that name, each address once."""
        found: dict[str, Address] = {}
        for value in values(name):
            for box in read_addresses(value, limits, defects):
                if not box.unusable:
                    found.setdefault(box.address.address.lower(), box.address)
        return tuple(found.values())

    return People(
        author=read_author(values("from"), limits, defects),
        to=addresses("to"),
        cc=addresses("cc"),
        reply_to=addresses("reply-to"),
    )
