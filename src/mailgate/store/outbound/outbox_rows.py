"""The outbox as people see it: lists, counts, and their word on a mail that is not sent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, update

from mailgate.errors import Conflict
from mailgate.model.outbound import PAGES, Bounced, OutboundKind, OutboxState
from mailgate.store.hints import Work, note
from mailgate.store.tables.queues import OUTBOX_SENDING, OUTBOX_STOPPED, OUTBOX_UNSENT, outbox, outbox_mail

_STOPPED_STATES = {OutboxState.FAILED, OutboxState.HELD}
_IDLE_STATES = {OutboxState.PENDING, OutboxState.DEFERRED, OutboxState.UNCERTAIN}
_UNSENT_STATES = _IDLE_STATES | {OutboxState.SENDING}


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """A mail in the outbox without its bytes."""

    id: int
    tenant: str
    ticket_id: int | None
    kind: OutboundKind
    cause: str
    recipient: str
    envelope_from: str
    message_id: str
    size_bytes: int
    state: OutboxState
    attempts: int
    #: Not sent before this instant; of no meaning once it is final.
    next_at: datetime
    #: What the peer answered last, or our reason.
    answer: str
    created_at: datetime
    finished_at: datetime | None


_COLUMNS = tuple(outbox.c[name] for name in OutboxRow.__dataclass_fields__)
_SHOW = select(*_COLUMNS).where(outbox.c.id == bindparam("id"))
_AFTER = (
    select(*_COLUMNS)
    .where(outbox.c.id > bindparam("row_id"), outbox.c.tenant == bindparam("its_tenant"))
    .order_by(outbox.c.id)
    .limit(bindparam("most"))
)
_RAW = select(outbox_mail.c.raw).where(outbox_mail.c.outbox_id == bindparam("id"))
_COUNT = select(outbox.c.state, func.count()).group_by(outbox.c.state)
_NEXT_DUE = (
    select(outbox.c.next_at)
    .where(OUTBOX_UNSENT, outbox.c.state != OutboxState.SENDING.value)
    .order_by(outbox.c.next_at, outbox.c.id)
    .limit(1)
)
_NEXT_EXPIRY = select(func.min(outbox.c.lease_until)).where(OUTBOX_SENDING)
_SENT_SINCE = (
    select(func.count())
    .select_from(outbox)
    .where(
        outbox.c.tenant == bindparam("tenant"),
        outbox.c.kind == bindparam("kind"),
        outbox.c.created_at >= bindparam("since"),
    )
)
#: Longer than a mail is tried, here and by the relay, so that the index of recipients bounds what is read.
_TRIED_FOR = timedelta(days=14)
_FAILURES = select(outbox.c.finished_at, outbox.c.answer).where(
    outbox.c.tenant == bindparam("tenant"),
    outbox.c.recipient == bindparam("recipient"),
    outbox.c.created_at >= bindparam("made_since"),
    outbox.c.state == OutboxState.FAILED.value,
    outbox.c.finished_at >= bindparam("since"),
)
_NOT_SENT = (
    select(*_COLUMNS)
    .where(outbox.c.ticket_id == bindparam("ticket_id"), outbox.c.tenant == bindparam("tenant"))
    .where(outbox.c.kind == OutboundKind.REPLY.value, outbox.c.created_at == bindparam("at"))
    .where(outbox.c.state.in_((OutboxState.SUPPRESSED.value, OutboxState.HELD.value)))
    .order_by(outbox.c.id)
)
_SENT_TO_SINCE = _SENT_SINCE.where(outbox.c.recipient == bindparam("recipient"))
_IN_STATES = outbox.c.state.in_(bindparam("states", expanding=True))
_DECIDE = update(outbox).where(outbox.c.id == bindparam("outbox_id"), _IN_STATES)
_AT_ONCE = _DECIDE.values(state=OutboxState.PENDING.value, next_at=bindparam("now"), attempts=0, finished_at=None)
_BOUNCED = (
    update(outbox)
    .where(outbox.c.id == bindparam("outbox_id"), outbox.c.tenant == bindparam("of_tenant"))
    .where(outbox.c.state != OutboxState.FAILED.value)
    .values(
        state=OutboxState.FAILED.value,
        answer=bindparam("report_said"),
        finished_at=bindparam("now"),
        lease_until=None,
        node="",
    )
)
_DISCARD = _DECIDE.values(state=OutboxState.SUPPRESSED.value, answer="discarded", finished_at=bindparam("now"))


def bounced(conn: Connection, tenant: str, report: Bounced, now: datetime) -> None:
    """Note that a mail came back.

    Raises:
        Conflict: It stands as failed already: another report was faster.
    """
    values = {"outbox_id": report.outbox_id, "of_tenant": tenant, "report_said": report.answer, "now": now}
    if conn.execute(_BOUNCED, values).rowcount != 1:
        raise Conflict(f"outbox {report.outbox_id} failed before")


def counts(conn: Connection) -> dict[OutboxState, int]:
    """How many mails stand in each state that is not done: unsent, failed and held; zero where there is none."""
    found = {state: 0 for state in OutboxState if state in _UNSENT_STATES | _STOPPED_STATES}
    for condition in (OUTBOX_UNSENT, OUTBOX_STOPPED):
        found |= {OutboxState(state): number for state, number in conn.execute(_COUNT.where(condition))}
    return found


def next_due(conn: Connection) -> datetime | None:
    """When ``claim`` is next worth a try: a mail is due or a lease runs out; None when there is nothing to send."""
    instants = [conn.scalar(_NEXT_DUE), conn.scalar(_NEXT_EXPIRY)]
    return min((instant for instant in instants if instant is not None), default=None)


def sent_since(conn: Connection, *, tenant: str, kind: OutboundKind, recipient: str | None, since: datetime) -> int:
    """How many mails of a kind were made for a recipient, or for all (None), from ``since`` on, whatever became of
    them. Counted from the index alone."""
    values = {"tenant": tenant, "kind": kind.value, "since": since}
    if recipient is None:
        return conn.scalar(_SENT_SINCE, values) or 0
    return conn.scalar(_SENT_TO_SINCE, values | {"recipient": recipient}) or 0


def listing(
    conn: Connection, *, tenant: str | None, states: Collection[OutboxState], limit: int, offset: int
) -> list[OutboxRow]:
    """Mails in these states, newest first; a tenant of None means all."""
    statement = _newest_first(frozenset(states)).where(_IN_STATES).limit(limit).offset(offset)
    if tenant is not None:
        statement = statement.where(outbox.c.tenant == tenant)
    return [_row(row) for row in conn.execute(statement, {"states": [state.value for state in states]})]


def made_after(conn: Connection, *, tenant: str, row_id: int, most: int) -> list[OutboxRow]:
    """Mails of one tenant with later row ids, oldest first."""
    return [_row(row) for row in conn.execute(_AFTER, {"its_tenant": tenant, "row_id": row_id, "most": most})]


def show(conn: Connection, outbox_id: int) -> OutboxRow | None:
    row = conn.execute(_SHOW, {"id": outbox_id}).first()
    return None if row is None else _row(row)


def recipients_of(conn: Connection, *, tenant: str, cause: str) -> set[str]:
    """Who was mailed for one cause."""
    query = select(outbox.c.recipient).where(outbox.c.tenant == tenant, outbox.c.cause == cause)
    return set(conn.execute(query).scalars())


def paged(conn: Connection, *, tenant: str, ticket_id: int, since: datetime) -> list[str]:
    """Who was mailed a page about a ticket since then, and still may read it, each once, in order."""
    query = (
        select(outbox.c.recipient)
        .where(
            outbox.c.ticket_id == ticket_id,
            outbox.c.tenant == tenant,
            outbox.c.created_at >= since,
            outbox.c.kind.in_([kind.value for kind in PAGES]),
            outbox.c.state.not_in([OutboxState.FAILED.value, OutboxState.SUPPRESSED.value]),
        )
        .order_by(outbox.c.id)
    )
    return list(dict.fromkeys(conn.execute(query).scalars()))


def failures_of(conn: Connection, *, tenant: str, recipient: str, since: datetime) -> list[tuple[datetime, str]]:
    """When mails to one recipient failed for good, from ``since`` on, each with the answer on its row."""
    values = {"tenant": tenant, "recipient": recipient, "since": since, "made_since": since - _TRIED_FOR}
    return [(row.finished_at, row.answer) for row in conn.execute(_FAILURES, values)]


def not_sent(conn: Connection, *, tenant: str, ticket_id: int, at: datetime) -> list[OutboxRow]:
    """Of the mails with an agent's words on a ticket of that instant, those that were suppressed or held."""
    return [_row(row) for row in conn.execute(_NOT_SENT, {"tenant": tenant, "ticket_id": ticket_id, "at": at})]


def raw(conn: Connection, outbox_id: int) -> bytes | None:
    """The mail byte for byte as it is sent."""
    return conn.scalar(_RAW, {"id": outbox_id})


def retry(conn: Connection, outbox_id: int, now: datetime) -> bool:
    """Send a failed or waiting mail at once, its attempts forgotten. False: it is in no such state."""
    note(conn, Work.OUTBOX)
    return _decide(conn, _AT_ONCE, outbox_id, _IDLE_STATES | {OutboxState.FAILED}, now)


def release(conn: Connection, outbox_id: int, now: datetime) -> bool:
    """A person's yes to a held mail. False: it is not held."""
    note(conn, Work.OUTBOX)
    return _decide(conn, _AT_ONCE, outbox_id, {OutboxState.HELD}, now)


def discard(conn: Connection, outbox_id: int, now: datetime) -> bool:
    """Never send a mail that waits, is held or failed; it stays listed as ``suppressed``. False: in no such state."""
    return _decide(conn, _DISCARD, outbox_id, _IDLE_STATES | _STOPPED_STATES, now)


def _decide(conn: Connection, statement: Any, outbox_id: int, states: Collection[OutboxState], now: datetime) -> bool:
    values = {"outbox_id": outbox_id, "states": [state.value for state in states], "now": now}
    return conn.execute(statement, values).rowcount == 1


def _newest_first(states: frozenset[OutboxState]) -> Select[Any]:
    """A list by the partial index that holds just these states, or else down the row ids."""
    if states <= _STOPPED_STATES:
        condition = OUTBOX_STOPPED
    elif states <= _UNSENT_STATES:
        condition = OUTBOX_UNSENT
    else:
        return select(*_COLUMNS).order_by(outbox.c.id.desc())
    # "+ 0": or SQLite would rather walk all row ids than sort the few that it wants.
    return select(*_COLUMNS).where(condition).order_by((outbox.c.id + 0).desc())


def _row(row: Row[Any]) -> OutboxRow:
    values = row._asdict()
    values["state"] = OutboxState(row.state)
    values["kind"] = OutboundKind(row.kind)
    return OutboxRow(**values)
