"""What rules ask to have counted: other tickets of a customer, replies lately. Only where a rule asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from mailgate.model.ticket import Ticket
from mailgate.store.database import Connection
from mailgate.store.rules import rule_counts
from mailgate.triage.spans import span


def counted(conn: Connection, ticket: Ticket, names: Collection[str], now: datetime) -> dict[str, int]:
    """By name: ``open_tickets`` (others of the customer), ``tickets.1h`` and ``replies.1h`` (this one included)."""
    found: dict[str, int] = {}
    for name in names:
        what, _, window = name.partition(".")
        if what == "open_tickets":
            found[name] = rule_counts.open_tickets(conn, ticket)
        elif what == "tickets":
            # A ticket that is not recorded yet counts as well.
            found[name] = rule_counts.tickets_since(conn, ticket, now - span(window)) + 1
        else:
            found[name] = rule_counts.words_since(conn, ticket, now - span(window)) + 1
    return found
