"""The inbox: accepted mails from the commit before 250 to the commit of what they became."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from mailgate.errors import Conflict
from mailgate.model.envelope import InboxItem, InboxState, NewMail
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.hints import Work, note
from mailgate.store.inbound.inbox_claims import LEASE, claim
from mailgate.store.inbound.inbox_deaths import release_node, worker_died
from mailgate.store.inbound.inbox_rows import (
    InboxLoad,
    InboxRow,
    discard,
    listing,
    next_due,
    raw,
    release,
    retry,
    show,
    waiting,
)
from mailgate.store.inbound.raw_mails import keep_raw
from mailgate.store.tables.queues import INBOX_WORKING, inbox

__all__ = [
    "Ending",
    "InboxLoad",
    "InboxRow",
    "claim",
    "discard",
    "finish",
    "insert",
    "insert_all",
    "listing",
    "next_due",
    "raw",
    "release",
    "release_node",
    "renew",
    "retry",
    "show",
    "waiting",
    "worker_died",
]

_ROWS = ManyRows(inbox)
_HELD = (
    select(inbox.c.id, inbox.c.lease)
    .where(INBOX_WORKING, inbox.c.id.in_(bindparam("ids", expanding=True)))
    .with_for_update()
)
_RENEW = update(inbox).where(inbox.c.id.in_(bindparam("ids", expanding=True))).values(lease_until=bindparam("until"))
_FINISH = (
    update(inbox)
    .where(INBOX_WORKING, inbox.c.id == bindparam("held_id"), inbox.c.lease == bindparam("held_lease"))
    .values(
        state=bindparam("state"),
        outcome=bindparam("outcome"),
        detail=bindparam("detail"),
        ticket_id=bindparam("ticket"),
        processed_at=bindparam("processed_at"),
        waits_for=bindparam("line"),
        due_at=func.coalesce(bindparam("due_at", type_=inbox.c.due_at.type), inbox.c.due_at),
        node="",
        worker="",
        lease_until=None,
    )
)


def insert(conn: Connection, inbox_id: int, mail: NewMail) -> None:
    """Keep a mail: its row and its bytes. It may be answered 250 once this is committed (D-1)."""
    insert_all(conn, {inbox_id: mail})


def insert_all(conn: Connection, mails: Mapping[int, NewMail]) -> None:
    """Keep mails by their ids, in the order given."""
    if not mails:
        return
    _ROWS.insert(conn, [_row(inbox_id, mail) for inbox_id, mail in mails.items()])
    keep_raw(conn, mails)
    note(conn, Work.INBOX)


def _row(inbox_id: int, mail: NewMail) -> dict[str, Any]:
    envelope, keys = mail.envelope, mail.keys
    return {
        "id": inbox_id,
        "tenant": mail.tenant,
        "state": InboxState.PENDING.value,
        "received_at": mail.received_at,
        "channel": envelope.channel.value,
        "peer": envelope.peer,
        "helo": envelope.helo,
        "trusted_peer": envelope.trusted_peer,
        "mail_from": envelope.mail_from,
        "recipients": envelope.recipients,
        "size_bytes": len(mail.raw),
        "contact_key": keys.contact,
        "message_id_key": keys.message_id,
        "refer_keys": keys.refers,
        "due_at": mail.received_at,
    }


def renew(conn: Connection, items: Sequence[InboxItem], *, now: datetime, lease: timedelta = LEASE) -> list[int]:
    """Hold the leases until ``now + lease``; the answer is the ids that are still ours, ascending."""
    if not items:
        return []
    held = {row.id: row.lease for row in conn.execute(_HELD, {"ids": [item.id for item in items]})}
    ours = sorted(item.id for item in items if held.get(item.id) == item.lease)
    if ours:
        conn.execute(_RENEW, {"ids": ours, "until": now + lease})
    return ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a claimed mail is put down; ``pending`` means to be tried again, at ``due_at`` or at once."""

    item: InboxItem
    state: InboxState
    outcome: str
    detail: str = ""
    ticket_id: int | None = None
    due_at: datetime | None = None
    #: The limit that a held mail waits for until ``due_at``; empty: it waits for a person.
    waits_for: str = ""


def finish(conn: Connection, endings: Sequence[Ending], *, now: datetime) -> None:
    """Put claimed mails down, in the transaction that records what they became.

    Raises:
        Conflict: A lease is no longer ours; nothing of this transaction may be committed.
    """
    rows = [_ended(ending, now) for ending in endings]
    if any(ending.waits_for for ending in endings):
        note(conn, Work.CLOCK)
    if conn.execute(_FINISH, rows).rowcount != len(rows):
        leases = ", ".join(f"inbox {ending.item.id} lease {ending.item.lease}" for ending in endings)
        raise Conflict(f"lost: {leases}")


def _ended(ending: Ending, now: datetime) -> dict[str, Any]:
    again = ending.state is InboxState.PENDING
    return {
        "held_id": ending.item.id,
        "held_lease": ending.item.lease,
        "state": ending.state.value,
        "outcome": ending.outcome,
        "detail": ending.detail,
        "ticket": ending.ticket_id,
        "processed_at": None if again else now,
        "due_at": ending.due_at or (now if again else None),
        "line": ending.waits_for,
    }
