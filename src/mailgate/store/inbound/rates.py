"""How much a sender sent lately, as far as a desk limits it (spec/features.md A.2.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from mailgate.model.desk import DeskRates
from mailgate.model.limits import Rate
from mailgate.store.tables.tickets import message, ticket

#: What was written over years is imported at once, and says nothing of how much somebody writes.
_WRITTEN_NOW = ticket.c.source != "import"
_BY_CONTACT = (
    select(ticket.c.contact_id, func.count())
    .where(
        ticket.c.contact_id.in_(bindparam("asked", expanding=True)),
        ticket.c.created_at > bindparam("since"),
        _WRITTEN_NOW,
    )
    .group_by(ticket.c.contact_id)
)
_BY_DOMAIN = (
    select(ticket.c.customer_domain, func.count())
    .where(
        ticket.c.tenant == bindparam("tenant"),
        ticket.c.customer_domain.in_(bindparam("asked", expanding=True)),
        ticket.c.created_at > bindparam("since"),
        _WRITTEN_NOW,
    )
    .group_by(ticket.c.customer_domain)
)
_REPLIES = (
    select(message.c.ticket_id, message.c.author_email, func.count())
    .where(message.c.ticket_id.in_(bindparam("asked", expanding=True)), message.c.created_at > bindparam("since"))
    .group_by(message.c.ticket_id, message.c.author_email)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One mail, as the limits see it."""

    tenant: str
    rates: DeskRates
    #: Lower-case address, or empty.
    author: str
    contact_id: int | None
    #: The ticket it most likely is about.
    ticket_id: int | None
    now: datetime

    @property
    def domain(self) -> str:
        return self.author.rpartition("@")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Within the windows of the rates: tickets of the sender and of its domain, the sender's words on the ticket."""

    by_sender: int = 0
    by_domain: int = 0
    replies: int = 0


def count(conn: Connection, asked: Sequence[Asked]) -> list[Counted]:
    """Count for each mail; those of one call are of one tenant. What is not limited is not counted."""
    if not asked:
        return []
    by_sender: dict[tuple[object, ...], int] = {}
    by_domain: dict[tuple[object, ...], int] = {}
    replies: dict[tuple[object, ...], int] = {}
    first = asked[0]
    if rate := first.rates.tickets_per_sender:
        by_sender = _counts(conn, _BY_CONTACT, first, rate, (it.contact_id for it in asked))
    if rate := first.rates.tickets_per_domain:
        by_domain = _counts(conn, _BY_DOMAIN, first, rate, (it.domain for it in asked), tenant=first.tenant)
    if rate := first.rates.replies_per_ticket:
        replies = _counts(conn, _REPLIES, first, rate, (it.ticket_id for it in asked))
    return [
        Counted(
            by_sender=by_sender.get((it.contact_id,), 0),
            by_domain=by_domain.get((it.domain,), 0),
            replies=replies.get((it.ticket_id, it.author), 0),
        )
        for it in asked
    ]


def _counts(
    conn: Connection, statement: Select[Any], first: Asked, rate: Rate, asked: Iterable[object], **values: object
) -> dict[tuple[object, ...], int]:
    names = sorted({name for name in asked if name}, key=str)
    if not names:
        return {}
    rows = conn.execute(statement, {"asked": names, "since": first.now - rate.window, **values})
    return {tuple(names): counted for *names, counted in rows}
