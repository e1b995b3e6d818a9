"""Held mail as people decide about it: what waits and why, and what becomes of it by their word."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from mailgate.errors import Conflict
from mailgate.model.envelope import InboxState
from mailgate.model.event import Event, EventKind
from mailgate.model.recording import Release
from mailgate.store.hints import Work, note
from mailgate.store.inbound.inbox_rows import InboxRow, columns, from_row
from mailgate.store.tables.journal import event
from mailgate.store.tables.queues import INBOX_WAITING, inbox
from mailgate.store.tickets import events
from mailgate.store.tickets.listing import COUNTED, Page, PageRequest

_IS_HELD = (INBOX_WAITING, inbox.c.state == InboxState.HELD.value)
_BY_IDS = select(*columns).where(
    inbox.c.tenant == bindparam("tenant"), inbox.c.id.in_(bindparam("ids", expanding=True))
)
_JOURNAL = (
    select(event)
    .where(event.c.inbox_id.in_(bindparam("ids", expanding=True)), event.c.kind.in_(bindparam("kinds", expanding=True)))
    .order_by(event.c.id)
)
_KINDS = [EventKind.MAIL_HELD.value, EventKind.MAIL_RELEASED.value]
_ITS = (inbox.c.tenant == bindparam("its_tenant"), inbox.c.id == bindparam("its_id"))
_ENDED: dict[str, Any] = {"waits_for": "", "due_at": bindparam("now")}
_AGAIN: dict[str, Any] = {
    **_ENDED,
    "state": InboxState.PENDING.value,
    "attempts": 0,
    "node_attempts": 0,
    "processed_at": None,
    "outcome": "",
    "detail": "",
    "released_as": bindparam("how"),
}
_STATEMENTS = {
    "again": update(inbox).where(*_ITS, *_IS_HELD).values(**_AGAIN),
    "away": update(inbox)
    .where(*_ITS, *_IS_HELD)
    .values(**_ENDED, state=InboxState.DISCARDED.value, outcome=bindparam("how"), processed_at=bindparam("now")),
    "undo": update(inbox)
    .where(*_ITS, inbox.c.state == InboxState.DISCARDED.value)
    .values(state=InboxState.HELD.value, outcome=bindparam("reason")),
}
_WAYS = {"accept": "again", "new": "again", "spam": "away", "discard": "away", "undo": "undo"}
#: What the inbox row says of a mail that was put away.
_OUTCOMES = {"discard": "discarded"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMail:
    """A mail that is or was held, with the journal of that."""

    row: InboxRow
    #: Of its ``mail.held`` and ``mail.released`` events, oldest first.
    journal: tuple[Event, ...]

    @property
    def waits(self) -> bool:
        return self.row.state is InboxState.HELD

    @property
    def account(self) -> Event | None:
        """The journal's account of why it was held last."""
        return next((each for each in reversed(self.journal) if each.kind is EventKind.MAIL_HELD), None)

    @property
    def word(self) -> Event | None:
        """The last word of a person on it."""
        return next((each for each in reversed(self.journal) if each.kind is EventKind.MAIL_RELEASED), None)

    @property
    def route(self) -> Mapping[str, Any]:
        """Queue, subject and the like, as the journal has them."""
        found = self.account.details.get("route") if self.account else None
        return found if isinstance(found, Mapping) else {}


def held_mails(conn: Connection, tenant: str, ids: Collection[int]) -> dict[int, HeldMail]:
    """Mails of a tenant by id; one that was never held is left out."""
    if not ids:
        return {}
    rows = [from_row(row) for row in conn.execute(_BY_IDS, {"tenant": tenant, "ids": sorted(ids)})]
    found = _with_journals(conn, rows)
    return {mail.row.id: mail for mail in found if mail.account is not None or mail.waits}


def list_held(conn: Connection, tenant: str, part: PageRequest) -> Page[HeldMail]:
    """What waits, oldest first."""
    scope = select(*columns).where(*_IS_HELD, inbox.c.tenant == tenant)
    counted = select(func.count()).select_from(scope.with_only_columns(inbox.c.id).limit(COUNTED + 1).subquery())
    total = conn.execute(counted).scalar_one()
    rows = conn.execute(scope.order_by(inbox.c.id).limit(part.limit).offset(part.offset))
    items = _with_journals(conn, [from_row(row) for row in rows])
    return Page(items=items, total=min(total, COUNTED), total_is_minimum=total > COUNTED)


def carry_out(conn: Connection, releases: Sequence[tuple[str, Release]], *, now: datetime) -> None:
    """Do what people said of held mails, each under its tenant, in the transaction that writes it down.

    Raises:
        Conflict: One of them is held no more: somebody else was faster.
    """
    for tenant, release in releases:
        values = {"its_tenant": tenant, "its_id": release.inbox_id, "now": now}
        way = _WAYS[release.how]
        how = _OUTCOMES.get(release.how, release.how)
        said = {"reason": release.reason} if way == "undo" else {"how": how}
        if way == "undo":
            del values["now"]
        if conn.execute(_STATEMENTS[way], {**values, **said}).rowcount != 1:
            raise Conflict(f"mail {release.inbox_id} is held no more")
        if way == "again":
            note(conn, Work.INBOX)


def _with_journals(conn: Connection, rows: Sequence[InboxRow]) -> list[HeldMail]:
    journals: dict[int, list[Event]] = {row.id: [] for row in rows}
    if rows:
        for row in conn.execute(_JOURNAL, {"ids": list(journals), "kinds": _KINDS}):
            journals[row.inbox_id].append(events.from_row(row))
    return [HeldMail(row=row, journal=tuple(journals[row.id])) for row in rows]
