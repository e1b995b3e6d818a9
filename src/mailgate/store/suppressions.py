"""Addresses that get no mail for a while, since mail to them came back for good."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from mailgate.model.outbound import Suppression
from mailgate.store.tables.queues import suppression

_KEY = [suppression.c.tenant, suppression.c.address]
_COLUMNS = tuple(suppression.c[name] for name in Suppression.__dataclass_fields__)
_OF = select(*_COLUMNS).where(
    suppression.c.tenant == bindparam("tenant"), suppression.c.address.in_(bindparam("addresses", expanding=True))
)
_LIFT = delete(suppression).where(
    suppression.c.tenant == bindparam("tenant"), suppression.c.address == bindparam("address")
)
_SQLITE, _POSTGRESQL = sqlite.insert(suppression), postgresql.insert(suppression)
_PUT = {
    "sqlite": _SQLITE.on_conflict_do_update(
        index_elements=_KEY, set_={name: _SQLITE.excluded[name] for name in ("times", "since", "until", "reason")}
    ),
    "postgresql": _POSTGRESQL.on_conflict_do_update(
        index_elements=_KEY, set_={name: _POSTGRESQL.excluded[name] for name in ("times", "since", "until", "reason")}
    ),
}


def of(conn: Connection, tenant: str, addresses: Collection[str]) -> dict[str, Suppression]:
    """What is known against lower-case addresses, also where its term is over."""
    if not addresses:
        return {}
    rows = conn.execute(_OF, {"tenant": tenant, "addresses": sorted(addresses)})
    return {row.address: Suppression(**row._asdict()) for row in rows}


def change(conn: Connection, tenant: str, new: Suppression | None, lifted: Collection[str]) -> None:
    """Suppress an address, and let others have mail again."""
    if new is not None:
        values = {name: getattr(new, name) for name in Suppression.__dataclass_fields__}
        conn.execute(_PUT[conn.dialect.name], {"tenant": tenant, **values})
    for address in lifted:
        lift(conn, tenant, address)


def lift(conn: Connection, tenant: str, address: str) -> bool:
    """Let an address have mail again, as if none had ever come back. False: it was not suppressed."""
    return conn.execute(_LIFT, {"tenant": tenant, "address": address.lower()}).rowcount == 1
