"""Take the next mails to work on: oldest due first, and never two at once that belong together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select, update

from mailgate.model.envelope import Channel, Envelope, InboxItem, InboxState
from mailgate.model.limits import MIB
from mailgate.store.engine.locks import Lock, take_lock
from mailgate.store.inbound.inbox_deaths import take_back_expired
from mailgate.store.tables.queues import INBOX_REFERABLE, INBOX_UNPROCESSED, INBOX_WORKING, inbox, raw_mail

LEASE = timedelta(seconds=15)
#: How long after its arrival a mail waits for another that it refers to.
PARENT_WAIT = timedelta(seconds=10)
#: Candidates looked at for each mail wanted.
WINDOW = 4
#: Where few senders fill the window, this many rows behind it are searched for mails of others.
DEPTH = 4096

#: A tenant with the hash of an address or Message-ID: what two mails worked on at once must not share.
Key = tuple[str, str]

_KEYS = (inbox.c.tenant, inbox.c.contact_key, inbox.c.message_id_key, inbox.c.refer_keys)
_AT_WORK: Select[Any] = select(*_KEYS, inbox.c.lease_until).where(INBOX_WORKING)
_DUE: Select[Any] = (
    select(inbox.c.id, inbox.c.due_at, inbox.c.received_at, inbox.c.size_bytes, inbox.c.alone, *_KEYS)
    # Not "= pending": PostgreSQL would take that for one more rare condition, and sort the whole backlog.
    .where(INBOX_UNPROCESSED, inbox.c.state != InboxState.WORKING.value, inbox.c.due_at <= bindparam("now"))
    .order_by(inbox.c.due_at, inbox.c.id)
)
_WINDOW = _DUE.limit(bindparam("window"))
_behind = _DUE.limit(bindparam("depth")).offset(bindparam("window")).subquery()
_BEHIND: Select[Any] = (
    select(_behind)
    .where(_behind.c.contact_key.not_in(bindparam("contacts", expanding=True)))
    .order_by(_behind.c.due_at, _behind.c.id)
    .limit(bindparam("window"))
)
_UNPROCESSED_PARENTS = select(inbox.c.id, inbox.c.tenant, inbox.c.message_id_key).where(
    INBOX_REFERABLE, inbox.c.message_id_key.in_(bindparam("keys", expanding=True))
)
_TAKE: Select[Any] = (
    select(
        inbox.c.id,
        inbox.c.tenant,
        inbox.c.received_at,
        inbox.c.channel,
        inbox.c.peer,
        inbox.c.helo,
        inbox.c.trusted_peer,
        inbox.c.mail_from,
        inbox.c.recipients,
        inbox.c.attempts,
        inbox.c.lease,
        inbox.c.released_as,
        raw_mail.c.raw,
    )
    .join(raw_mail, raw_mail.c.inbox_id == inbox.c.id)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)), inbox.c.state == InboxState.PENDING.value)
    .with_for_update(of=inbox, skip_locked=True)
)
_CLAIM = (
    update(inbox)
    .where(inbox.c.id.in_(bindparam("ids", expanding=True)))
    .values(
        state=InboxState.WORKING.value,
        attempts=inbox.c.attempts + 1,
        lease=inbox.c.lease + 1,
        lease_until=bindparam("until"),
        node=bindparam("by_node"),
        worker=bindparam("by_worker"),
    )
)


def claim(
    conn: Connection,
    *,
    node: str,
    worker: str,
    now: datetime,
    lease: timedelta = LEASE,
    items: int = 32,
    size: int = 8 * MIB,
) -> list[InboxItem]:
    """Take up to ``items`` mails of ``size`` bytes in all, oldest due first, or one mail of any size.

    No two of them, and none of them and one at work elsewhere, share a contact, a Message-ID or a reference. Attempts
    are counted here, before the work. Leases that ran out are taken back first, as after a worker's death.

    An empty answer does not mean that nothing is due: what is due may have to wait for what is at work.
    """
    take_lock(conn, Lock.CLAIM_INBOX)
    busy = _keys_at_work(conn, now)
    ids = [row.id for row in _choose_due(conn, busy, now, items=items, size=size)]
    if not ids:
        return []
    # Put in order here: a sorter in the database would carry the bytes of every mail.
    taken = sorted(conn.execute(_TAKE, {"ids": ids}), key=lambda row: ids.index(row.id))
    if taken:
        holder = {"until": now + lease, "by_node": node, "by_worker": worker}
        conn.execute(_CLAIM, {"ids": [row.id for row in taken], **holder})
    return [_item(row) for row in taken]


def choose(due: Sequence[Row[Any]], busy: Collection[Key], *, items: int, size: int) -> list[Row[Any]]:
    """Pick from rows in their order those that may be worked on at once.

    A row that is passed over keeps later rows of its keys back too: one sender's mails are never overtaken by that
    sender's later ones. A row marked ``alone`` is picked only as the first, and then nothing beside it.
    """
    taken, chosen, room = set(busy), list[Row[Any]](), size
    for row in due:
        keys = keys_of(row)
        free = taken.isdisjoint(keys)
        taken |= keys
        if not free or (chosen and (row.alone or row.size_bytes > room)):
            continue
        chosen.append(row)
        room -= row.size_bytes
        if row.alone or len(chosen) == items:
            break
    return chosen


def keys_of(row: Row[Any]) -> set[Key]:
    """The contact, Message-ID and references of an inbox row, in one set: an address and an id hash differently."""
    return {(row.tenant, key) for key in (row.contact_key, row.message_id_key, *row.refer_keys) if key}


def _keys_at_work(conn: Connection, now: datetime) -> set[Key]:
    busy: set[Key] = set()
    expired = False
    for row in conn.execute(_AT_WORK):
        if row.lease_until > now:
            busy |= keys_of(row)
        else:
            expired = True
    if expired:
        take_back_expired(conn, now)
    return busy


def _choose_due(conn: Connection, busy: set[Key], now: datetime, *, items: int, size: int) -> list[Row[Any]]:
    looked_at = {"now": now, "window": items * WINDOW}
    due = list(conn.execute(_WINDOW, looked_at))
    chosen = choose(_ready(conn, due, now), busy, items=items, size=size)
    if len(due) < items * WINDOW or len(chosen) == items:
        return chosen
    contacts = sorted({row.contact_key for row in due if row.contact_key})
    due += conn.execute(_BEHIND, {**looked_at, "depth": DEPTH, "contacts": contacts})
    return choose(_ready(conn, due, now), busy, items=items, size=size)


def _ready(conn: Connection, due: Sequence[Row[Any]], now: datetime) -> list[Row[Any]]:
    """The rows that need not wait for a mail they refer to, which may be on its way beside them."""
    young = [row for row in due if row.refer_keys and row.received_at > now - PARENT_WAIT]
    keys = {key for row in young for key in row.refer_keys}
    if not keys:
        return list(due)
    parents: dict[Key, set[int]] = {}
    for row in conn.execute(_UNPROCESSED_PARENTS, {"keys": sorted(keys)}):
        parents.setdefault((row.tenant, row.message_id_key), set()).add(row.id)
    waiting = {
        row.id for row in young if any(parents.get((row.tenant, key), set()) - {row.id} for key in row.refer_keys)
    }
    return [row for row in due if row.id not in waiting]


def _item(row: Row[Any]) -> InboxItem:
    """The mail as it is once the claim is written."""
    envelope = Envelope(
        mail_from=row.mail_from,
        recipients=tuple(row.recipients),
        channel=Channel(row.channel),
        peer=row.peer,
        helo=row.helo,
        trusted_peer=row.trusted_peer,
    )
    return InboxItem(
        id=row.id,
        tenant=row.tenant,
        envelope=envelope,
        raw=row.raw,
        received_at=row.received_at,
        attempts=row.attempts + 1,
        lease=row.lease + 1,
        released_as=row.released_as,
    )
