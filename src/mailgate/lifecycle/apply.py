"""Carries out changes on a ticket: what is legal is done, what is not is refused alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mailgate.lifecycle.assignment import person_change, team_change
from mailgate.lifecycle.fields import PLAIN_FIELDS, custom_change, plain_change, priority_change, tags_change
from mailgate.lifecycle.moves import status_change
from mailgate.lifecycle.outcome import Done, Refusal
from mailgate.lifecycle.terms import DEFAULT_TERMS, Terms
from mailgate.model.event import Event
from mailgate.model.plan import Change
from mailgate.model.ticket import Ticket

__all__ = ["Applied", "Refusal", "apply_changes"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The ticket after all changes that were possible, the journal of them, and those that were refused."""

    ticket: Ticket
    events: tuple[Event, ...]
    refused: tuple[Refusal, ...]


def apply_changes(
    ticket: Ticket, changes: Sequence[Change], *, now: datetime, actor: str, terms: Terms = DEFAULT_TERMS
) -> Applied:
    """Carry out changes in order, each on the ticket as the earlier ones left it.

    A change that changes nothing gives no event. Every event carries the cause of the change it follows from, side
    effects included. ``updated_at`` moves when anything changed; ``version`` is the store's.

    Args:
        actor: Email of a person, or ``system``.
        terms: The lifecycle of the ticket's queue, and the actor's role there.
    """
    events: list[Event] = []
    refused: list[Refusal] = []
    by_rules = 0
    for change in changes:
        outcome = _carry_out(ticket, change, now, terms)
        if isinstance(outcome, Refusal):
            refused.append(outcome)
            continue
        ticket = outcome.ticket
        by_rules += bool(outcome.facts) and change.cause.kind == "rule"
        events += [
            Event(kind=kind, at=now, actor=actor, cause=change.cause, details=details)
            for kind, details in outcome.facts
        ]
    if events:
        ticket = replace(ticket, updated_at=now, rule_changes=ticket.rule_changes + by_rules)
    return Applied(ticket=ticket, events=tuple(events), refused=tuple(refused))


def _carry_out(ticket: Ticket, change: Change, now: datetime, terms: Terms) -> Done | Refusal:
    match change.field:
        case "status":
            return status_change(ticket, change, now, terms)
        case "assigned_to":
            return person_change(ticket, change, now, terms)
        case "assigned_team":
            return team_change(ticket, change, now, terms)
        case "priority":
            return priority_change(ticket, change)
        case "tags.add" | "tags.remove":
            return tags_change(ticket, change)
        case name if name in PLAIN_FIELDS:
            return plain_change(ticket, change)
        case name if name.startswith("custom.") and name != "custom.":
            return custom_change(ticket, change)
        case _:
            return Refusal(change=change, code="lifecycle.unknown_field")
