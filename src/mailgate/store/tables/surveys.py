"""Who was asked how it was, and what they said."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text

from mailgate.store.tables.columns import RowId, instant, metadata, row_id, tenant, words

survey = Table(
    "survey",
    metadata,
    row_id(),
    tenant(),
    Column("ticket_id", RowId, ForeignKey("ticket.id"), nullable=False),
    Column("contact_id", RowId, ForeignKey("contact.id"), nullable=False),
    instant("sent_at"),
    instant("expires_at"),
    instant("answered_at", nullable=True),
    Column("score", Integer, nullable=True),
    Column("channel", Text, nullable=False, default=""),
    words("comment"),
)
Index("ix_survey_contact", survey.c.contact_id, survey.c.sent_at)
Index("ix_survey_ticket", survey.c.ticket_id)
Index("ix_survey_sent", survey.c.tenant, survey.c.sent_at)
