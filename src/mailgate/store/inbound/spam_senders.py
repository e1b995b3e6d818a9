"""Addresses whose mail an agent called spam, each for a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.mark import SpamSender
from mailgate.store.tables.columns import Instant
from mailgate.store.tables.tickets import spam_sender

#: Addresses change hands, and people mend their ways; whoever goes on is soon listed again.
LISTED_FOR = timedelta(days=180)

_MERGED: dict[str, Any] = {"index_elements": [spam_sender.c.tenant, spam_sender.c.email]}
_FIELDS = ("listed_by", "because", "listed_at", "until")
_SQLITE, _POSTGRESQL = sqlite.insert(spam_sender), postgresql.insert(spam_sender)
_ADD = {
    "sqlite": _SQLITE.on_conflict_do_update(**_MERGED, set_={name: _SQLITE.excluded[name] for name in _FIELDS}),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        **_MERGED, set_={name: _POSTGRESQL.excluded[name] for name in _FIELDS}
    ),
}
_ITS = (spam_sender.c.tenant == bindparam("its_tenant"), spam_sender.c.email == bindparam("its_email"))
_REMOVE = delete(spam_sender).where(*_ITS)
_FORGET = delete(spam_sender).where(
    spam_sender.c.tenant == bindparam("its_tenant"), spam_sender.c.until <= bindparam("now", type_=Instant())
)
_LISTING = select(spam_sender).where(spam_sender.c.tenant == bindparam("tenant")).order_by(spam_sender.c.email)


def add(conn: Connection, senders: Sequence[tuple[str, SpamSender]]) -> None:
    """List addresses, each under its tenant, and forget those whose time is over."""
    for tenant, sender in senders:
        conn.execute(_FORGET, {"its_tenant": tenant, "now": sender.listed_at})
        row = {"tenant": tenant, "email": sender.email} | {name: getattr(sender, name) for name in _FIELDS}
        conn.execute(_ADD[conn.dialect.name], row)


def remove(conn: Connection, tenant: str, email: str) -> bool:
    """Take an address off the list. False: it is not there."""
    return conn.execute(_REMOVE, {"its_tenant": tenant, "its_email": email}).rowcount == 1


def listing(conn: Connection, tenant: str) -> list[SpamSender]:
    """The list in the order of addresses."""
    return [
        SpamSender(**{name: getattr(row, name) for name in ("email", *_FIELDS)})
        for row in conn.execute(_LISTING, {"tenant": tenant})
    ]
