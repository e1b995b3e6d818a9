"""Customers' address records."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.exc import IntegrityError

from mailgate.errors import Conflict
from mailgate.model.ticket import Contact
from mailgate.store.engine.many_rows import ManyRows
from mailgate.store.tables.tickets import contact

_BY_EMAILS = select(contact.c.id, contact.c.email, contact.c.name).where(
    contact.c.tenant == bindparam("tenant"), contact.c.email.in_(bindparam("emails", expanding=True))
)
_BY_ID = select(contact.c.email, contact.c.name).where(
    contact.c.tenant == bindparam("tenant"), contact.c.id == bindparam("id")
)
_ROWS = ManyRows(contact)


def by_emails(conn: Connection, tenant: str, emails: Collection[str]) -> dict[str, Contact]:
    """The records of lower-case addresses, by address."""
    if not emails:
        return {}
    rows = conn.execute(_BY_EMAILS, {"tenant": tenant, "emails": list(emails)})
    return {row.email: Contact(id=row.id, tenant=tenant, email=row.email, name=row.name) for row in rows}


def by_email(conn: Connection, tenant: str, email: str) -> Contact | None:
    """The record of a lower-case address."""
    return by_emails(conn, tenant, (email,)).get(email)


def by_id(conn: Connection, tenant: str, contact_id: int) -> Contact | None:
    row = conn.execute(_BY_ID, {"tenant": tenant, "id": contact_id}).first()
    return None if row is None else Contact(id=contact_id, tenant=tenant, email=row.email, name=row.name)


def add(conn: Connection, new: Sequence[Contact], now: datetime) -> None:
    """Store new contacts.

    Raises:
        Conflict: Somebody else stored one of the addresses meanwhile.
    """
    if not new:
        return
    rows = [
        {"id": value.id, "tenant": value.tenant, "email": value.email, "name": value.name, "created_at": now}
        for value in new
    ]
    try:
        _ROWS.insert(conn, rows)
    except IntegrityError as error:
        raise Conflict("a contact of this address exists") from error
