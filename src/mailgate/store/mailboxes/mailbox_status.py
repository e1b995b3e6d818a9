"""How the mailboxes that are read stand, for those who look after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, func, select

from mailgate.store.mailboxes.mailboxes import MailState
from mailgate.store.tables.mailboxes import MAILBOX_MAIL_OPEN, mailbox, mailbox_mail


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxStatus:
    """A mailbox as its readers last saw it."""

    account: str
    folder: str
    node: str
    #: Mails the server had at the last look.
    server_count: int
    succeeded_at: datetime | None
    error: str
    failing_since: datetime | None
    #: When the server last gave the mails other UIDs, which had everything looked through again.
    renumbered_at: datetime | None
    #: Mails we know under the UIDVALIDITY in force, and of those the ones that wait, by state.
    known: int
    taken: int
    failed: int
    too_large: int
    #: When the oldest mail that we could not read, or may not for its size, was first seen.
    oldest_unread_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A mail that could not be read."""

    account: str
    folder: str
    uid: int
    state: MailState
    tries: int
    noted_at: datetime


def statuses(conn: Connection) -> list[MailboxStatus]:
    """Every folder that was ever read, by account."""
    found = conn.execute(select(mailbox).order_by(mailbox.c.account, mailbox.c.folder)).all()
    return [_status(conn, row) for row in found]


def unread(conn: Connection, limit: int = 100) -> list[Unread]:
    """Mails that could not be read and are still on the server, oldest first."""
    states = (MailState.FAILED.value, MailState.TOO_LARGE.value)
    query = select(mailbox_mail).where(MAILBOX_MAIL_OPEN, mailbox_mail.c.state.in_(states))
    return [
        Unread(
            account=row.account,
            folder=row.folder,
            uid=row.uid,
            state=MailState(row.state),
            tries=row.tries,
            noted_at=row.noted_at,
        )
        for row in conn.execute(query.order_by(mailbox_mail.c.noted_at, mailbox_mail.c.uid).limit(limit))
    ]


def _status(conn: Connection, row: Row[Any]) -> MailboxStatus:
    values = row._mapping
    of = [mailbox_mail.c[name] == values[name] for name in ("account", "folder", "uidvalidity")]
    counted = conn.execute(
        select(mailbox_mail.c.state, func.count(), func.min(mailbox_mail.c.noted_at))
        .where(*of)
        .group_by(mailbox_mail.c.state)
    ).all()
    counts = {state: (number, oldest) for state, number, oldest in counted}
    names = ("account", "folder", "node", "server_count", "succeeded_at", "error", "failing_since", "renumbered_at")
    return MailboxStatus(
        **{name: values[name] for name in names},
        known=sum(number for number, _ in counts.values()),
        taken=counts.get("taken", (0, None))[0],
        failed=counts.get("failed", (0, None))[0],
        too_large=counts.get("too_large", (0, None))[0],
        oldest_unread_at=min((counts[state][1] for state in ("failed", "too_large") if state in counts), default=None),
    )
