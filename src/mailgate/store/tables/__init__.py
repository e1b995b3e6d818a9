"""The schema as SQLAlchemy Core tables, grouped by what changes together."""

from mailgate.store.tables import (
    clock,
    desk,
    jobs,
    journal,
    learned,
    mailboxes,
    people,
    queues,
    rules,
    schema,
    surveys,
    tickets,
    workflows,
)
from mailgate.store.tables.columns import metadata

__all__ = [
    "clock",
    "desk",
    "jobs",
    "journal",
    "learned",
    "mailboxes",
    "metadata",
    "people",
    "queues",
    "rules",
    "schema",
    "surveys",
    "tickets",
    "workflows",
]
