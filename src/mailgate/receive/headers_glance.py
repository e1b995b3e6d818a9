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
_HEADERS = re.compile(
    rb"\n(?i:(from)|(message-id)|(in-reply-to)|references)[ \t]*:([^\r\n]*(?:\r\n[ \t][^\r\n]*)*)",
)
_ID = re.compile(rb"<([^<>\s]+)>")
_ADDRESS = re.compile(rb"[^\s<>()\",;:]+@[^\s<>()\",;:]+")


def glance(raw: bytes, recipients: Sequence[str]) -> InboxKeys:
    """Hash what may tie this mail to another one, without parsing it.

    A hint and no more: it is used to keep two related mails out of one batch, never to decide
    where a mail belongs. ``refers`` holds the newest ids where there are more than 50.
    """
    end = raw.find(b"\r\n\r\n", 0, _SEEN)
    author = message_id = b""
    answered: list[bytes] = []
    references: list[bytes] = []
    for found in _HEADERS.finditer(b"\n" + raw[: end if end >= 0 else _SEEN]):
        is_author, is_id, is_answer, value = found.groups()
        if is_author:
            author = author or _author(value)
        elif is_id:
            message_id = message_id or _first_id(value)
        else:
            (answered if is_answer else references).extend(_ID.findall(value))
    # Newest first: In-Reply-To, then References from its end (RFC 5322 section 3.6.4).
    named = [_text(one) for one in dict.fromkeys(answered + references[::-1])][:_REFERENCES]
    tokens = [address.lower() for address in recipients if "+" in address.rpartition("@")[0]]
    return InboxKeys(
        contact=short_hash(_text(author.lower())) if author else "",
        message_id=short_hash(_text(message_id)) if message_id else "",
        refers=tuple(short_hash(text) for text in named + tokens),
    )


def _author(value: bytes) -> bytes:
    """The last address in the header: the one in angle brackets where a display name holds another."""
    found = _ADDRESS.findall(value)
    return found[-1] if found else b""


def _first_id(value: bytes) -> bytes:
    found = _ID.search(value)
    return found[1] if found else value.strip()


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")
