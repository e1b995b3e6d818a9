"""A ticket becomes part of another one, and can be taken out again as it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailgate.lifecycle.outcome import Fact, field_fact
from mailgate.model.event import EventKind
from mailgate.model.ticket import Status, Ticket

_TIMES = ("resolved_at", "closed_at", "snoozed_until", "survey_due_at")
_NUMBERS = ("reopened_count", "escalation_level")


def remembered(ticket: Ticket) -> dict[str, object]:
    """What a merge changes of a ticket, as JSON values for the journal."""
    times = {name: getattr(ticket, name) for name in _TIMES}
    return {
        "status": ticket.status.value,
        "prior_status": ticket.prior_status.value if ticket.prior_status else None,
        **{name: value.isoformat() if value else None for name, value in times.items()},
        **{name: getattr(ticket, name) for name in _NUMBERS},
    }


def taken_out(ticket: Ticket, was: Mapping[str, object]) -> tuple[Ticket, tuple[Fact, ...]]:
    """The merged ticket as it was before, with what is to be journaled.

    Args:
        was: Of ``remembered``. What is missing there, as in an old journal, stays as it is.
    """
    status, prior = Status(str(was.get("status", Status.OPEN.value))), was.get("prior_status")
    values: dict[str, Any] = {name: _instant(was[name]) for name in _TIMES if name in was}
    values |= {name: int(str(was[name])) for name in _NUMBERS if name in was}
    prior_status = Status(str(prior)) if prior else None
    back = replace(ticket, status=status, prior_status=prior_status, merged_into=None, **values)
    facts = (
        field_fact(EventKind.STATUS_CHANGED, "status", ticket.status.value, status.value),
        field_fact(EventKind.UPDATED, "merged_into", ticket.merged_into, None),
    )
    return back, facts


def _instant(value: object) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
