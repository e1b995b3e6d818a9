"""The lifecycles that every desk has: ``default``, and ``strict`` with five statuses and no way back from closed."""

from __future__ import annotations

from mailgate.model.lifecycle import Lifecycle
from mailgate.model.ticket import Status


def _statuses(names: str) -> tuple[Status, ...]:
    return tuple(Status(name) for name in names.split())


def _table(rows: dict[str, str]) -> dict[Status, tuple[Status, ...]]:
    return {Status(origin): _statuses(targets) for origin, targets in rows.items()}


#: spec/features.md A.2.3. waiting_for_customer -> open stands here for its side effect: the customer answers on a
#: ticket that is nobody's.
DEFAULT = Lifecycle(
    key="default",
    initial=_statuses("open"),
    active=_statuses(
        "triaged in_progress waiting_for_support escalated waiting_for_customer waiting_for_vendor",
    ),
    inactive=_statuses("resolved closed cancelled merged spam"),
    moves=_table(
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
    ),
)

#: The first desk's own five statuses (column S0 of A.2.2 says what the others are taken for).
STRICT = Lifecycle(
    key="strict",
    initial=_statuses("open"),
    active=_statuses("triaged in_progress"),
    inactive=_statuses("resolved closed"),
    moves=_table(
        {
            "open": "triaged closed",
            "triaged": "in_progress closed",
            "in_progress": "resolved closed",
            "resolved": "closed in_progress",
        }
    ),
    taken_for={
        Status.WAITING_FOR_SUPPORT: Status.IN_PROGRESS,
        Status.ESCALATED: Status.IN_PROGRESS,
        Status.WAITING_FOR_CUSTOMER: Status.IN_PROGRESS,
        Status.WAITING_FOR_VENDOR: Status.IN_PROGRESS,
        Status.CANCELLED: Status.CLOSED,
        Status.MERGED: Status.CLOSED,
        Status.SPAM: Status.CLOSED,
    },
)

SHIPPED = (DEFAULT, STRICT)
