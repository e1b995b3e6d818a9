"""What goes to a customer is compared with the notes of the ticket, for nobody sees what they quote."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailgate.model.command import Finding
from mailgate.model.desk import Agent, Queue
from mailgate.model.message import Attachment
from mailgate.model.ticket import AuthorType, EntryKind, Ticket
from mailgate.notify.leaks import repeated
from mailgate.notify.reply_html import visible_text
from mailgate.parse.message import parse_message
from mailgate.store.database import Connection
from mailgate.store.outbound.conversations import Note
from mailgate.store.tickets import entries

#: A smaller picture shown in the text is somebody's logo, which stands in notes and answers alike.
_PICTURE_BYTES = 16 * 1024
#: Of a larger file no agent's note is a quotation.
_READ_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What an agent is about to say to the customer of a ticket."""

    ticket: Ticket
    queue: Queue
    agent: Agent
    text: str
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


def repeats_note(conn: Connection, outgoing: Outgoing, notes: Sequence[Note]) -> str:
    """The words of a note that would reach the customer, or the name of a file of one; empty when nothing would.

    Without notes nothing is read. What the customer wrote or was told is no secret, nor is a signature.
    """
    if not notes:
        return ""
    mail = (outgoing.text, visible_text(outgoing.html), *_written(outgoing.attachments))
    found = repeated(mail, (note.text for note in notes), _public(conn, outgoing, notes))
    return found or _file(conn, outgoing, notes)


def repeats_finding(repeats: str) -> Finding:
    """For a mail with commands, of which nothing is done then."""
    sentence = f'Your words for the customer repeat an internal note: "{repeats}".'
    return Finding(code="reply.repeats_note", written="", sentence=sentence)


def _public(conn: Connection, outgoing: Outgoing, notes: Sequence[Note]) -> Iterator[str]:
    """Of an agent's mail only what was sent: the whole of it may have a note among its quotes."""
    yield from (outgoing.ticket.subject, outgoing.queue.signature, outgoing.agent.signature)
    for row in _tickets(outgoing, notes):
        for entry in entries.of_ticket(conn, outgoing.ticket.tenant, row, notes=False):
            yield entry.full_text if entry.author.type is AuthorType.CUSTOMER else entry.text


def _written(attachments: tuple[Attachment, ...]) -> Iterator[str]:
    """What can be read in the files: an attached notice is as good as a quoted one."""
    for item in attachments:
        if item.type.startswith("message/") and item.size <= _READ_BYTES:
            inner = parse_message(item.content)
            yield from (inner.subject, inner.text, visible_text(inner.html))
        elif item.type.startswith("text/") and item.size <= _READ_BYTES:
            text = item.content.decode("utf-8", "replace")
            yield visible_text(text) if item.type == "text/html" else text


def _file(conn: Connection, outgoing: Outgoing, notes: Sequence[Note]) -> str:
    files = {
        item.sha256: item.name
        for item in outgoing.attachments
        if item.content and not (item.inline and item.size < _PICTURE_BYTES)
    }
    if not files:
        return ""
    tenant = outgoing.ticket.tenant
    inside = _hashes(conn, tenant, [note.id for note in notes]) & files.keys()
    if not inside:
        return ""
    public = [
        entry.id
        for row in _tickets(outgoing, notes)
        for entry in entries.of_ticket(conn, tenant, row)
        if entry.kind is EntryKind.PUBLIC
    ]
    secret = sorted(inside - _hashes(conn, tenant, public))
    return f"the file {files[secret[0]] or 'without a name'}" if secret else ""


def _hashes(conn: Connection, tenant: str, rows: list[int]) -> set[str]:
    found = entries.attachments_of(conn, tenant, rows)
    return {part.sha256 for parts in found.values() for part in parts}


def _tickets(outgoing: Outgoing, notes: Sequence[Note]) -> list[int]:
    return sorted({outgoing.ticket.id, *(note.ticket_id for note in notes)})
