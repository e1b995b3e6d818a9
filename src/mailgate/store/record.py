"""The one write of a decision: all of it, or nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.recording import Recording
from mailgate.store import clockworks, contacts, entries, events, outbox, tickets
from mailgate.store.tables.tickets import watcher

_ADD_WATCHER = {
    "sqlite": sqlite.insert(watcher).on_conflict_do_nothing(),
    "postgresql": postgresql.insert(watcher).on_conflict_do_nothing(),
}


def record(conn: Connection, recording: Recording, *, now: datetime) -> None:
    """Write a decision inside the caller's transaction.

    Raises:
        Conflict: Something that the decision rests on changed since it was read; decide again.
        NumberTaken: A number drawn at random exists; decide again with fresh ones.
    """
    tenant = recording.tenant
    ticket_id = recording.after.id if recording.after else None
    if recording.contact is not None and not recording.contact.stored:
        contacts.add(conn, recording.contact, now)
    _write_ticket(conn, recording)
    entries.add(conn, tenant, recording.entries)
    entries.add_references(conn, tenant, recording.references)
    clockworks.save(conn, tenant, recording.clockwork_before, recording.clockwork)
    _add_watchers(conn, recording, now)
    numbered = list(zip(recording.event_ids, recording.events, strict=True))
    events.add(conn, tenant, numbered, ticket_id=ticket_id, inbox_id=recording.inbox_id, revision=recording.revision)
    if recording.mails:
        outbox.insert(conn, recording.mails, next_at=now)


def _write_ticket(conn: Connection, recording: Recording) -> None:
    before, after = recording.before, recording.after
    if after is None:
        return
    if before is None:
        tickets.add(conn, after)
    else:
        tickets.change(conn, before, after)


def _add_watchers(conn: Connection, recording: Recording, now: datetime) -> None:
    if recording.watchers and recording.after is not None:
        rows = [
            {
                "ticket_id": recording.after.id,
                "email": email,
                "tenant": recording.tenant,
                "state": state,
                "since": now,
            }
            for email, state in recording.watchers
        ]
        conn.execute(_ADD_WATCHER[conn.dialect.name], rows)
