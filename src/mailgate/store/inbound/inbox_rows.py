"""The inbox as people see it: lists, counts, and their word on a mail that waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from mailgate.model.envelope import InboxState
from mailgate.store.hints import Work, note
from mailgate.store.tables.queues import INBOX_UNPROCESSED, INBOX_WAITING, INBOX_WORKING, inbox, raw_mail

_UNPROCESSED_STATES = {InboxState.PENDING, InboxState.WORKING}
_WAITING_STATES = {InboxState.HELD, InboxState.QUARANTINED}


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow:
    """An accepted mail without its bytes."""

    id: int
    tenant: str
    state: InboxState
    received_at: datetime
    channel: str
    mail_from: str
    recipients: tuple[str, ...]
    size_bytes: int
    attempts: int
    node_attempts: int
    #: Not worked on before this instant.
    due_at: datetime
    #: Stable code of what it became, empty while unprocessed.
    outcome: str
    detail: str
    released_as: str
    #: The limit for which a held mail waits until ``due_at``, which then releases it; empty for all else.
    waits_for: str
    ticket_id: int | None
    #: When it was last put down: processed, held, quarantined or discarded; None while unprocessed.
    processed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLoad:
    """How many mails stand where, and since when the oldest of them could have been worked on."""

    pending: int
    working: int
    held: int
    quarantined: int
    #: Of pending and working; None when there is none.
    oldest_due_at: datetime | None


#: What a list reads of a mail.
columns = tuple(inbox.c[name] for name in InboxRow.__dataclass_fields__)
_SHOW = select(*columns).where(inbox.c.id == bindparam("id"))
_RAW = select(raw_mail.c.raw).where(raw_mail.c.inbox_id == bindparam("id"))
_COUNT_UNPROCESSED = select(func.count().label("number"), func.min(inbox.c.due_at).label("oldest")).where(
    INBOX_UNPROCESSED
)
_COUNT_WORKING = select(func.count()).select_from(inbox).where(INBOX_WORKING)
_COUNT_WAITING = select(inbox.c.state, func.count().label("number")).where(INBOX_WAITING).group_by(inbox.c.state)
_NEXT_DUE = (
    select(inbox.c.due_at)
    .where(INBOX_UNPROCESSED, inbox.c.state != InboxState.WORKING.value)
    .order_by(inbox.c.due_at, inbox.c.id)
    .limit(1)
)
_NEXT_EXPIRY = select(func.min(inbox.c.lease_until)).where(INBOX_WORKING)
_IN_STATES = inbox.c.state.in_(bindparam("states", expanding=True))
_DECIDE = update(inbox).where(inbox.c.id == bindparam("inbox_id"), _IN_STATES)
_AT_ONCE = {
    "state": InboxState.PENDING.value,
    "due_at": bindparam("now"),
    "attempts": 0,
    "node_attempts": 0,
    "processed_at": None,
    "waits_for": "",
}
_RETRY = _DECIDE.values(**_AT_ONCE, alone=True, outcome="", detail="")
_RELEASE = _DECIDE.values(**_AT_ONCE, released_as=bindparam("how"), outcome="", detail="")
_DISCARD = _DECIDE.values(
    state=InboxState.DISCARDED.value, waits_for="", outcome="discarded", processed_at=bindparam("now")
)


def waiting(conn: Connection) -> InboxLoad:
    """Counts of what is not done, each from an index of just those rows."""
    unprocessed = conn.execute(_COUNT_UNPROCESSED).one()
    working = conn.scalar(_COUNT_WORKING) or 0
    stopped = {row.state: row.number for row in conn.execute(_COUNT_WAITING)}
    return InboxLoad(
        pending=unprocessed.number - working,
        working=working,
        held=stopped.get(InboxState.HELD.value, 0),
        quarantined=stopped.get(InboxState.QUARANTINED.value, 0),
        oldest_due_at=unprocessed.oldest,
    )


def next_due(conn: Connection) -> datetime | None:
    """When ``claim`` is next worth a try: a mail falls due or a lease runs out; None when the inbox is empty.

    It lies in the past while due mails wait for others; who got nothing from ``claim`` then tries again shortly.
    """
    instants = [conn.scalar(_NEXT_DUE), conn.scalar(_NEXT_EXPIRY)]
    return min((instant for instant in instants if instant is not None), default=None)


def listing(
    conn: Connection, *, tenant: str | None, states: Collection[InboxState], limit: int, offset: int
) -> list[InboxRow]:
    """Mails in these states, newest first; a tenant of None means all."""
    statement = _newest_first(frozenset(states)).where(_IN_STATES).limit(limit).offset(offset)
    if tenant is not None:
        statement = statement.where(inbox.c.tenant == tenant)
    return [from_row(row) for row in conn.execute(statement, {"states": [state.value for state in states]})]


def show(conn: Connection, inbox_id: int) -> InboxRow | None:
    row = conn.execute(_SHOW, {"id": inbox_id}).first()
    return None if row is None else from_row(row)


def raw(conn: Connection, inbox_id: int) -> bytes | None:
    """The mail byte for byte."""
    return conn.scalar(_RAW, {"id": inbox_id})


def retry(conn: Connection, inbox_id: int, now: datetime) -> bool:
    """Work on a quarantined, held or pending mail again at once, by itself, its attempts forgotten.

    False: it is in no such state.
    """
    note(conn, Work.INBOX)
    return _decide(conn, _RETRY, inbox_id, _WAITING_STATES | {InboxState.PENDING}, now=now)


def release(conn: Connection, inbox_id: int, *, how: str, now: datetime) -> bool:
    """A person's yes to a held mail: ``accept`` it where it belongs, or make it a ``new`` ticket. False: not held."""
    note(conn, Work.INBOX)
    return _decide(conn, _RELEASE, inbox_id, {InboxState.HELD}, now=now, how=how)


def discard(conn: Connection, inbox_id: int, now: datetime) -> bool:
    """Put a held, quarantined or pending mail away for good; its bytes stay. False: it is in no such state."""
    return _decide(conn, _DISCARD, inbox_id, _WAITING_STATES | {InboxState.PENDING}, now=now)


def _decide(conn: Connection, statement: Any, inbox_id: int, states: Collection[InboxState], **values: Any) -> bool:
    allowed = [state.value for state in states]
    return conn.execute(statement, {"inbox_id": inbox_id, "states": allowed, **values}).rowcount == 1


def _newest_first(states: frozenset[InboxState]) -> Select[Any]:
    """A list by the partial index that holds just these states, or else down the row ids."""
    if states <= _WAITING_STATES:
        condition = INBOX_WAITING
    elif states <= _UNPROCESSED_STATES:
        condition = INBOX_UNPROCESSED
    else:
        return select(*columns).order_by(inbox.c.id.desc())
    # "+ 0": or SQLite would rather walk all row ids than sort the few that it wants.
    return select(*columns).where(condition).order_by((inbox.c.id + 0).desc())


def from_row(row: Row[Any]) -> InboxRow:
    """A row of ``columns``."""
    values = row._asdict()
    values["state"] = InboxState(row.state)
    values["recipients"] = tuple(row.recipients)
    return InboxRow(**values)
