"""Which tickets a list wants: what an index answers, and what is looked at row by row."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Text, exists, func, or_, type_coerce

from mailgate.model.link import LinkKind
from mailgate.model.sla import CycleState, DeadlineState, Trigger
from mailgate.model.ticket import Priority, Status
from mailgate.store.tables.clock import cycle, deadline
from mailgate.store.tables.tickets import ticket, ticket_link

_NUMBER = re.compile(r"#?(\d{4}-\d{2}-\d{5,})", re.ASCII)
_REFID = re.compile(r"sup_[a-z0-9]{20}")


class Flag(StrEnum):
    """What somebody should look at."""

    #: Its customer wrote after it was done, and it is not clear whether anything is wanted.
    UNSURE = "unsure"
    #: A step of an escalation was taken, now or once.
    ESCALATED = "escalated"
    #: It is linked as the duplicate of another ticket.
    DUPLICATE = "duplicate"


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
    #: A promise runs on that was warned of and is not broken yet.
    at_risk: bool = False
    unassigned: bool = False
    flag: Flag | None = None
    #: For ``Flag.UNSURE``, which goes away by itself.
    now: datetime | None = None


def indexed(wanted: TicketFilter, contact_id: int | None) -> list[ColumnElement[bool]]:
    """The conditions whose rows stand together in one index, in the order of creation."""
    c = ticket.c
    found: list[ColumnElement[bool]] = []
    name = _whole_name(wanted.search)
    match _narrowed_by(wanted, contact_id):
        case _By.NAME:
            return [c.refid == name if name.startswith("sup_") else c.number == name]
        case _By.CUSTOMER:
            found.append(c.contact_id == contact_id)
        case _By.AGENT:
            found.append(c.assigned_to == wanted.assigned_to if wanted.assigned_to else c.assigned_to.is_(None))
        case _By.STATUS:
            assert wanted.statuses
            found.append(c.status == wanted.statuses[0].value)
    if wanted.created_after is not None:
        found.append(c.created_at >= wanted.created_after)
    if wanted.created_before is not None:
        found.append(c.created_at < wanted.created_before)
    return found


def narrows(wanted: TicketFilter, contact_id: int | None) -> bool:
    """Whether ``indexed`` has any condition."""
    instants = (wanted.created_after, wanted.created_before)
    return _narrowed_by(wanted, contact_id) is not None or any(instant is not None for instant in instants)


def looked_at(wanted: TicketFilter, contact_id: int | None, rows: FromClause) -> list[ColumnElement[bool]]:
    """The other conditions, about ``rows`` with a ticket's columns."""
    c = rows.c
    name = _whole_name(wanted.search)
    statuses = wanted.statuses or ()
    by = _narrowed_by(wanted, contact_id)
    options: list[tuple[object, Any]] = [
        (statuses and by is not _By.STATUS, lambda: c.status.in_([status.value for status in statuses])),
        (wanted.priority, lambda: c.priority == wanted.priority),
        (wanted.category, lambda: c.category == wanted.category),
        (wanted.assigned_to and by is not _By.AGENT, lambda: c.assigned_to == wanted.assigned_to),
        (wanted.team, lambda: c.assigned_team == wanted.team),
        (wanted.queue, lambda: c.queue == wanted.queue),
        (wanted.product, lambda: c.product == wanted.product),
        (wanted.tag, lambda: _has_tag(c, wanted.tag)),
        (wanted.breached, lambda: c.sla_breach.is_(True)),
        (wanted.at_risk, lambda: at_risk(c)),
        (wanted.flag, lambda: _flagged(c, wanted)),
        # Somebody's and nobody's at once is no ticket.
        (wanted.unassigned and (wanted.assigned_to or by is not _By.AGENT), lambda: c.assigned_to.is_(None)),
        (wanted.search and not name, lambda: _mentions(c, wanted.search)),
        (name and contact_id is not None, lambda: c.contact_id == contact_id),
        (name and wanted.created_after, lambda: c.created_at >= wanted.created_after),
        (name and wanted.created_before, lambda: c.created_at < wanted.created_before),
    ]
    return [condition() for asked, condition in options if asked]


class _By(Enum):
    """The one condition that an index answers."""

    NAME = auto()
    CUSTOMER = auto()
    AGENT = auto()
    STATUS = auto()


def _narrowed_by(wanted: TicketFilter, contact_id: int | None) -> _By | None:
    """The most telling of the conditions that have an index."""
    if _whole_name(wanted.search):
        return _By.NAME
    if contact_id is not None:
        return _By.CUSTOMER
    if wanted.assigned_to or wanted.unassigned:
        return _By.AGENT
    return _By.STATUS if wanted.statuses is not None and len(wanted.statuses) == 1 else None


def at_risk(c: Any) -> ColumnElement[bool]:
    """Running cycles past their first warning and not breached (spec/features.md A.2.5)."""
    warned = (
        deadline.c.ticket_id == c.id,
        deadline.c.trigger == Trigger.WARNING.value,
        deadline.c.state == DeadlineState.FIRED.value,
    )
    running = (cycle.c.id == deadline.c.cycle_id, cycle.c.state == CycleState.RUNNING.value)
    return exists().where(*warned, *running, cycle.c.breached_at.is_(None))


def _flagged(c: Any, wanted: TicketFilter) -> ColumnElement[bool]:
    if wanted.flag is Flag.UNSURE:
        since: ColumnElement[bool] = c.flagged_until > wanted.now
        return since
    if wanted.flag is Flag.ESCALATED:
        taken: ColumnElement[bool] = c.escalation_level > 0
        return taken
    return exists().where(ticket_link.c.ticket_id == c.id, ticket_link.c.kind == LinkKind.DUPLICATES.value)


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
