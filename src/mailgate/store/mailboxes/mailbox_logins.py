"""Tokens for mailboxes, sealed by whoever keeps them here; one asks for new ones at a time, whatever the nodes are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, func, or_, select, update
from sqlalchemy import insert as insert_into
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.store.tables.mailboxes import mailbox_login

#: Longer than an issuer is waited for; whoever asked has died then.
_BUSY = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What is kept for one account."""

    account: str
    #: Empty: nothing was had yet.
    sealed: str = ""
    #: Hash of the configured refresh token that the tokens came from; empty for those of ``imap login``.
    origin: str = ""
    access_until: datetime | None = None
    #: None when nobody said when the refresh token ends.
    refresh_until: datetime | None = None
    version: int = 0
    busy_until: datetime | None = None
    refreshed_at: datetime | None = None
    error: str = ""
    failing_since: datetime | None = None


_OF = mailbox_login.c.account == bindparam("of_account")


def known(conn: Connection, account: str) -> Login:
    """What is kept of an account, which may be nothing."""
    row = conn.execute(select(mailbox_login).where(_OF), {"of_account": account}).one_or_none()
    return Login(account=account) if row is None else Login(**row._mapping)


def all_known(conn: Connection) -> list[Login]:
    """Every account that logs in by tokens, by name."""
    return [Login(**row._mapping) for row in conn.execute(select(mailbox_login).order_by(mailbox_login.c.account))]


def begin(conn: Connection, login: Login, now: datetime) -> Login | None:
    """Be the one who asks the issuer; None when somebody else is, or was since ``login`` was read."""
    start(conn, login.account)
    free = or_(mailbox_login.c.busy_until.is_(None), mailbox_login.c.busy_until <= now)
    mine = update(mailbox_login).where(_OF, mailbox_login.c.version == login.version, free)
    version = login.version + 1
    done = conn.execute(mine.values(version=version, busy_until=now + _BUSY), {"of_account": login.account})
    return known(conn, login.account) if done.rowcount else None


def keep(conn: Connection, login: Login, *, now: datetime) -> None:
    """Keep new tokens, whoever else asked meanwhile: an older refresh token may be worth nothing any more."""
    conn.execute(
        update(mailbox_login)
        .where(_OF)
        .values(
            sealed=login.sealed,
            origin=login.origin,
            access_until=login.access_until,
            refresh_until=login.refresh_until,
            version=mailbox_login.c.version + 1,
            busy_until=None,
            refreshed_at=now,
            error="",
            failing_since=None,
        ),
        {"of_account": login.account},
    )


def start(conn: Connection, account: str) -> None:
    """Have a row to keep tokens in.

    Raises:
        Conflict: Another node makes it just now.
    """
    if conn.execute(select(mailbox_login.c.account).where(_OF), {"of_account": account}).one_or_none() is not None:
        return
    try:
        conn.execute(insert_into(mailbox_login), {"account": account})
    except IntegrityError as error:
        raise Conflict(f"the login of {account} was made by another node") from error


def failed(conn: Connection, login: Login, error: str, now: datetime) -> None:
    """The issuer gave nothing; since when is kept until it does again."""
    since = func.coalesce(
        mailbox_login.c.failing_since, bindparam("since", now, type_=mailbox_login.c.failing_since.type)
    )
    mine = update(mailbox_login).where(_OF, mailbox_login.c.version == login.version)
    conn.execute(mine.values(error=error, failing_since=since, busy_until=None), {"of_account": login.account})
