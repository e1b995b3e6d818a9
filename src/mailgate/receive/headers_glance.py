"""A quick look at the header block of a mail, for the hashes by which related mails are kept apart."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mailgate.model.envelope import InboxKeys
from mailgate.store.keys import short_hash

#: Headers beyond this many bytes are not looked at.
_SEEN = 64 * 1024
_REFERENCES = 50
#: One pass over the block; a folded line goes on with a space or a tab (RFC 5322 section 2.2.3).
_FIELDS = re.compile(
    rb"\n((?i:from|message-id|in-reply-to|references|received|return-path|delivered-to))[ \t]*:"
    rb"([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)"
)
_ID = re.compile(rb"<([^<>\s]+)>")
_ADDRESS = re.compile(rb"[^\s<>()\",;:]+@[^\s<>()\",;:]+")

#: Lower-case names and what stands behind their colons, folds included; topmost first.
Fields = Sequence[tuple[bytes, bytes]]


def fields(raw: bytes) -> Fields:
    """The few fields of a mail's header that are looked at before it is parsed: its author, its ids, and its way."""
    end = 0 if raw.startswith(b"\r\n") else raw.find(b"\r\n\r\n", 0, _SEEN)
    block = b"\n" + raw[: end if end >= 0 else _SEEN]
    return [(name.lower(), value) for name, value in _FIELDS.findall(block)]


def values(of: Fields, name: bytes) -> list[bytes]:
    """What the fields of this lower-case name say, topmost first."""
    return [value for one, value in of if one == name]


def glance(header: Fields, recipients: Sequence[str]) -> InboxKeys:
    """Hash what may tie this mail to another one, without parsing it.

    A hint and no more: it is used to keep two related mails out of one batch, never to decide
    where a mail belongs. ``refers`` holds the newest ids where there are more than 50.
    """
    author = next(filter(None, map(last_address, values(header, b"from"))), b"")
    message_id = next(filter(None, map(_first_id, values(header, b"message-id"))), b"")
    # Newest first: In-Reply-To, then References from its end (RFC 5322 section 3.6.4).
    answered = _ids(values(header, b"in-reply-to"))
    references = _ids(values(header, b"references"))
    named = [_text(one) for one in dict.fromkeys(answered + references[::-1])][:_REFERENCES]
    tokens = [address.lower() for address in recipients if "+" in address.rpartition("@")[0]]
    return InboxKeys(
        contact=short_hash(_text(author.lower())) if author else "",
        message_id=short_hash(_text(message_id)) if message_id else "",
        refers=tuple(short_hash(text) for text in named + tokens),
    )


def last_address(value: bytes) -> bytes:
    """The last address that a field names: the one in angle brackets where a display name holds another; or nothing."""
    found = _ADDRESS.findall(value)
    return found[-1] if found else b""


def _first_id(value: bytes) -> bytes:
    found = _ID.search(value)
    return found[1] if found else value.strip()


def _ids(values: Sequence[bytes]) -> list[bytes]:
    return [one for value in values for one in _ID.findall(value)]


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
