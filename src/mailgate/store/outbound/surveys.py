"""Surveys as rows, and the tickets whose customers are to be asked."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from mailgate.errors import Conflict
from mailgate.model.survey import Survey
from mailgate.model.ticket import Ticket
from mailgate.store.tables.surveys import survey
from mailgate.store.tables.tickets import TICKET_TO_ASK, ticket
from mailgate.store.tickets import tickets

_NEXT = select(func.min(ticket.c.survey_due_at)).where(TICKET_TO_ASK)
_DUE = (
    select(*tickets.COLUMNS)
    .where(TICKET_TO_ASK, ticket.c.survey_due_at <= bindparam("now"))
    .order_by(ticket.c.survey_due_at, ticket.c.id)
    .limit(1)
)
_LATEST = select(survey).where(survey.c.ticket_id == bindparam("its_ticket")).order_by(survey.c.id.desc()).limit(1)
_ONE = select(survey).where(survey.c.id == bindparam("row_id"))
_ASKED = select(func.max(survey.c.sent_at)).where(survey.c.contact_id == bindparam("its_contact"))
_INSERT = insert(survey)
_ANSWER = (
    update(survey)
    .where(survey.c.id == bindparam("row_id"))
    .values({name: bindparam(name) for name in ("answered_at", "score", "channel", "comment")})
)


def next_due(conn: Connection) -> datetime | None:
    """When the next customer is to be asked."""
    return conn.execute(_NEXT).scalar_one_or_none()


def due(conn: Connection, *, now: datetime) -> Ticket | None:
    """The ticket whose customer should have been asked for longest."""
    row = conn.execute(_DUE, {"now": now}).first()
    return None if row is None else tickets.from_row(row)


def of_ticket(conn: Connection, ticket_id: int) -> Survey | None:
    """The latest one about a ticket."""
    row = conn.execute(_LATEST, {"its_ticket": ticket_id}).first()
    return None if row is None else _survey(row)


def by_id(conn: Connection, tenant: str, survey_id: int) -> Survey | None:
    row = conn.execute(_ONE, {"row_id": survey_id}).first()
    return None if row is None or row.tenant != tenant else _survey(row)


def asked_at(conn: Connection, contact_id: int) -> datetime | None:
    """When this customer was asked last, about whatever."""
    return conn.execute(_ASKED, {"its_contact": contact_id}).scalar_one_or_none()


def save(conn: Connection, value: Survey) -> None:
    """Keep a new survey, or the answer to one.

    Raises:
        Conflict: It is gone.
    """
    row = asdict(value)
    if value.answered_at is None:
        conn.execute(_INSERT, row)
    elif conn.execute(_ANSWER, {**_answer(row), "row_id": value.id}).rowcount != 1:
        raise Conflict(f"survey {value.id} is gone")


def _answer(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("answered_at", "score", "channel", "comment")}


def _survey(row: Row[Any]) -> Survey:
    return Survey(**row._mapping)
