"""What was said on tickets: messages, attachments, blobs, and the Message-IDs that lead there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.model.match import KnownId
from mailgate.model.message import Attachment
from mailgate.model.outbound import OutboundKind, OutboundMail, OutboxState
from mailgate.model.recording import NewEntry
from mailgate.model.ticket import AuthorType, Entry, EntryAttachment, EntryAuthor, EntryKind
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.keys import id_hash
from mailgate.store.tables.tickets import attachment, blob, message, reference

_ROWS, _ATTACHMENTS = ManyRows(message), ManyRows(attachment)
_REFERENCES = ManyRows(
    reference,
    sqlite=sqlite.insert(reference).on_conflict_do_nothing(),
    postgresql=postgresql.insert(reference).on_conflict_do_nothing(),
)
_BLOBS = ManyRows(
    blob,
    sqlite=sqlite.insert(blob).on_conflict_do_nothing(),
    postgresql=postgresql.insert(blob).on_conflict_do_nothing(),
)
_BY_KEYS = select(message.c.key, message.c.ticket_id).where(
    message.c.tenant == bindparam("tenant"), message.c.key.in_(bindparam("keys", expanding=True))
)
_OF_TICKET = (
    select(message)
    .where(message.c.tenant == bindparam("tenant"), message.c.ticket_id == bindparam("ticket_id"))
    .order_by(message.c.created_at, message.c.id)
)
_LAST_OF_CUSTOMER = (
    select(message)
    .where(
        message.c.ticket_id == bindparam("ticket_id"),
        message.c.author_type == AuthorType.CUSTOMER.value,
        message.c.kind == EntryKind.PUBLIC.value,
    )
    .order_by(message.c.id.desc())
    .limit(1)
)


def tickets_of_keys(conn: Connection, tenant: str, keys: Collection[str]) -> dict[str, int]:
    """The tickets which mails of these dedupe keys went to, by key."""
    if not keys:
        return {}
    rows = conn.execute(_BY_KEYS, {"tenant": tenant, "keys": list(keys)})
    return {row.key: row.ticket_id for row in rows}


def add(conn: Connection, new: Sequence[tuple[str, NewEntry]]) -> None:
    """Store messages, each under its tenant, with their attachments; a blob that is there is not written again.

    Raises:
        Conflict: A mail of the same key was recorded meanwhile.
    """
    if not new:
        return
    try:
        _ROWS.insert(conn, [_as_row(tenant, item.entry) for tenant, item in new])
    except IntegrityError as error:
        raise Conflict("the same mail was recorded meanwhile") from error
    parts = [
        (tenant, item.entry.id, *pair)
        for tenant, item in new
        for pair in zip(item.attachment_ids, item.attachments, strict=True)
    ]
    _BLOBS.insert(conn, _blob_rows((part[0], part[-1]) for part in parts))
    _ATTACHMENTS.insert(conn, [_attachment_row(*part) for part in parts])


def add_system(conn: Connection, mails: Sequence[OutboundMail]) -> None:
    """Our own mails about a ticket as its ``system`` messages, under the outbox rows' ids; a reply is one already."""
    author = EntryAuthor(type=AuthorType.SYSTEM, email="", name="")
    rows = [
        _as_row(
            mail.tenant,
            Entry(
                id=mail.id,
                ticket_id=mail.ticket_id,
                kind=EntryKind.SYSTEM,
                author=author,
                text=mail.text,
                html="",
                created_at=mail.created_at,
                message_id=mail.message_id,
            ),
        )
        for mail in mails
        if mail.ticket_id is not None
        and mail.kind is not OutboundKind.REPLY
        and mail.state is not OutboxState.SUPPRESSED
    ]
    _ROWS.insert(conn, rows)


def add_references(conn: Connection, known: Sequence[tuple[str, KnownId]]) -> None:
    """Remember which ticket these ids lead to, each under its tenant; what is known already stays as it is."""
    if known:
        rows = [
            {
                "tenant": tenant,
                "id_hash": id_hash(value.message_id),
                "ticket_id": value.ticket_id,
                "message_id": value.message_id,
                "own": value.own,
                "issued_to": value.issued_to,
                "mirrors": value.mirrors,
            }
            for tenant, value in known
        ]
        _REFERENCES.insert(conn, rows)


def of_ticket(conn: Connection, tenant: str, ticket_id: int, *, notes: bool = True) -> list[Entry]:
    """The messages of a ticket, oldest first; without ``notes`` only what the customer may read."""
    rows = conn.execute(_OF_TICKET, {"tenant": tenant, "ticket_id": ticket_id})
    entries = [from_row(row) for row in rows]
    return entries if notes else [entry for entry in entries if entry.kind is EntryKind.PUBLIC]


def last_of_customer(conn: Connection, ticket_id: int) -> Entry | None:
    """What was said last from outside the house."""
    row = conn.execute(_LAST_OF_CUSTOMER, {"ticket_id": ticket_id}).one_or_none()
    return from_row(row) if row else None


def attachments_of(conn: Connection, tenant: str, entry_ids: Collection[int]) -> dict[int, list[EntryAttachment]]:
    """Attachments by message, in the order in which they came."""
    found: dict[int, list[EntryAttachment]] = {entry_id: [] for entry_id in entry_ids}
    if not entry_ids:
        return found
    statement = (
        select(attachment)
        .where(attachment.c.tenant == tenant, attachment.c.message_row.in_(entry_ids))
        .order_by(attachment.c.id)
    )
    for row in conn.execute(statement):
        found[row.message_row].append(_attachment_from_row(row))
    return found


def writer(conn: Connection, tenant: str, ticket_id: int, at: datetime) -> str:
    """Address of the agent whose words to the customer were recorded at that instant; empty if there was none."""
    statement = select(message.c.author_email).where(
        message.c.tenant == tenant,
        message.c.ticket_id == ticket_id,
        message.c.author_type == AuthorType.AGENT.value,
        message.c.kind == EntryKind.PUBLIC.value,
        message.c.created_at == at,
    )
    return conn.execute(statement.limit(1)).scalar_one_or_none() or ""


def blob_content(conn: Connection, tenant: str, sha256: str) -> bytes | None:
    statement = select(blob.c.content).where(blob.c.tenant == tenant, blob.c.sha256 == literal(sha256))
    return conn.execute(statement).scalar_one_or_none()


def _as_row(tenant: str, entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "tenant": tenant,
        "ticket_id": entry.ticket_id,
        "kind": entry.kind.value,
        "author_type": entry.author.type.value,
        "author_email": entry.author.email,
        "author_name": entry.author.name,
        "text": entry.text,
        "html": entry.html,
        "full_text": "" if entry.full_text == entry.text else entry.full_text,
        "message_id": entry.message_id,
        "key": entry.key or None,
        "inbox_id": entry.inbox_id,
        "created_at": entry.created_at,
    }


def from_row(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        ticket_id=row.ticket_id,
        kind=EntryKind(row.kind),
        author=EntryAuthor(type=AuthorType(row.author_type), email=row.author_email, name=row.author_name),
        text=row.text,
        html=row.html,
        full_text=row.full_text or row.text,
        message_id=row.message_id,
        key=row.key or "",
        inbox_id=row.inbox_id,
        created_at=row.created_at,
    )


def _blob_rows(parts: Iterable[tuple[str, Attachment]]) -> list[dict[str, Any]]:
    by_hash = {(tenant, part.sha256): part.content for tenant, part in parts}
    # In one order everywhere, so that two nodes with the same blobs never wait for each other.
    return [
        {"tenant": tenant, "sha256": sha256, "size_bytes": len(content), "content": content}
        for (tenant, sha256), content in sorted(by_hash.items())
    ]


def _attachment_row(tenant: str, entry_id: int, row_id: int, part: Attachment) -> dict[str, Any]:
    return {
        "id": row_id,
        "tenant": tenant,
        "message_row": entry_id,
        "name": part.name,
        "type": part.type,
        "size_bytes": part.size,
        "sha256": part.sha256,
        "inline": part.inline,
        "content_id": part.content_id,
    }


def _attachment_from_row(row: Row[Any]) -> EntryAttachment:
    return EntryAttachment(
        id=row.id,
        entry_id=row.message_row,
        name=row.name,
        type=row.type,
        size=row.size_bytes,
        sha256=row.sha256,
        inline=row.inline,
        content_id=row.content_id,
    )
