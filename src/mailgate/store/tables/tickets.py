"""Tickets, what is said on them, and the people who say it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from mailgate.store.tables.columns import Instant, Json, RowId, instant, metadata, raw_bytes, row_id, tenant, words
from mailgate.store.tables.queues import partial_index

contact = Table(
    "contact",
    metadata,
    row_id(),
    tenant(),
    words("email"),
    words("name"),
    instant("created_at"),
    UniqueConstraint("tenant", "email"),
)

#: Whose mail an agent called spam; no contact need exist.
spam_sender = Table(
    "spam_sender",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("email", Text, primary_key=True),
    words("listed_by"),
    words("because"),
    instant("listed_at"),
    instant("until"),
)

ticket = Table(
    "ticket",
    metadata,
    row_id(),
    Column("uuid", Uuid, nullable=False, unique=True),
    tenant(),
    Column("number", Text, nullable=False),
    Column("refid", Text, nullable=False),
    words("subject"),
    Column("status", Text, nullable=False),
    Column("prior_status", Text, nullable=True),
    Column("priority", Text, nullable=False),
    Column("priority_source", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("source", Text, nullable=False),
    words("category"),
    words("type"),
    Column("contact_id", RowId, ForeignKey("contact.id"), nullable=False),
    words("customer_email"),
    words("customer_name"),
    # Of customer_email, for the rate of new tickets by domain.
    words("customer_domain"),
    words("assigned_to", nullable=True),
    Column("assigned_team", Text, nullable=True),
    Column("tags", Json, nullable=False),
    Column("custom", Json, nullable=False),
    Column("sla_policy", Text, nullable=False),
    Column("escalation_policy", Text, nullable=False),
    Column("escalation_level", Integer, nullable=False),
    instant("sla_due_at", nullable=True),
    Column("sla_breach", Boolean, nullable=False),
    instant("first_response_at", nullable=True),
    instant("last_customer_message_at", nullable=True),
    instant("last_agent_message_at", nullable=True),
    instant("resolved_at", nullable=True),
    instant("closed_at", nullable=True),
    Column("reopened_count", Integer, nullable=False),
    Column("rule_changes", Integer, nullable=False, default=0),
    instant("snoozed_until", nullable=True),
    instant("flagged_until", nullable=True),
    Column("follow_up_of", RowId, nullable=True),
    Column("merged_into", RowId, nullable=True),
    Column("csat_score", Integer, nullable=True),
    instant("survey_due_at", nullable=True),
    # Nobody sees it from then on: every look-up and list leaves it out.
    instant("deleted_at", nullable=True),
    # Statuses that it may not get while an approval is pending.
    Column("blocked", Json, nullable=False),
    instant("created_at"),
    instant("updated_at"),
    Column("version", Integer, nullable=False),
    UniqueConstraint("tenant", "number"),
    UniqueConstraint("tenant", "refid"),
)
TICKET_SNOOZED = text("snoozed_until IS NOT NULL AND deleted_at IS NULL")
partial_index("ix_ticket_snoozed", ticket.c.snoozed_until, where=TICKET_SNOOZED)
TICKET_TO_ASK = text("survey_due_at IS NOT NULL AND deleted_at IS NULL")
partial_index("ix_ticket_to_ask", ticket.c.survey_due_at, where=TICKET_TO_ASK)
_merged = text("merged_into IS NOT NULL")
partial_index("ix_ticket_merged", ticket.c.merged_into, where=_merged)
#: Work that somebody has to do; few of a desk's tickets are.
TICKET_WORK = text(
    "assigned_to IS NOT NULL AND deleted_at IS NULL"
    " AND status NOT IN ('resolved', 'closed', 'cancelled', 'merged', 'spam')"
)
partial_index("ix_ticket_work", ticket.c.tenant, ticket.c.assigned_to, ticket.c.status, where=TICKET_WORK)
Index("ix_ticket_created", ticket.c.tenant, ticket.c.created_at, ticket.c.id)
Index("ix_ticket_domain", ticket.c.tenant, ticket.c.customer_domain, ticket.c.created_at)
Index("ix_ticket_contact", ticket.c.contact_id, ticket.c.created_at)
Index("ix_ticket_updated", ticket.c.tenant, ticket.c.updated_at, ticket.c.id)
Index("ix_ticket_assigned", ticket.c.tenant, ticket.c.assigned_to, ticket.c.created_at)
Index("ix_ticket_status", ticket.c.tenant, ticket.c.status, ticket.c.created_at)

#: Whose turn it is to be given a ticket of a team.
team_turn = Table(
    "team_turn",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("team", Text, primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("place", Float, nullable=False),
    instant("taken_at"),
)

#: The absences whose tickets were looked after: each once.
absence_begun = Table(
    "absence_begun",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("agent", Text, primary_key=True),
    Column("since", Instant, primary_key=True),
    instant("begun_at"),
)

#: What a ticket has to do with another one.
ticket_link = Table(
    "ticket_link",
    metadata,
    Column("ticket_id", RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    # parent, blocks, duplicates, related or follow_up: the first ticket is that of the other one.
    Column("kind", Text, primary_key=True),
    Column("other_id", RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    tenant(),
    instant("since"),
)
Index("ix_ticket_link_other", ticket_link.c.other_id)

#: Where a merged ticket leads, over however many merges.
merge_end = Table(
    "merge_end",
    metadata,
    Column("ticket_id", RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("end_id", RowId, ForeignKey("ticket.id"), nullable=False),
)
Index("ix_merge_end_end", merge_end.c.end_id)

watcher = Table(
    "watcher",
    metadata,
    Column("ticket_id", RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    Column("email", Text, primary_key=True),
    tenant(),
    # proposed (named in Cc by somebody), active or removed (an agent's or a rule's act)
    Column("state", Text, nullable=False),
    instant("since"),
)

message = Table(
    "message",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, ForeignKey("ticket.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("author_type", Text, nullable=False),
    words("author_email"),
    words("author_name"),
    words("text"),
    words("html"),
    # Empty where it equals text.
    words("full_text"),
    words("message_id"),
    # Dedupe key of the mail; NULL for words that did not come by mail.
    Column("key", Text, nullable=True),
    Column("inbox_id", RowId, nullable=True),
    instant("created_at"),
    UniqueConstraint("tenant", "key"),
)
Index("ix_message_ticket", message.c.ticket_id, message.c.id)

attachment = Table(
    "attachment",
    metadata,
    row_id(),
    tenant(),
    Column("message_row", RowId, ForeignKey("message.id"), nullable=False),
    words("name"),
    words("type"),
    Column("size_bytes", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("inline", Boolean, nullable=False),
    words("content_id"),
)
Index("ix_attachment_message", attachment.c.message_row)

blob = Table(
    "blob",
    metadata,
    Column("tenant", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("size_bytes", BigInteger, nullable=False),
    raw_bytes("content"),
)

#: Every Message-ID known to belong to a ticket: of our own mail and of mail that came in.
reference = Table(
    "reference",
    metadata,
    Column("tenant", Text, primary_key=True),
    # First 32 hex digits of the SHA-256 of the id: of fixed length whatever a stranger sends.
    Column("id_hash", Text, primary_key=True),
    Column("ticket_id", RowId, ForeignKey("ticket.id"), primary_key=True, autoincrement=False),
    words("message_id"),
    Column("own", Boolean, nullable=False),
    words("issued_to"),
    Column("mirrors", Text, nullable=False, default=""),
)
Index("ix_reference_ticket", reference.c.ticket_id)
