"""What became of one change: done with its facts, or refused."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.event import EventKind
from mailgate.model.plan import Change
from mailgate.model.ticket import Status, Ticket

#: What will be one event: its kind and details.
Fact = tuple[EventKind, dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The ticket afterwards and what there is to journal; no facts: nothing changed."""

    ticket: Ticket
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """A change that was not made."""

    change: Change
    #: ``lifecycle.transition``, ``lifecycle.person_only``, ``lifecycle.not_yours``, ``lifecycle.unknown_status``,
    #: ``lifecycle.unknown_priority``, ``lifecycle.unknown_field`` or ``lifecycle.wrong_type``.
    code: str
    #: The statuses that would have been possible, for the codes about statuses.
    allowed: tuple[Status, ...] = ()


def field_fact(kind: EventKind, field: str, origin: object, target: object) -> Fact:
    """A fact about one field; both values must be fit for JSON."""
    return kind, {"field": field, "from": origin, "to": target}
