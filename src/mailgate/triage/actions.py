"""What an action asks for: changes of the ticket's fields, and requests beyond them."""

from __future__ import annotations

from dataclasses import dataclass

from mailgate.model.event import Cause
from mailgate.model.plan import Change, Request
from mailgate.model.rule import Action
from mailgate.model.ticket import Priority, Ticket

_FIELDS = {
    "set_status": "status",
    "set_priority": "priority",
    "set_category": "category",
    "set_type": "type",
    "assign_team": "assigned_team",
    "assign_agent": "assigned_to",
    "set_sla": "sla_policy",
    "add_tags": "tags.add",
    "remove_tags": "tags.remove",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one action comes to."""

    changes: tuple[Change, ...] = ()
    requests: tuple[Request, ...] = ()
    hold: bool = False
    spam: bool = False


def ask(action: Action, ticket: Ticket, cause: Cause) -> Asked:
    """Turn an action into wishes on the ticket as the rules before it left it; nothing is applied."""
    field = _FIELDS.get(action.name)
    if field is not None:
        return Asked(changes=(Change(field=field, value=_value(field, action.value), cause=cause),))
    if action.name in ("raise_priority", "lower_priority"):
        return Asked(changes=_stepped(action, ticket, cause))
    if action.name == "set_field" and isinstance(action.value, dict):
        named = tuple(
            Change(field=f"custom.{name}", value=str(value), cause=cause) for name, value in action.value.items()
        )
        return Asked(changes=named)
    if action.name == "hold":
        return Asked(hold=True)
    if action.name == "mark_spam":
        return Asked(spam=True, changes=(Change(field="status", value="spam", cause=cause),))
    return Asked(requests=(Request(name=action.name, value=action.value, cause=cause),))


def _value(field: str, value: object) -> object:
    if field.startswith("tags."):
        return tuple(str(tag) for tag in value) if isinstance(value, list | tuple) else (str(value),)
    return value


def _stepped(action: Action, ticket: Ticket, cause: Cause) -> tuple[Change, ...]:
    """At least (or at most) as urgent as wanted; a ticket that is so already stays as it is."""
    try:
        wanted = Priority(str(action.value))
    except ValueError:
        return (Change(field="priority", value=action.value, cause=cause),)
    higher = wanted.rank < ticket.priority.rank
    if wanted is ticket.priority or higher is not (action.name == "raise_priority"):
        return ()
    return (Change(field="priority", value=wanted, cause=cause),)
