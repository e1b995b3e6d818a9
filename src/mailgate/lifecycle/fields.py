"""The fields of a ticket that change without moving its status."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from mailgate.lifecycle.outcome import Done, Refusal, field_fact
from mailgate.lifecycle.statuses import parse_priority
from mailgate.model.event import EventKind
from mailgate.model.plan import Change
from mailgate.model.ticket import Ticket

#: Who may be named as source of a priority; what is not listed was asked for by a person.
_PRIORITY_SOURCES = {"rule": "rule", "detection": "detected", "header": "header"}

#: Plain fields and the types their values may have; None clears where it is listed.
PLAIN_FIELDS: dict[str, tuple[type, ...]] = {
    "subject": (str,),
    "category": (str, type(None)),
    "type": (str, type(None)),
    "queue": (str,),
    "product": (str, type(None)),
    "sla_policy": (str, type(None)),
    "escalation_policy": (str, type(None)),
    "snoozed_until": (datetime, type(None)),
    "flagged_until": (datetime, type(None)),
    "follow_up_of": (int, type(None)),
    "merged_into": (int, type(None)),
}
#: Of the plain fields, those that have no None of their own.
_TEXTS = {"category", "type", "product", "sla_policy", "escalation_policy"}


def priority_change(ticket: Ticket, change: Change) -> Done | Refusal:
    """Set the priority and who asked for it; the same priority asked for again changes nothing."""
    value = change.value
    priority = parse_priority(value) if isinstance(value, str | int) else None
    if priority is None:
        return Refusal(change=change, code="lifecycle.unknown_priority")
    if priority is ticket.priority:
        return Done(ticket=ticket)
    source = _PRIORITY_SOURCES.get(change.cause.kind, "agent")
    return Done(
        ticket=replace(ticket, priority=priority, priority_source=source),
        facts=(field_fact(EventKind.PRIORITY_CHANGED, "priority", ticket.priority.value, priority.value),),
    )


def tags_change(ticket: Ticket, change: Change) -> Done | Refusal:
    """Add tags at the end in the order given, or remove them; a tag stands once."""
    names = _names(change.value)
    if names is None:
        return Refusal(change=change, code="lifecycle.wrong_type")
    if change.field == "tags.add":
        tags = tuple(dict.fromkeys(ticket.tags + names))
    else:
        tags = tuple(tag for tag in ticket.tags if tag not in names)
    if tags == ticket.tags:
        return Done(ticket=ticket)
    fact = field_fact(EventKind.UPDATED, "tags", list(ticket.tags), list(tags))
    return Done(ticket=replace(ticket, tags=tags), facts=(fact,))


def custom_change(ticket: Ticket, change: Change) -> Done | Refusal:
    """Set or, with None, remove one custom field; numbers and truth values are kept as text."""
    name = change.field.removeprefix("custom.")
    if not isinstance(change.value, str | int | float | None):
        return Refusal(change=change, code="lifecycle.wrong_type")
    before = ticket.custom.get(name)
    after = None if change.value is None else str(change.value)
    if before == after:
        return Done(ticket=ticket)
    kept = {key: value for key, value in ticket.custom.items() if key != name}
    custom = kept if after is None else ticket.custom | {name: after}
    return Done(
        ticket=replace(ticket, custom=custom),
        facts=(field_fact(EventKind.UPDATED, change.field, before, after),),
    )


def plain_change(ticket: Ticket, change: Change) -> Done | Refusal:
    """Set one of ``PLAIN_FIELDS``."""
    if not isinstance(change.value, PLAIN_FIELDS[change.field]) or isinstance(change.value, bool):
        return Refusal(change=change, code="lifecycle.wrong_type")
    before = getattr(ticket, change.field)
    after: Any = "" if change.value is None and change.field in _TEXTS else change.value
    if before == after:
        return Done(ticket=ticket)
    fact = field_fact(EventKind.UPDATED, change.field, _as_json(before), _as_json(after))
    return Done(ticket=replace(ticket, **{change.field: after}), facts=(fact,))


def _names(value: object) -> tuple[str, ...] | None:
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, Iterable):
        return None
    names = tuple(value)
    return names if all(isinstance(name, str) for name in names) else None


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
