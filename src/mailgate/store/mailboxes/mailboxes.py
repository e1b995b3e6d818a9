"""How far each IMAP mailbox was read, which node reads it, and what became of its mails.

A mail's row is written with its inbox row, in one transaction and under the number of the lease: whoever lost the
lease, or died before the commit, has taken nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, Update, and_, bindparam, func, select, update
from sqlalchemy import insert as insert_into

from mailgate.errors import Conflict
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.tables.mailboxes import MAILBOX_MAIL_OPEN, mailbox, mailbox_mail

#: Renewed three times within; after a node's death another one takes the mailbox over.
LEASE = timedelta(seconds=30)
#: A mail that could not be read so often is listed, and tried again only once in a while.
TRIES = 3
_SELDOM = timedelta(hours=6)
#: A server that numbers its mails anew with every look is told of only so often.
_ONCE_A_DAY = timedelta(days=1)


class MailState(StrEnum):
    """What became of a mail in a mailbox."""

    TAKEN = "taken"
    DONE = "done"
    FAILED = "failed"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A mailbox under lease, and how far it was read."""

    account: str
    folder: str
    lease: int
    uidvalidity: int
    last_uid: int
    rescan_until: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """One mail to be noted."""

    uid: int
    state: MailState
    digest: str = ""
    inbox_id: int | None = None


_KEY = and_(mailbox.c.account == bindparam("of_account"), mailbox.c.folder == bindparam("of_folder"))
#: Under the lease of the cursor.
_OURS = update(mailbox).where(_KEY, mailbox.c.lease == bindparam("of_lease"))
_ADVANCE = _OURS.values(last_uid=bindparam("reached"))
_MAILS = (
    mailbox_mail.c.account == bindparam("of_account"),
    mailbox_mail.c.folder == bindparam("of_folder"),
    mailbox_mail.c.uidvalidity == bindparam("of_uidvalidity"),
)
_UNREAD = mailbox_mail.c.state.in_([MailState.FAILED.value, MailState.TOO_LARGE.value])
# By their range, not one by one: mostly there are none, and hundreds of parameters cost more than the look.
_UNSETTLED = select(mailbox_mail.c.uid).where(
    *_MAILS, _UNREAD, MAILBOX_MAIL_OPEN, mailbox_mail.c.uid.between(bindparam("first"), bindparam("last"))
)
_ANY_NOTED = (
    select(mailbox_mail.c.uid)
    .where(mailbox_mail.c.account == bindparam("of_account"), mailbox_mail.c.folder == bindparam("of_folder"))
    .limit(1)
)
_SETTLE = update(mailbox_mail).where(*_MAILS, _UNREAD, mailbox_mail.c.uid == bindparam("of_uid"))
_NEW_MAILS = ManyRows(mailbox_mail)


def claim(conn: Connection, account: str, folder: str, *, node: str, now: datetime) -> Cursor | None:
    """Take the lease of a folder of an account; None while another node has it. A node takes back its own at once."""
    key = {"of_account": account, "of_folder": folder}
    found = conn.execute(select(mailbox).where(_KEY).with_for_update(), key).one_or_none()
    if found is None:
        conn.execute(insert_into(mailbox), {"account": account, "folder": folder})
        found = conn.execute(select(mailbox).where(_KEY), key).one()
    if found.node not in ("", node) and found.lease_until is not None and found.lease_until > now:
        return None
    values = {"node": node, "lease": found.lease + 1, "lease_until": now + LEASE}
    conn.execute(update(mailbox).where(_KEY).values(values), key)
    return Cursor(
        account=account,
        folder=folder,
        lease=found.lease + 1,
        uidvalidity=found.uidvalidity,
        last_uid=found.last_uid,
        rescan_until=found.rescan_until,
    )


def renew(conn: Connection, cursor: Cursor, now: datetime) -> None:
    """Hold the lease a while longer.

    Raises:
        Conflict: another node has it.
    """
    _change(conn, cursor, lease_until=now + LEASE)


def release(conn: Connection, cursor: Cursor) -> None:
    """Let another node read; does nothing when one does already."""
    conn.execute(_OURS.values(node="", lease_until=None), _of(cursor))


def rescan(conn: Connection, cursor: Cursor, *, uidvalidity: int, until: int, now: datetime) -> Cursor:
    """Begin anew: the UIDs known so far mean nothing any more. Mails up to UID ``until`` may be known by content.

    Of a folder of which nothing was ever noted, none is.
    """
    if conn.execute(_ANY_NOTED, _of(cursor)).first() is None:
        until = 0
    _change(conn, cursor, uidvalidity=uidvalidity, last_uid=0, rescan_until=until)
    if cursor.uidvalidity:
        # Its UIDs meant something before (F-16).
        recently = mailbox.c.renumbered_at > now - _ONCE_A_DAY
        conn.execute(_OURS.where(~func.coalesce(recently, False)).values(renumbered_at=now), _of(cursor))
    # One that was in use before: what was noted under these UIDs is known by content alone, for the server may have
    # given them to other mails since.
    moved = update(mailbox_mail).where(*_MAILS).values(uidvalidity=-cursor.lease, state=MailState.DONE.value)
    conn.execute(moved, {**_of(cursor), "of_uidvalidity": uidvalidity})
    return replace(cursor, uidvalidity=uidvalidity, last_uid=0, rescan_until=until)


def begin_behind(conn: Connection, cursor: Cursor, *, uidvalidity: int, last_uid: int) -> Cursor:
    """Begin behind a UID: what was there before a folder was first opened is left alone."""
    _change(conn, cursor, uidvalidity=uidvalidity, last_uid=last_uid, rescan_until=0)
    return replace(cursor, uidvalidity=uidvalidity, last_uid=last_uid, rescan_until=0)


def settle(conn: Connection, cursor: Cursor, mails: Sequence[Settled], *, last_uid: int, now: datetime) -> Cursor:
    """Note what became of mails, and that everything up to ``last_uid`` is accounted for.

    Raises:
        Conflict: another node reads the mailbox; nothing may be kept.
    """
    _under_lease(conn, cursor, _ADVANCE, reached=max(last_uid, cursor.last_uid))
    unsettled = _unsettled(conn, cursor, [mail.uid for mail in mails])
    rows = []
    for mail in mails:
        # One that is too large may be removed by a person, or allowed by another limit.
        due_at = now + _SELDOM if mail.state is MailState.TOO_LARGE else now
        values = {"state": mail.state.value, "digest": mail.digest, "inbox_id": mail.inbox_id, "due_at": due_at}
        if mail.uid in unsettled:
            conn.execute(_SETTLE.values(values), {**_of(cursor), "of_uid": mail.uid})
        else:
            rows.append({**_row(cursor, mail.uid), **values, "noted_at": now})
    # A mail that is settled already violates the primary key: the whole transaction is undone.
    _NEW_MAILS.insert(conn, rows)
    return replace(cursor, last_uid=max(last_uid, cursor.last_uid))


def _unsettled(conn: Connection, cursor: Cursor, uids: Sequence[int]) -> set[int]:
    """Those of these mails that could not be read before."""
    if not uids:
        return set()
    between = {**_of(cursor), "first": min(uids), "last": max(uids)}
    return set(conn.execute(_UNSETTLED, between).scalars()).intersection(uids)


def begin_try(conn: Connection, cursor: Cursor, uid: int, now: datetime) -> int:
    """Count one more try at a mail that makes trouble, before it is made; the answer is how many there were."""
    _change(conn, cursor, lease_until=now + LEASE)
    where = (*_MAILS, mailbox_mail.c.uid == bindparam("of_uid"))
    key = {**_of(cursor), "of_uid": uid}
    before = conn.execute(select(mailbox_mail.c.tries).where(*where), key).scalar_one_or_none()
    tries = (before or 0) + 1
    due_at = now if tries < TRIES else now + _SELDOM
    values = {"state": MailState.FAILED.value, "tries": tries, "due_at": due_at}
    if before is None:
        conn.execute(insert_into(mailbox_mail), {**_row(cursor, uid), **values, "noted_at": now})
    else:
        conn.execute(update(mailbox_mail).where(*where).values(values), key)
    return tries


def noted_above(conn: Connection, cursor: Cursor) -> set[int]:
    """Which mails beyond the cursor have a row already, whatever became of them."""
    query = select(mailbox_mail.c.uid).where(*_MAILS, mailbox_mail.c.uid > cursor.last_uid)
    return set(conn.execute(query, _of(cursor)).scalars())


def forget(conn: Connection, cursor: Cursor, uids: Iterable[int]) -> None:
    """These mails are gone from the server, and were never read."""
    gone = update(mailbox_mail).where(*_MAILS, mailbox_mail.c.uid.in_(list(uids))).values(state=MailState.DONE.value)
    conn.execute(gone, _of(cursor))


def troubled(conn: Connection, cursor: Cursor, now: datetime) -> list[int]:
    """UIDs that were not read and are to be tried, or looked for, again now, ascending."""
    wanted = (_UNREAD, mailbox_mail.c.due_at <= now, MAILBOX_MAIL_OPEN)
    query = select(mailbox_mail.c.uid).where(*_MAILS, *wanted).order_by(mailbox_mail.c.uid)
    return list(conn.execute(query, _of(cursor)).scalars())


def taken(conn: Connection, cursor: Cursor, above: int, limit: int) -> list[int]:
    """UIDs above this one of kept mails that the server is still to be told of, ascending."""
    wanted = (mailbox_mail.c.state == MailState.TAKEN.value, mailbox_mail.c.uid > above, MAILBOX_MAIL_OPEN)
    query = select(mailbox_mail.c.uid).where(*_MAILS, *wanted).order_by(mailbox_mail.c.uid).limit(limit)
    return list(conn.execute(query, _of(cursor)).scalars())


def done(conn: Connection, cursor: Cursor, uids: Sequence[int]) -> None:
    """The server was told of these kept mails."""
    finished = update(mailbox_mail).where(*_MAILS, mailbox_mail.c.uid.in_(uids)).values(state=MailState.DONE.value)
    conn.execute(finished, _of(cursor))


def known_digests(conn: Connection, cursor: Cursor, digests: Sequence[str]) -> set[str]:
    """Which of these contents were taken from this folder before."""
    query = select(mailbox_mail.c.digest).where(
        mailbox_mail.c.account == cursor.account,
        mailbox_mail.c.folder == cursor.folder,
        mailbox_mail.c.digest.in_(digests),
    )
    return set(conn.execute(query).scalars())


def succeeded(conn: Connection, cursor: Cursor, *, server_count: int, now: datetime) -> None:
    """Everything the server has is accounted for."""
    _change(conn, cursor, succeeded_at=now, server_count=server_count, error="", failing_since=None)


def failed(conn: Connection, account: str, folder: str, *, error: str, now: datetime) -> None:
    """Reading does not work; since when is kept until it works again."""
    since = func.coalesce(mailbox.c.failing_since, bindparam("since", now, type_=mailbox.c.failing_since.type))
    key = {"of_account": account, "of_folder": folder}
    conn.execute(update(mailbox).where(_KEY).values(error=error, failing_since=since), key)


def _change(conn: Connection, cursor: Cursor, **values: object) -> None:
    _under_lease(conn, cursor, _OURS.values(values))


def _under_lease(conn: Connection, cursor: Cursor, statement: Update, **values: object) -> None:
    if not conn.execute(statement, {**_of(cursor), **values}).rowcount:
        raise Conflict(f"another node reads the mailbox of {cursor.account}")


def _of(cursor: Cursor) -> dict[str, object]:
    return {
        "of_account": cursor.account,
        "of_folder": cursor.folder,
        "of_lease": cursor.lease,
        "of_uidvalidity": cursor.uidvalidity,
    }


def _row(cursor: Cursor, uid: int) -> dict[str, object]:
    return {"account": cursor.account, "folder": cursor.folder, "uidvalidity": cursor.uidvalidity, "uid": uid}
