"""Inbox and outbox: the two durable hand-offs, with leases, attempts and fencing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    TextClause,
    UniqueConstraint,
    text,
)

from mailgate.store.tables.columns import Json, RowId, Words, instant, metadata, raw_bytes, row_id, tenant, words


def partial_index(name: str, *columns: Column[Any], where: TextClause) -> None:
    """An index of only those rows that ``where`` selects, the same on both databases."""
    Index(name, *columns, sqlite_where=where, postgresql_where=where)


inbox = Table(
    "inbox",
    metadata,
    row_id(),
    tenant(),
    Column("state", Text, nullable=False),
    instant("received_at"),
    Column("channel", Text, nullable=False),
    words("peer"),
    words("helo"),
    Column("trusted_peer", Boolean, nullable=False),
    words("mail_from"),
    Column("recipients", Json, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("contact_key", Text, nullable=False),
    Column("message_id_key", Text, nullable=False),
    Column("refer_keys", Json, nullable=False),
    # Attempts are counted before the work; a death of the whole node counts apart.
    Column("attempts", Integer, nullable=False, default=0),
    Column("node_attempts", Integer, nullable=False, default=0),
    # Claimed with nothing beside it, because a worker died on a batch that held it.
    Column("alone", Boolean, nullable=False, default=False),
    Column("node", Text, nullable=False, default=""),
    Column("worker", Text, nullable=False, default=""),
    # Raised by every claim: a result is recorded only under the number it was claimed with.
    Column("lease", Integer, nullable=False, default=0),
    instant("lease_until", nullable=True),
    # Not claimed before this instant.
    instant("due_at"),
    # Stable code of what it became: appended, new_ticket, duplicate, own_loop, held.*, quarantine.*
    Column("outcome", Text, nullable=False, default=""),
    words("detail"),
    Column("released_as", Text, nullable=False, default=""),
    # Of a held mail that is released by the clock at due_at: the limit it waits for, "sender:81"; empty for all else.
    Column("waits_for", Text, nullable=False, default=""),
    Column("ticket_id", RowId, nullable=True),
    instant("processed_at", nullable=True),
)

# The conditions of the partial indexes. A statement that wants the index repeats the condition word for word:
# SQLite uses a partial index only where the WHERE clause holds the same expression, never a bound parameter.
INBOX_UNPROCESSED = text("state IN ('pending', 'working')")
# A condition more, so that PostgreSQL never mistakes this index for a way to read the unprocessed in their order.
INBOX_REFERABLE = text("state IN ('pending', 'working') AND message_id_key <> ''")
INBOX_WORKING = text("state = 'working'")
INBOX_WAITING = text("state IN ('held', 'quarantined')")
INBOX_TIMED = text("state = 'held' AND waits_for <> ''")
partial_index("ix_inbox_unprocessed", inbox.c.due_at, inbox.c.id, where=INBOX_UNPROCESSED)
partial_index("ix_inbox_referable", inbox.c.message_id_key, where=INBOX_REFERABLE)
partial_index("ix_inbox_working", inbox.c.node, inbox.c.worker, where=INBOX_WORKING)
partial_index("ix_inbox_waiting", inbox.c.tenant, inbox.c.state, inbox.c.id, where=INBOX_WAITING)
partial_index("ix_inbox_timed", inbox.c.due_at, where=INBOX_TIMED)
partial_index("ix_inbox_line", inbox.c.tenant, inbox.c.waits_for, inbox.c.due_at, where=INBOX_TIMED)

raw_mail = Table(
    "raw_mail",
    metadata,
    Column("inbox_id", RowId, ForeignKey("inbox.id"), primary_key=True, autoincrement=False),
    tenant(),
    raw_bytes("raw"),
)

#: Of which held mail each agent is still to be told; a row goes with the mail that tells it.
waiting_notice = Table(
    "waiting_notice",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("recipient", Text, primary_key=True),
    Column("inbox_id", RowId, ForeignKey("inbox.id"), primary_key=True, autoincrement=False),
    Column("queue", Text, nullable=False),
    words("author"),
    words("subject"),
    Column("reason", Text, nullable=False),
    instant("due_at"),
)
Index("ix_waiting_notice_due", waiting_notice.c.due_at)

outbox = Table(
    "outbox",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, nullable=True),
    Column("kind", Text, nullable=False),
    Column("cause", Text, nullable=False),
    words("recipient"),
    # Of the recipient of automatic mail to customers, which is limited by domain; empty for all else.
    words("domain"),
    words("envelope_from"),
    Column("message_id", Text, nullable=False),
    Column("size_bytes", BigInteger, nullable=False),
    Column("state", Text, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("node", Text, nullable=False, default=""),
    Column("lease", Integer, nullable=False, default=0),
    instant("lease_until", nullable=True),
    instant("next_at"),
    words("answer"),
    instant("created_at"),
    instant("finished_at", nullable=True),
    UniqueConstraint("tenant", "cause", "recipient"),
)

OUTBOX_UNSENT = text("state IN ('pending', 'sending', 'deferred', 'uncertain')")
OUTBOX_SENDING = text("state = 'sending'")
#: As their answer these mark a notice over a limit, until a digest tells of it, and one that may not go yet.
UNTOLD = "waits for a digest"
QUIET = "waits for the end of quiet hours"
OUTBOX_UNTOLD = text(f"state = 'held' AND answer IN ('{UNTOLD}', '{QUIET}')")
OUTBOX_STOPPED = text("state IN ('failed', 'held')")
partial_index("ix_outbox_unsent", outbox.c.next_at, outbox.c.id, where=OUTBOX_UNSENT)
partial_index("ix_outbox_sending", outbox.c.node, where=OUTBOX_SENDING)
partial_index("ix_outbox_stopped", outbox.c.tenant, outbox.c.state, outbox.c.id, where=OUTBOX_STOPPED)
partial_index("ix_outbox_untold", outbox.c.next_at, where=OUTBOX_UNTOLD)
# What the limits of outbound mail count (store.traffic).
partial_index("ix_outbox_domain", outbox.c.tenant, outbox.c.domain, outbox.c.created_at, where=text("domain <> ''"))
Index("ix_outbox_recipient", outbox.c.tenant, outbox.c.recipient, outbox.c.created_at, outbox.c.kind)
Index("ix_outbox_kind", outbox.c.tenant, outbox.c.kind, outbox.c.created_at)
Index("ix_outbox_ticket", outbox.c.ticket_id)

#: Addresses that get no mail for a while. A row outlives its term, for the next term grows with it.
suppression = Table(
    "suppression",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("address", Words, primary_key=True),
    Column("times", Integer, nullable=False),
    instant("since"),
    instant("until"),
    words("reason"),
    instant("lifted_at", nullable=True),
    words("lifted_by"),
)

outbox_mail = Table(
    "outbox_mail",
    metadata,
    Column("outbox_id", RowId, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    tenant(),
    raw_bytes("raw"),
)
