"""What an action asks for: changes of the ticket's fields, and requests beyond them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from mailgate.model.desk import Desk
from mailgate.model.event import Cause
from mailgate.model.plan import Change, Request
from mailgate.model.rule import Action
from mailgate.model.ticket import Priority, Ticket
from mailgate.triage.spans import span

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

#: To raise a priority by one, never above the highest.
ONE_STEP = "+1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one action comes to."""

    changes: tuple[Change, ...] = ()
    requests: tuple[Request, ...] = ()
    hold: bool = False
    spam: bool = False


def ask(action: Action, ticket: Ticket, cause: Cause, now: datetime) -> Asked:
    """Turn an action into wishes on the ticket as those before it left it; nothing is applied.

    ``stop`` wishes for nothing: it is the engine's own affair.
    """
    match action.name:
        case name if name in _FIELDS:
            field = _FIELDS[name]
            return Asked(changes=(Change(field=field, value=_value(field, action.value), cause=cause),))
        case "raise_priority" | "lower_priority":
            return Asked(changes=_stepped(action, ticket, cause))
        case "set_field" if isinstance(action.value, dict):
            return Asked(changes=_custom(action.value, cause))
        case "snooze":
            until = now + span(action.value)
            return Asked(changes=(Change(field="snoozed_until", value=until, cause=cause),))
        case "hold":
            return Asked(hold=True)
        case "mark_spam":
            return Asked(spam=True, changes=(Change(field="status", value="spam", cause=cause),))
        case "stop":
            return Asked()
        case _:
            return Asked(requests=(Request(name=action.name, value=action.value, cause=cause),))


def of_macro(action: Action, desk: Desk, cause: Cause) -> Asked | None:
    """What a macro sets, the status last, and its words as a reply; None for all other actions and unknown macros."""
    macro = desk.macro(str(action.value)) if action.name == "run_macro" else None
    if macro is None:
        return None
    fields = sorted(macro.fields.items(), key=lambda item: item[0] == "status")
    changes = tuple(Change(field=name, value=_value(name, value), cause=cause) for name, value in fields)
    words = (Request(name="reply", value={"text": macro.text}, cause=cause),) if macro.text else ()
    return Asked(changes=changes, requests=words)


def _value(field: str, value: object) -> object:
    if field.startswith("tags."):
        return tuple(str(tag) for tag in value) if isinstance(value, list | tuple) else (str(value),)
    return value


def _custom(values: dict[str, object], cause: Cause) -> tuple[Change, ...]:
    """Custom fields are texts; truth values are spelled as in the desk file."""
    return tuple(
        Change(field=f"custom.{name}", value=str(value).lower() if isinstance(value, bool) else str(value), cause=cause)
        for name, value in values.items()
    )


def _stepped(action: Action, ticket: Ticket, cause: Cause) -> tuple[Change, ...]:
    """At least (or at most) as urgent as wanted; a ticket that is so already stays as it is."""
    if action.value == ONE_STEP:
        above = list(Priority)[max(ticket.priority.rank - 1, 0)]
        return () if above is ticket.priority else (Change(field="priority", value=above, cause=cause),)
    try:
        wanted = Priority(str(action.value))
    except ValueError:
        return (Change(field="priority", value=action.value, cause=cause),)
    higher = wanted.rank < ticket.priority.rank
    if wanted is ticket.priority or higher is not (action.name == "raise_priority"):
        return ()
    return (Change(field="priority", value=wanted, cause=cause),)
