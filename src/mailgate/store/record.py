"""The one write of a decision: all of it, or nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.recording import Recording
from mailgate.store import clockworks, contacts, entries, events, outbox, tickets
from mailgate.store.tables.tickets import watcher

_KEY = [watcher.c.ticket_id, watcher.c.email]
_SQLITE, _POSTGRESQL = sqlite.insert(watcher), postgresql.insert(watcher)
#: A proposal changes nothing about an address that is listed, also not about one that was removed; an act does.
_PROPOSE_WATCHER = {
    "sqlite": _SQLITE.on_conflict_do_nothing(),
    "postgresql": _POSTGRESQL.on_conflict_do_nothing(),
}
_SET_WATCHER = {
    "sqlite": _SQLITE.on_conflict_do_update(
        index_elements=_KEY, set_={"state": _SQLITE.excluded.state, "since": _SQLITE.excluded.since}
    ),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=_KEY, set_={"state": _POSTGRESQL.excluded.state, "since": _POSTGRESQL.excluded.since}
    ),
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
        entries.add_system(conn, tenant, recording.mails)


def _write_ticket(conn: Connection, recording: Recording) -> None:
    before, after = recording.before, recording.after
    if after is None:
        return
    if before is None:
        tickets.add(conn, after)
    else:
        tickets.change(conn, before, after)


def _add_watchers(conn: Connection, recording: Recording, now: datetime) -> None:
    if recording.after is None:
        return
    shared = {"ticket_id": recording.after.id, "tenant": recording.tenant, "since": now}
    rows = [shared | {"email": email, "state": state} for email, state in recording.watchers]
    for statement, chosen in (
        (_PROPOSE_WATCHER, [row for row in rows if row["state"] == "proposed"]),
        (_SET_WATCHER, [row for row in rows if row["state"] != "proposed"]),
    ):
        if chosen:
            conn.execute(statement[conn.dialect.name], chosen)
