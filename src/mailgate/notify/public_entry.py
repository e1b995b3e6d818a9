"""What a customer may see of a message: a type that no note can become (decision D-18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.ticket import AuthorType, Entry, EntryKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicEntry:
    """Words that were said to all. Only ``public_entry`` makes one; an agent's own address is not in it."""

    id: int
    author_type: AuthorType
    author_name: str
    #: Empty for agents: it would lead around the queue.
    author_email: str
    text: str
    html: str
    #: Empty for agents: it names their own domain.
    message_id: str
    created_at: datetime


def public_entry(entry: Entry) -> PublicEntry | None:
    """The entry for its customer; None for notes and for our own mails."""
    if entry.kind is not EntryKind.PUBLIC:
        return None
    by_customer = entry.author.type is AuthorType.CUSTOMER
    return PublicEntry(
        id=entry.id,
        author_type=entry.author.type,
        author_name=entry.author.name,
        author_email=entry.author.email if by_customer else "",
        text=entry.text,
        html=entry.html,
        message_id=entry.message_id if by_customer else "",
        created_at=entry.created_at,
    )
