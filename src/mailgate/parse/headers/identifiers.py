"""Message-IDs and lists of them (RFC 5322 section 3.6.4), without angle brackets."""

from __future__ import annotations

import re

# Linear: neither class can match the other's end. Clients fold inside long ids, so white space may stand in between.
_BRACKETED = re.compile(r"<([^<>]{1,998})>")
_BARE = re.compile(r"[^\s<>,;\"']+@[^\s<>,;\"']+")


def read_ids(value: str) -> tuple[str, ...]:
    """Every id of a header in order, each once; words in angle brackets, else words with an ``@``."""
    found = ["".join(inside.split()) for inside in _BRACKETED.findall(value)]
    if not any(found):
        found = _BARE.findall(value.replace("<", " ").replace(">", " ")) if "@" in value else []
    return tuple(dict.fromkeys(identifier for identifier in found if identifier))


def read_message_id(value: str) -> str:
    """The mail's own id; a value without brackets or ``@`` is taken as it is."""
    ids = read_ids(value)
    return ids[0] if ids else "".join(value.split()).strip("<>")
