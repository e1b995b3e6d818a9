"""Held mail that waits for no person but for its turn: when it may open its ticket, and its release by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select, update

from mailgate.model.desk import Desk
from mailgate.model.envelope import InboxState
from mailgate.model.limits import Rate
from mailgate.model.ticket import Contact
from mailgate.store.hints import Work, note
from mailgate.store.tables.queues import INBOX_TIMED, inbox
from mailgate.store.tables.tickets import ticket

#: A look at the clock is never asked for sooner.
_SOONEST = timedelta(seconds=1)

_OPENED_BY_SENDER = (
    select(ticket.c.created_at)
    .where(ticket.c.contact_id == bindparam("who"))
    .order_by(ticket.c.created_at.desc())
    .limit(bindparam("most"))
)
_OPENED_BY_DOMAIN = (
    select(ticket.c.created_at)
    .where(ticket.c.tenant == bindparam("tenant"), ticket.c.customer_domain == bindparam("who"))
    .order_by(ticket.c.created_at.desc())
    .limit(bindparam("most"))
)
_PLANNED = (
    select(inbox.c.due_at)
    .where(INBOX_TIMED, inbox.c.tenant == bindparam("tenant"), inbox.c.waits_for == bindparam("line"))
    .order_by(inbox.c.due_at.desc())
    .limit(bindparam("most"))
)
_NEXT = select(func.min(inbox.c.due_at)).where(INBOX_TIMED)
_RELEASE = (
    update(inbox)
    .where(INBOX_TIMED, inbox.c.due_at <= bindparam("now"))
    .values(
        state=InboxState.PENDING.value,
        outcome="",
        detail="",
        waits_for="",
        attempts=0,
        node_attempts=0,
        processed_at=None,
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """When a mail's turn comes, and the line it stands in: all that wait for the same limit."""

    at: datetime
    #: ``sender:81`` or ``domain:customers.test``.
    line: str


def next_turn(conn: Connection, desk: Desk, contact: Contact | None, author: str, *, now: datetime) -> Turn:
    """When one more mail of this author may open a ticket, behind those that wait already (A.2.7: a sliding window)."""
    rates, domain = desk.rates, author.rpartition("@")[2]
    turns = []
    if rates.tickets_per_sender and contact:
        asked = _Asked(desk.tenant, f"sender:{contact.id}", rates.tickets_per_sender, now)
        turns.append(_turn(conn, asked, _OPENED_BY_SENDER, {"who": contact.id}))
    if rates.tickets_per_domain and domain:
        asked = _Asked(desk.tenant, f"domain:{domain}", rates.tickets_per_domain, now)
        turns.append(_turn(conn, asked, _OPENED_BY_DOMAIN, {"who": domain, "tenant": desk.tenant}))
    return max(turns, key=lambda turn: turn.at)


def next_release(conn: Connection) -> datetime | None:
    """When the next turn comes."""
    return conn.execute(_NEXT).scalar_one_or_none()


def release_due(conn: Connection, *, now: datetime) -> int:
    """Have every mail whose turn has come worked on again, in the order of their turns; the answer is how many."""
    released = conn.execute(_RELEASE, {"now": now}).rowcount
    if released:
        note(conn, Work.INBOX)
    return released


@dataclass(frozen=True, slots=True)
class _Asked:
    tenant: str
    line: str
    rate: Rate
    now: datetime


def _turn(conn: Connection, asked: _Asked, opened: Select[Any], who: dict[str, object]) -> Turn:
    """One window after the last but ``count`` of all openings, those that happened and those that are planned."""
    most = asked.rate.count
    happened = conn.execute(opened, {**who, "most": most}).scalars()
    planned = conn.execute(_PLANNED, {"tenant": asked.tenant, "line": asked.line, "most": most}).scalars()
    newest = sorted((*happened, *planned), reverse=True)[:most]
    room = newest[-1] + asked.rate.window if len(newest) == most else asked.now
    return Turn(at=max(room, asked.now + _SOONEST), line=asked.line)
