"""One mail as values, and the bytes that leave the house.

Composed without the standard library's ``email``: its headers can inject lines on CPython 3.11.7, and it costs ten
times as much.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

from mailgate.model.message import Attachment
from mailgate.model.outbound import OutboundKind
from mailgate.notify.entity import Entity, attachment_entity, multipart, shown_in, text_entity
from mailgate.notify.header import addr_spec, id_list, ids_field, mailbox_field, text_field

#: Of long References the beginning names the thread and the end its last turns (RFC 5322 section 3.6.4).
_OLDEST_KEPT = 4
_NEWEST_KEPT = 6
_FOLDED_COMMA = ",\r\n "
#: Automatic answers to somebody's mail; all other automatic mail has causes of its own (RFC 3834 section 5.1).
_ANSWERS = (OutboundKind.ACKNOWLEDGEMENT, OutboundKind.RATE_NOTICE, OutboundKind.RULE_MAIL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """Everything one mail needs; ids and addresses are without angle brackets, an empty string is "none"."""

    kind: OutboundKind
    from_name: str
    from_address: str
    to_name: str
    to_address: str
    reply_to: str
    message_id: str
    in_reply_to: str
    #: Oldest first, without our own id.
    references: tuple[str, ...]
    #: Aware.
    date: datetime
    #: Not written by a person: says so, and asks that nobody answers by machine (RFC 3834 section 5).
    automatic: bool
    #: By which we know our own mail when it comes back.
    loop_id: str
    subject: str
    text: str
    html: str
    #: Inline ones whose Content-ID the HTML names are shown there, all others are listed.
    attachments: tuple[Attachment, ...] = ()
    #: Further recipients, whom all shall see.
    cc: tuple[str, ...] = ()


def compose(letter: Letter) -> bytes:
    """The final bytes: always the same for the same letter, CRLF line ends, ASCII but for a UTF-8 local part.

    Raises:
        ValueError: the sender's address or the Message-ID, which are ours, cannot be written.
    """
    body = _body(letter)
    head = "".join((*_address_fields(letter), *_thread_fields(letter), *_automatic_fields(letter)))
    return b"".join((head.encode(), b"MIME-Version: 1.0\r\n", body.fields.encode(), b"\r\n", body.body))


def kept_references(letter: Letter) -> tuple[str, ...]:
    """Both ends of the thread, what this mail answers, and its own id: replies that lose In-Reply-To still name it."""
    known = [item for item in letter.references if item not in (letter.in_reply_to, letter.message_id)]
    if len(known) > _OLDEST_KEPT + _NEWEST_KEPT:
        known[_OLDEST_KEPT:-_NEWEST_KEPT] = []
    return (*known, letter.in_reply_to, letter.message_id)


def _address_fields(letter: Letter) -> tuple[str, ...]:
    if not addr_spec(letter.from_address) or not id_list((letter.message_id,)):
        raise ValueError(f"not a sender or a Message-ID: {letter.from_address!r}, {letter.message_id!r}")
    return (
        mailbox_field("From", letter.from_name, letter.from_address),
        mailbox_field("To", letter.to_name, letter.to_address),
        mailbox_field("Reply-To", "", letter.reply_to) if addr_spec(letter.reply_to) else "",
        _cc(letter),
        text_field("Subject", letter.subject),
    )


def _cc(letter: Letter) -> str:
    """RFC 5322 section 3.6: the field stands once, with all of them."""
    known = [address for address in letter.cc if addr_spec(address)]
    return f"Cc: {_FOLDED_COMMA.join(known)}\r\n" if known else ""


def _thread_fields(letter: Letter) -> tuple[str, ...]:
    return (
        f"Date: {format_datetime(letter.date.astimezone(UTC))}\r\n",
        ids_field("Message-ID", (letter.message_id,)),
        ids_field("In-Reply-To", (letter.in_reply_to,)),
        ids_field("References", kept_references(letter)),
    )


def _automatic_fields(letter: Letter) -> tuple[str, ...]:
    if not letter.automatic:
        return ()
    keyword = "auto-replied" if letter.kind in _ANSWERS else "auto-generated"
    return (
        f"Auto-Submitted: {keyword}\r\n",
        "X-Auto-Response-Suppress: All\r\n",
        text_field("X-Mailgate-Loop", letter.loop_id) if letter.loop_id else "",
    )


def _body(letter: Letter) -> Entity:
    # The Message-ID's random bits keep the boundary out of any text written before.
    seed = hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]
    inline = [item for item in letter.attachments if shown_in(letter.html, item)]
    files = [item for item in letter.attachments if item not in inline]
    entity = text_entity("plain", letter.text)
    if letter.html:
        entity = multipart("alternative", f"=_{seed}_a", [entity, _rich(letter.html, inline, f"=_{seed}_r")])
    if files:
        listed = [attachment_entity(item, inline=False) for item in files]
        entity = multipart("mixed", f"=_{seed}_m", [entity, *listed])
    return entity


def _rich(html: str, inline: list[Attachment], boundary: str) -> Entity:
    page = text_entity("html", html)
    if not inline:
        return page
    return multipart("related", boundary, [page, *(attachment_entity(item, inline=True) for item in inline)])
