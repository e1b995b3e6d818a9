"""The statuses: their names in every dialect, what each means, and which moves are legal."""

from __future__ import annotations

import re
from enum import StrEnum

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


def _table(rows: dict[str, str]) -> dict[Status, tuple[Status, ...]]:
    return {Status(origin): tuple(Status(target) for target in targets.split()) for origin, targets in rows.items()}


# waiting_for_customer -> open stands here for its side effect: the customer answers on a ticket that is nobody's.
_DEFAULT = _table(
    {
        "open": "triaged in_progress waiting_for_customer waiting_for_vendor escalated"
        " resolved closed cancelled merged spam",
        "triaged": "open in_progress waiting_for_customer waiting_for_vendor escalated"
        " resolved closed cancelled merged spam",
        "in_progress": "open triaged waiting_for_customer waiting_for_support waiting_for_vendor escalated"
        " resolved closed cancelled merged",
        "waiting_for_customer": "in_progress waiting_for_support waiting_for_vendor open escalated"
        " resolved closed cancelled merged",
        "waiting_for_support": "in_progress waiting_for_customer waiting_for_vendor escalated"
        " resolved closed cancelled merged",
        "waiting_for_vendor": "in_progress waiting_for_customer waiting_for_support escalated"
        " resolved closed cancelled merged",
        "escalated": "in_progress waiting_for_customer waiting_for_support waiting_for_vendor"
        " resolved closed cancelled merged",
        "resolved": "closed in_progress open waiting_for_support merged",
        "closed": "open waiting_for_support merged",
        "cancelled": "open",
        "merged": "open",
        "spam": "open",
    }
)

#: Five states and no way back from closed; a status it does not know has no way out.
_STRICT = _table(
    {
        "open": "triaged closed",
        "triaged": "in_progress closed",
        "in_progress": "resolved closed",
        "resolved": "closed in_progress",
    }
)

_LIFECYCLES = {"default": _DEFAULT, "strict": _STRICT}


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


def allowed(origin: Status, lifecycle: str = "default") -> tuple[Status, ...]:
    """The statuses that a ticket may move to from ``origin``, likeliest first.

    Args:
        lifecycle: ``default``, or ``strict``: the five states open, triaged, in_progress, resolved, closed.

    Raises:
        KeyError: no such lifecycle.
    """
    return _LIFECYCLES[lifecycle].get(origin, ())


def _normal(text: str) -> str:
    return re.sub(r"[\s_-]+", "_", text.strip().casefold())
