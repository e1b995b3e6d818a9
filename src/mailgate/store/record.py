"""The one write of decisions: all of them, or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.errors import Conflict
from mailgate.model.recording import Recording
from mailgate.store.clock import clockworks, workflow_runs
from mailgate.store.inbound import held_answers, spam_senders, waiting_notices
from mailgate.store.outbound import conversations, outbox, suppressions, surveys
from mailgate.store.people import team_work
from mailgate.store.rules import rule_dues, rule_marks, rule_traces
from mailgate.store.tables.tickets import watcher
from mailgate.store.tickets import approvals, contacts, entries, events, learned, links, merges, tickets

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


def record(conn: Connection, recordings: Sequence[Recording], *, now: datetime) -> None:
    """Write decisions inside the caller's transaction: the rows of one kind in one statement for all of them.

    Raises:
        Conflict: Something that a decision rests on changed since it was read; decide again.
        NumberTaken: A number drawn at random exists; decide again with fresh ones.
    """
    recordings = [part for it in recordings for part in (it, *it.beside)]
    contacts.add(conn, [it.contact for it in recordings if it.contact is not None and not it.contact.stored], now)
    tickets.add(conn, [it.after for it in recordings if it.after is not None and it.before is None])
    tickets.change(conn, [(it.before, it.after) for it in recordings if it.after is not None and it.before is not None])
    entries.add(conn, [(it.tenant, new) for it in recordings for new in it.entries])
    for it in recordings:
        conversations.publish(conn, it.tenant, it.published)
        for row in it.let_go:
            if not outbox.release(conn, row, now):
                raise Conflict(f"outbox {row} is held no more")
    entries.add_references(conn, [(it.tenant, known) for it in recordings for known in it.references])
    clockworks.save(conn, [(it.tenant, it.clockwork_before, it.clockwork) for it in recordings])
    merges.write(conn, [merge for it in recordings for merge in it.merges])
    links.write(conn, [(it.tenant, link) for it in recordings for link in it.links], now)
    for it in recordings:
        if it.removal is not None:
            links.move(conn, it.removal)
    team_work.take(conn, [(it.tenant, taken) for it in recordings for taken in it.turns])
    clockworks.add(conn, [deadline for it in recordings for deadline in it.deadlines])
    approvals.save(conn, [approval for it in recordings for approval in it.approvals])
    workflow_runs.save(conn, [run for it in recordings for run in it.runs])
    _add_watchers(conn, recordings, now)
    _note_spam(conn, recordings)
    events.add(conn, [happened for it in recordings for happened in _happened(it)])
    held_answers.carry_out(conn, [(it.tenant, release) for it in recordings for release in it.releases], now=now)
    for it in recordings:
        if it.bounced is not None:
            outbox.bounced(conn, it.tenant, it.bounced, now)
        suppressions.put(conn, it.tenant, it.suppressed)
        for address in it.lifted:
            suppressions.lift(conn, it.tenant, address, by=address, now=now)
    for it in recordings:
        if it.survey is not None:
            surveys.save(conn, it.survey)
    _learn(conn, recordings, now)
    _remember_rules(conn, recordings, now)
    waiting_notices.add(conn, [(it.tenant, notice) for it in recordings for notice in it.notices])
    mails = [mail for it in recordings for mail in it.mails]
    outbox.insert(conn, mails, next_at=now)
    entries.add_system(conn, mails)


def _learn(conn: Connection, recordings: Sequence[Recording], now: datetime) -> None:
    """A ticket that is removed teaches nothing any more, whether or not its desk still learns."""
    for it in recordings:
        if it.lesson is not None:
            learned.learn(conn, it.tenant, it.lesson, now)
        if it.before and it.after and it.after.deleted_at and not it.before.deleted_at:
            learned.unlearn(conn, it.tenant, it.after.id)


def _remember_rules(conn: Connection, recordings: Sequence[Recording], now: datetime) -> None:
    on_tickets = [(it, it.after.id) for it in recordings if it.after is not None]
    rule_marks.save(conn, [(it.tenant, ticket, mark) for it, ticket in on_tickets for mark in it.rule_marks])
    rule_dues.save(conn, [(it.tenant, ticket, times) for it, ticket in on_tickets for times in it.rule_times], now=now)
    rule_traces.add(conn, [(it.rules_id, it.tenant, _asked(it, now)) for it in recordings if it.rules_id])


def _asked(recording: Recording, now: datetime) -> rule_traces.Asked:
    return rule_traces.Asked(
        at=now,
        revision=recording.revision,
        rules=rule_traces.kept(recording.rules),
        ticket_id=recording.after.id if recording.after else None,
        inbox_id=recording.inbox_id,
    )


def _happened(recording: Recording) -> list[events.Happened]:
    happened = events.Happened(
        tenant=recording.tenant,
        events=tuple(zip(recording.event_ids, recording.events, strict=True)),
        ticket_id=recording.after.id if recording.after else None,
        inbox_id=recording.inbox_id,
        revision=recording.revision,
    )
    elsewhere = [
        replace(happened, events=((release.event_id, release.event),), ticket_id=None, inbox_id=release.inbox_id)
        for release in recording.releases
    ]
    return [happened, *elsewhere]


def _note_spam(conn: Connection, recordings: Sequence[Recording]) -> None:
    spam_senders.add(conn, [(it.tenant, sender) for it in recordings for sender in it.spam_senders])
    for it in recordings:
        for email in it.no_spam_senders:
            spam_senders.remove(conn, it.tenant, email)


def _add_watchers(conn: Connection, recordings: Sequence[Recording], now: datetime) -> None:
    rows = [
        {"ticket_id": it.after.id, "tenant": it.tenant, "since": now, "email": email, "state": state}
        for it in recordings
        if it.after is not None
        for email, state in it.watchers
    ]
    for statement, chosen in (
        (_PROPOSE_WATCHER, [row for row in rows if row["state"] == "proposed"]),
        (_SET_WATCHER, [row for row in rows if row["state"] != "proposed"]),
    ):
        if chosen:
            conn.execute(statement[conn.dialect.name], chosen)
