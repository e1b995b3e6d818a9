"""Held mail as agents see it: who wrote it, about what, and why it waits."""

from __future__ import annotations

from collections.abc import Sequence

from mailgate.api.shapes import Shape, instant
from mailgate.store.database import Connection
from mailgate.store.inbound.held_answers import HeldMail
from mailgate.store.tickets import tickets


def held_for_agent(conn: Connection, tenant: str, found: Sequence[HeldMail]) -> list[Shape]:
    """Held mails of a tenant, in the order given."""
    named = {row for mail in found if (row := _ticket(mail)) is not None}
    numbers = {row: ticket.number for row, ticket in tickets.by_ids(conn, tenant, named).items()}
    return [_shape(mail, numbers) for mail in found]


def _ticket(mail: HeldMail) -> int | None:
    match = mail.account.details.get("match") if mail.account else None
    row = match.get("ticket") if isinstance(match, dict) else None
    return row if isinstance(row, int) else None


def _shape(mail: HeldMail, numbers: dict[int, str]) -> Shape:
    row, account, word = mail.row, mail.account, mail.word
    return {
        "id": row.id,
        "state": row.state.value,
        "reason": account.details.get("outcome", row.outcome) if account else row.outcome,
        "author": account.actor if account else "",
        "subject": mail.route.get("subject", ""),
        "queue": mail.route.get("queue", ""),
        "ticket": numbers.get(_ticket(mail) or 0),
        "mail_from": row.mail_from,
        "recipients": list(row.recipients),
        "size": row.size_bytes,
        "received_at": instant(row.received_at),
        "released_at": instant(row.due_at) if mail.waits and row.waits_for else None,
        "word": word.details.get("released") if word else None,
        "word_by": word.actor if word else None,
    }
