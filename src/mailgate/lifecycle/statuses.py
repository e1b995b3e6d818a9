"""The statuses: their names in every dialect, what each means, and which moves are legal."""

from __future__ import annotations

import re
from enum import StrEnum

from mailgate.lifecycle.tables import DEFAULT
from mailgate.model.lifecycle import Lifecycle
from mailgate.model.ticket import Priority, Status


class Category(StrEnum):
    """What a status means for the clock and for lists."""

    NEW = "new"
    ACTIVE = "active"
    PAUSED = "paused"
    RESOLVED = "resolved"
    TERMINAL = "terminal"


CATEGORY: dict[Status, Category] = {
    Status.OPEN: Category.NEW,
    Status.TRIAGED: Category.ACTIVE,
    Status.IN_PROGRESS: Category.ACTIVE,
    Status.WAITING_FOR_SUPPORT: Category.ACTIVE,
    Status.ESCALATED: Category.ACTIVE,
    Status.WAITING_FOR_CUSTOMER: Category.PAUSED,
    Status.WAITING_FOR_VENDOR: Category.PAUSED,
    Status.RESOLVED: Category.RESOLVED,
    Status.CLOSED: Category.TERMINAL,
    Status.CANCELLED: Category.TERMINAL,
    Status.MERGED: Category.TERMINAL,
    Status.SPAM: Category.TERMINAL,
}

_STATUSES: dict[str, Status] = {status.value: status for status in Status} | {
    "new": Status.OPEN,
    "waiting_on_customer": Status.WAITING_FOR_CUSTOMER,
    "waiting_on_support": Status.WAITING_FOR_SUPPORT,
    "waiting_on_vendor": Status.WAITING_FOR_VENDOR,
    "canceled": Status.CANCELLED,
}

_PRIORITIES: dict[str, Priority] = {priority.value: priority for priority in Priority} | {
    "normal": Priority.MEDIUM,
    **dict.fromkeys(("0", "p0", "p0_critical"), Priority.CRITICAL),
    **dict.fromkeys(("1", "p1", "p1_high"), Priority.HIGH),
    **dict.fromkeys(("2", "p2", "p2_medium"), Priority.MEDIUM),
    **dict.fromkeys(("3", "p3", "p3_low"), Priority.LOW),
}


def parse_status(text: str) -> Status | None:
    """Read a status in any dialect and case, its words parted by ``-``, spaces or ``_``; None when it is none."""
    return _STATUSES.get(_normal(text))


def parse_priority(text: str | int) -> Priority | None:
    """Read a priority by name or as 0 (critical) to 3 (low), also ``P1``; None when it is none."""
    return _PRIORITIES.get(_normal(str(text)))


def is_open(status: Status) -> bool:
    """True while something is still to be done by somebody."""
    return CATEGORY[status] in {Category.NEW, Category.ACTIVE, Category.PAUSED}


def is_paused(status: Status) -> bool:
    """True while the desk waits for somebody else, so that the resolution clock stands."""
    return CATEGORY[status] is Category.PAUSED


def allowed(origin: Status, lifecycle: Lifecycle = DEFAULT) -> tuple[Status, ...]:
    """The statuses that a ticket may move to from ``origin``, likeliest first.

    A status that the lifecycle does not have is treated as the one that it is taken for there, so that no ticket is
    ever stuck because its desk was configured anew.
    """
    known_as = lifecycle.known_as(origin)
    moves = lifecycle.moves.get(known_as, ())
    return moves if known_as is origin else (known_as, *(move for move in moves if move is not origin))


def _normal(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())
