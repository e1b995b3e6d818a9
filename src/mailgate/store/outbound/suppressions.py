"""Addresses that get no mail for a while, since mail to them failed."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.outbound import Suppression
from mailgate.store.tables.queues import suppression

_KEY = [suppression.c.tenant, suppression.c.address]
_COLUMNS = tuple(suppression.c[name] for name in Suppression.__dataclass_fields__)
_OF = select(*_COLUMNS).where(
    suppression.c.tenant == bindparam("tenant"), suppression.c.address.in_(bindparam("addresses", expanding=True))
)
_LISTING = select(suppression.c.tenant, *_COLUMNS).order_by(suppression.c.since.desc(), suppression.c.address)
_LIFT = (
    update(suppression)
    .where(suppression.c.tenant == bindparam("of_tenant"), suppression.c.address == bindparam("of_address"))
    .where(suppression.c.lifted_at.is_(None))
    .values(times=0, until=bindparam("now"), lifted_at=bindparam("now"), lifted_by=bindparam("by"))
)
_SQLITE, _POSTGRESQL = sqlite.insert(suppression), postgresql.insert(suppression)
_CHANGED = [name for name in Suppression.__dataclass_fields__ if name != "address"]
_PUT = {
    "sqlite": _SQLITE.on_conflict_do_update(
        index_elements=_KEY, set_={name: _SQLITE.excluded[name] for name in _CHANGED}
    ),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=_KEY, set_={name: _POSTGRESQL.excluded[name] for name in _CHANGED}
    ),
}


def of(conn: Connection, tenant: str, addresses: Collection[str]) -> dict[str, Suppression]:
    """What is known against lower-case addresses, also where its term is over."""
    if not addresses:
        return {}
    rows = conn.execute(_OF, {"tenant": tenant, "addresses": sorted(addresses)})
    return {row.address: Suppression(**row._asdict()) for row in rows}


def listing(conn: Connection, tenant: str | None, *, now: datetime | None) -> list[tuple[str, Suppression]]:
    """Addresses, each with its tenant, the newest first; a tenant of None means all.

    Args:
        now: Only those that get no mail at this instant; None: all that ever were suppressed.
    """
    statement = _LISTING if now is None else _LISTING.where(suppression.c.until > now)
    if tenant is not None:
        statement = statement.where(suppression.c.tenant == tenant)
    rows = (row._asdict() for row in conn.execute(statement))
    return [(row.pop("tenant"), Suppression(**row)) for row in rows]


def put(conn: Connection, tenant: str, found: Iterable[Suppression]) -> None:
    """Suppress addresses."""
    rows = [{"tenant": tenant, **{name: getattr(new, name) for name in ("address", *_CHANGED)}} for new in found]
    if rows:
        conn.execute(_PUT[conn.dialect.name], rows)


def lift(conn: Connection, tenant: str, address: str, *, by: str, now: datetime) -> bool:
    """Let an address have mail again, as if none had ever failed. False: it is not on the list, or was lifted before.

    Args:
        by: As in ``Suppression.lifted_by``.
    """
    values = {"of_tenant": tenant, "of_address": address.lower(), "by": by, "now": now}
    return conn.execute(_LIFT, values).rowcount == 1
