"""How far the tickets of a tenant were looked at for time rules that its desk got new."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from mailgate.store.tables.rules import RULE_PENDING, rule_due, rule_plan
from mailgate.store.tables.tickets import ticket

_STATE = select(rule_plan).where(rule_plan.c.tenant == bindparam("its_tenant"))
_IDS = (
    select(ticket.c.id)
    .where(ticket.c.tenant == bindparam("its_tenant"), ticket.c.id > bindparam("after"), ticket.c.deleted_at.is_(None))
    .order_by(ticket.c.id)
    .limit(bindparam("limit"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """For which rules, up to which ticket, and whether that was the last one."""

    digest: str = ""
    after_id: int = 0
    finished: bool = True


def state(conn: Connection, tenant: str) -> Planned:
    """How far it came; a tenant that was never looked at has no time rules."""
    row = conn.execute(_STATE, {"its_tenant": tenant}).first()
    return Planned() if row is None else Planned(digest=row.digest, after_id=row.after_id, finished=row.finished)


def begin(conn: Connection, tenant: str, state: Planned, now: datetime) -> None:
    """Other rules: what the former ones awaited is awaited no more."""
    conn.execute(
        update(rule_due).where(rule_due.c.tenant == tenant, RULE_PENDING).values(state="cancelled", done_at=now)
    )
    keep(conn, tenant, state)


def keep(conn: Connection, tenant: str, state: Planned) -> None:
    conn.execute(delete(rule_plan).where(rule_plan.c.tenant == tenant))
    conn.execute(
        insert(rule_plan).values(tenant=tenant, digest=state.digest, after_id=state.after_id, finished=state.finished)
    )


def ids_after(conn: Connection, tenant: str, after: int, *, limit: int) -> list[int]:
    """The next tickets of a tenant, ascending."""
    return list(conn.scalars(_IDS, {"its_tenant": tenant, "after": after, "limit": limit}))
