"""Exceptions to rotations, and what people are asked to decide."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, text

from mailgate.store.tables.columns import Json, RowId, instant, metadata, row_id, tenant, words

oncall_override = Table(
    "oncall_override",
    metadata,
    row_id(),
    tenant(),
    Column("rotation", Text, nullable=False),
    instant("since"),
    instant("until"),
    # Empty: nobody is on call.
    words("person"),
    words("instead_of"),
    words("made_by"),
    instant("made_at"),
)
Index("ix_oncall_override_until", oncall_override.c.tenant, oncall_override.c.until)

approval = Table(
    "approval",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, ForeignKey("ticket.id"), nullable=False),
    Column("state", Text, nullable=False),
    # What was asked, of whom, under which terms.
    Column("terms", Json, nullable=False),
    words("requested_by"),
    instant("requested_at"),
    # Who said what so far.
    Column("voices", Json, nullable=False),
    # The next reminder or the expiry; NULL once it is decided.
    instant("next_at", nullable=True),
    instant("expires_at"),
    instant("decided_at", nullable=True),
    words("reason"),
    # The escalation step that waits for it, 0 for none; and the status to go back to.
    Column("waits", RowId, nullable=False, default=0),
    Column("status_before", Text, nullable=True),
    # A decision is recorded only under the version it was made on.
    Column("version", Integer, nullable=False),
)
#: A statement that wants the index repeats the condition word for word.
APPROVAL_OPEN = text("state IN ('requested', 'pending')")
Index("ix_approval_next", approval.c.next_at, sqlite_where=APPROVAL_OPEN, postgresql_where=APPROVAL_OPEN)
Index("ix_approval_ticket", approval.c.ticket_id)
