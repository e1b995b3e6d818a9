"""Approvals as rows; a decision is one compare-and-set on the version that it was made on, so once in all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from mailgate.errors import Conflict
from mailgate.model.approval import Approval, ApprovalMode, ApprovalState, ApprovalTerms, Voice
from mailgate.model.ticket import Status
from mailgate.store.hints import Work, note
from mailgate.store.tables.people import APPROVAL_OPEN
from mailgate.store.tables.people import approval as table

_NEXT = select(func.min(table.c.next_at)).where(APPROVAL_OPEN)
_DUE = (
    select(table)
    .where(APPROVAL_OPEN, table.c.next_at <= bindparam("now"))
    .order_by(table.c.next_at, table.c.id)
    .limit(1)
)
_OF_TICKET = select(table).where(table.c.ticket_id == bindparam("of_ticket")).order_by(table.c.id)
_BY_ID = select(table).where(table.c.id == bindparam("row_id"))
#: What still waits for somebody.
OPEN = (ApprovalState.REQUESTED, ApprovalState.PENDING)
#: So many are looked through for what one person is asked, the newest.
EXAMINED = 1_000
_NEWEST = select(table).where(table.c.tenant == bindparam("its_tenant")).order_by(table.c.id.desc()).limit(EXAMINED)
_NEWEST_OPEN = _NEWEST.where(APPROVAL_OPEN)
_FIXED = ("id", "tenant", "ticket_id", "requested_by", "requested_at", "waits")
_CHANGE = (
    update(table)
    .where(table.c.id == bindparam("row_id"), table.c.version == bindparam("version_read"))
    .values({column: bindparam(column.name) for column in table.c if column.name not in _FIXED})
)


def next_due(conn: Connection) -> datetime | None:
    """When the next request, reminder or expiry falls due."""
    return conn.execute(_NEXT).scalar_one_or_none()


def due(conn: Connection, *, now: datetime) -> Approval | None:
    """The one that has been due for longest."""
    row = conn.execute(_DUE, {"now": now}).first()
    return None if row is None else _from_row(row)


def of_ticket(conn: Connection, tenant: str, ticket_id: int) -> list[Approval]:
    """All that were asked for on a ticket, oldest first."""
    return [_from_row(row) for row in conn.execute(_OF_TICKET, {"of_ticket": ticket_id}) if row.tenant == tenant]


def by_id(conn: Connection, tenant: str, row_id: int) -> Approval | None:
    row = conn.execute(_BY_ID, {"row_id": row_id}).first()
    return _from_row(row) if row is not None and row.tenant == tenant else None


def newest(conn: Connection, tenant: str, *, still_open: bool) -> list[Approval]:
    """A tenant's, newest first, ``EXAMINED`` at the most; those that wait for somebody, or all."""
    return [_from_row(row) for row in conn.execute(_NEWEST_OPEN if still_open else _NEWEST, {"its_tenant": tenant})]


def save(conn: Connection, approvals: Sequence[Approval]) -> None:
    """Insert those with version 0, write all others over the version that they were read with.

    Raises:
        Conflict: One of them is no longer as it was read.
    """
    if not approvals:
        return
    new = [_as_row(value) | {"version": 1} for value in approvals if not value.version]
    if new:
        conn.execute(insert(table), new)
    for value in approvals:
        if value.version:
            row = {name: given for name, given in _as_row(value).items() if name not in _FIXED}
            row |= {"version": value.version + 1, "row_id": value.id, "version_read": value.version}
            if conn.execute(_CHANGE, row).rowcount != 1:
                raise Conflict(f"approval {value.id} is no longer as read")
    note(conn, Work.CLOCK)


def _as_row(value: Approval) -> dict[str, Any]:
    return {
        "id": value.id,
        "tenant": value.tenant,
        "ticket_id": value.ticket_id,
        "state": value.state.value,
        "terms": _terms_json(value.terms),
        "requested_by": value.requested_by,
        "requested_at": value.requested_at,
        "voices": [_voice_json(voice) for voice in value.voices],
        "next_at": value.next_at,
        "expires_at": value.expires_at,
        "decided_at": value.decided_at,
        "reason": value.reason,
        "waits": value.waits,
        "status_before": value.status_before.value if value.status_before else None,
    }


def _from_row(row: Row[Any]) -> Approval:
    return Approval(
        id=row.id,
        tenant=row.tenant,
        ticket_id=row.ticket_id,
        state=ApprovalState(row.state),
        terms=_terms(row.terms),
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        voices=tuple(_voice(stored) for stored in row.voices),
        next_at=row.next_at,
        expires_at=row.expires_at,
        decided_at=row.decided_at,
        reason=row.reason,
        waits=row.waits,
        status_before=Status(row.status_before) if row.status_before else None,
        version=row.version,
    )


def _terms_json(terms: ApprovalTerms) -> dict[str, Any]:
    return {
        "what": terms.what,
        "approvers": list(terms.approvers),
        "standing_in": dict(terms.standing_in),
        "mode": terms.mode.value,
        "quorum": terms.quorum,
        "remind_after": terms.remind_after.total_seconds() if terms.remind_after else None,
        "expires_after": terms.expires_after.total_seconds(),
        "on_expiry": terms.on_expiry,
        "escalation": terms.escalation,
        "blocks": [status.value for status in terms.blocks],
        "while_pending": terms.while_pending.value if terms.while_pending else None,
    }


def _terms(stored: dict[str, Any]) -> ApprovalTerms:
    return ApprovalTerms(
        what=stored["what"],
        approvers=tuple(stored["approvers"]),
        standing_in=stored.get("standing_in", {}),
        mode=ApprovalMode(stored["mode"]),
        quorum=stored["quorum"],
        remind_after=timedelta(seconds=stored["remind_after"]) if stored["remind_after"] else None,
        expires_after=timedelta(seconds=stored["expires_after"]),
        on_expiry=stored["on_expiry"],
        escalation=stored["escalation"],
        blocks=tuple(map(Status, stored["blocks"])),
        while_pending=Status(stored["while_pending"]) if stored["while_pending"] else None,
    )


def _voice_json(voice: Voice) -> dict[str, Any]:
    return {
        "approver": voice.approver,
        "approves": voice.approves,
        "reason": voice.reason,
        "at": voice.at.isoformat(),
        "way": voice.way,
    }


def _voice(stored: dict[str, Any]) -> Voice:
    return Voice(**(stored | {"at": datetime.fromisoformat(stored["at"])}))
