"""Which tickets a list wants: what an index answers, and what is looked at row by row."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, func, or_, type_coerce

from mailgate.model.ticket import Priority, Status
from mailgate.store.tables.tickets import ticket

_NUMBER = re.compile(r"#?(\d{4}-\d{2}-\d{5,})", re.ASCII)
_REFID = re.compile(r"sup_[a-z0-9]{20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFilter:
    """Conditions that all hold; what is empty, None or False asks for nothing."""

    #: Any of these; none at all when it is empty, whichever when it is None.
    statuses: tuple[Status, ...] | None = None
    priority: Priority | None = None
    category: str = ""
    assigned_to: str = ""
    team: str = ""
    queue: str = ""
    product: str = ""
    tag: str = ""
    #: Lower-case address.
    customer_email: str = ""
    #: A whole number or refid finds that ticket; anything else is sought within subjects, without regard to case
    #: (of ASCII letters on SQLite), and at the beginning of numbers and refids.
    search: str = ""
    #: From this instant on.
    created_after: datetime | None = None
    #: Earlier than this instant.
    created_before: datetime | None = None
    breached: bool = False
    unassigned: bool = False


def indexed(wanted: TicketFilter, contact_id: int | None) -> list[ColumnElement[bool]]:
    """The conditions whose rows stand together in one index, in the order of creation."""
    c = ticket.c
    found: list[ColumnElement[bool]] = []
    if name := _whole_name(wanted.search):
        return [c.refid == name if name.startswith("sup_") else c.number == name]
    if contact_id is not None:
        found.append(c.contact_id == contact_id)
    elif wanted.statuses is not None and len(wanted.statuses) == 1:
        found.append(c.status == wanted.statuses[0].value)
    if wanted.created_after is not None:
        found.append(c.created_at >= wanted.created_after)
    if wanted.created_before is not None:
        found.append(c.created_at < wanted.created_before)
    return found


def looked_at(wanted: TicketFilter, contact_id: int | None, rows: FromClause) -> list[ColumnElement[bool]]:
    """The other conditions, about ``rows`` with a ticket's columns."""
    c = rows.c
    name = _whole_name(wanted.search)
    statuses = wanted.statuses or ()
    by_status = len(statuses) == 1 and contact_id is None and not name
    options: list[tuple[object, Any]] = [
        (statuses and not by_status, lambda: c.status.in_([status.value for status in statuses])),
        (wanted.priority, lambda: c.priority == wanted.priority),
        (wanted.category, lambda: c.category == wanted.category),
        (wanted.assigned_to, lambda: c.assigned_to == wanted.assigned_to),
        (wanted.team, lambda: c.assigned_team == wanted.team),
        (wanted.queue, lambda: c.queue == wanted.queue),
        (wanted.product, lambda: c.product == wanted.product),
        (wanted.tag, lambda: _has_tag(c, wanted.tag)),
        (wanted.breached, lambda: c.sla_breach.is_(True)),
        (wanted.unassigned, lambda: c.assigned_to.is_(None)),
        (wanted.search and not name, lambda: _mentions(c, wanted.search)),
        (name and contact_id is not None, lambda: c.contact_id == contact_id),
        (name and wanted.created_after, lambda: c.created_at >= wanted.created_after),
        (name and wanted.created_before, lambda: c.created_at < wanted.created_before),
    ]
    return [condition() for asked, condition in options if asked]


def _whole_name(search: str) -> str:
    """The number or refid that is sought, empty when it is neither."""
    text = search.strip()
    number = _NUMBER.fullmatch(text)
    if number:
        return number[1]
    return text if _REFID.fullmatch(text) else ""


def _has_tag(c: Any, tag: str) -> ColumnElement[bool]:
    # Tags are compact JSON, so a tag stands there in quotes; LIKE would forget its case on SQLite.
    text = type_coerce(c.tags, Text)
    found: ColumnElement[bool] = func.replace(text, json.dumps(tag), "") != text
    return found


def _mentions(c: Any, search: str) -> ColumnElement[bool]:
    return or_(
        c.subject.icontains(search, autoescape=True),
        c.number.startswith(search.removeprefix("#"), autoescape=True),
        c.refid.startswith(search, autoescape=True),
    )
