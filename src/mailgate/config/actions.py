"""The ``then`` of a rule: a list of one-key tables, or one table, read with all its flaws at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mailgate.config.approval_file import terms_of
from mailgate.config.durations import parse_duration
from mailgate.config.nearest import advice
from mailgate.config.operands import is_scalar, plain
from mailgate.config.people_file import ASSIGN
from mailgate.config.rule_names import ACTIONS, TICKET_FIELDS, Wants
from mailgate.config.toml_lines import Place
from mailgate.config.values import is_mailbox, priority_of, status_of
from mailgate.model.link import DUPLICATE, LINK_WORDS, LinkKind
from mailgate.model.rule import Action
from mailgate.model.ticket import Status

Flaws = list[tuple[Place, str]]

_EXAMPLE = 'write it like [ { set_priority = "high" }, { add_tags = ["money"] } ]'


def read_actions(raw: object, flaws: Flaws) -> tuple[Action, ...]:
    """The actions in order; ``flaws`` receives what is wrong, each with its place below the ``then``."""
    if isinstance(raw, dict):
        read = [_action(name, value, (name,), flaws) for name, value in raw.items()]
    elif isinstance(raw, list):
        read = [_member(each, index, flaws) for index, each in enumerate(raw)]
    else:
        flaws.append(((), f"then: it must be a list of actions; {_EXAMPLE}"))
        return ()
    if not read:
        flaws.append(((), f"then: it asks for nothing; {_EXAMPLE}"))
    return tuple(read)


def _member(raw: object, index: int, flaws: Flaws) -> Action:
    if not isinstance(raw, dict) or len(raw) != 1:
        flaws.append(((index,), f"each action is a table with one key; {_EXAMPLE}"))
        return Action(name="")
    ((name, value),) = raw.items()
    return _action(name, value, (index, name), flaws)


def _action(name: str, value: Any, place: Place, flaws: Flaws) -> Action:
    if name not in ACTIONS:
        flaws.append((place, f'unknown action "{name}"; {advice(name, ACTIONS)}'))
        return Action(name=name)
    try:
        return Action(name=name, value=plain(_READERS[ACTIONS[name]](value)))
    except ValueError as error:
        flaws.append((place, f'"{name}" {error}'))
        return Action(name=name)


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("needs text in quotes")
    return value


def _true(value: Any) -> bool:
    if value is not True:
        raise ValueError("takes nothing but true; leave the action out otherwise")
    return True


def _text_or_true(value: Any) -> Any:
    return value if value is True else _text(value)


def _priority(value: Any) -> str:
    try:
        return priority_of(value)
    except ValueError as error:
        raise ValueError(f"needs a priority: {error}") from None


def _status(value: Any) -> str:
    try:
        status = status_of(value)
    except ValueError as error:
        raise ValueError(f"needs a status: {error}") from None
    if status is Status.MERGED:
        raise ValueError('cannot merge: "merged" needs a ticket to merge into, which only people name')
    return status


def _texts(value: Any) -> list[str]:
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not values or not all(isinstance(each, str) and each.strip() for each in values):
        raise ValueError('needs a list of texts like ["a", "b"]')
    return values


def _address(value: Any) -> str:
    if not is_mailbox(value):
        raise ValueError(f'needs one address: "{value}" is none; write it as name@domain')
    return str(value).lower()


def _addresses(value: Any) -> list[str]:
    return [_address(each) for each in _texts(value)]


def _recipients(value: Any) -> list[str]:
    words = ("assignee", "team", "customer", "watchers")
    for each in _texts(value):
        if each not in words and not each.startswith(("oncall:", "team:")) and not is_mailbox(each):
            raise ValueError(f'cannot reach "{each}"; {advice(each, [*words, "team:KEY", "oncall:KEY", "an address"])}')
    return _texts(value)


def _fields(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or not value or not all(is_scalar(each) for each in value.values()):
        raise ValueError('needs a table of fields of your own like { contract = "gold" }')
    for name in value:
        if name in _OF_TICKET:
            own = f'there is "{_OF_TICKET[name]}" for it' if _OF_TICKET[name] else "nobody sets it, it is computed"
            raise ValueError(f'sets fields of your own: "{name}" is the ticket\'s; {own}')
    return value


def _words(value: Any) -> Any:
    """A macro by its name, or words of the rule's own."""
    if not isinstance(value, dict):
        return _text(value)
    if len(value) != 1 or not set(value) <= {"macro", "text"}:
        raise ValueError('needs the name of a macro, or { text = "..." }')
    return {name: _text(words) for name, words in value.items()}


def _sender(value: Any) -> str:
    named = str(value)
    if is_mailbox(value) or named == "reply_to" or (named.startswith("header.") and named != "header."):
        return named.lower()
    raise ValueError(f'needs an address, "reply_to" or "header.NAME": "{value}" is none of them')


def _link(value: Any) -> dict[str, str]:
    """A ticket by number or refid, or the one that a new ticket repeats; with a kind beside it in a table."""
    if not isinstance(value, dict):
        to = _text(value)
        return {"kind": (LinkKind.DUPLICATES if to == DUPLICATE else LinkKind.RELATED).value, "to": to}
    if set(value) != {"kind", "to"}:
        raise ValueError('needs a ticket, or { kind = "parent", to = "..." }')
    if value["kind"] not in LINK_WORDS:
        raise ValueError(f'knows no link "{value["kind"]}"; {advice(str(value["kind"]), LINK_WORDS)}')
    return {"kind": value["kind"], "to": _text(value["to"])}


def _strategy(value: Any) -> str:
    if value not in ASSIGN:
        raise ValueError(f'needs a way to assign: "{value}" is none; {advice(str(value), ASSIGN)}')
    return str(value)


def _duration(value: Any) -> Any:
    try:
        parse_duration(value)
    except ValueError as error:
        raise ValueError(f"needs a duration: {error}") from None
    return value


def _table_or_text(value: Any) -> Any:
    return value if isinstance(value, dict) and value else _text(value)


def _approval(value: Any) -> Any:
    if not isinstance(value, str | dict):
        raise ValueError("needs what is asked in quotes, or a table")
    try:
        terms_of(value)
    except ValueError as error:
        raise ValueError(f"is not an approval; {error}") from None
    return value


_READERS: dict[Wants, Callable[[Any], Any]] = {
    Wants.TEXT: _text,
    Wants.TEXT_OR_TRUE: _text_or_true,
    Wants.TRUE: _true,
    Wants.PRIORITY: _priority,
    Wants.STATUS: _status,
    Wants.ADDRESS: _address,
    Wants.ADDRESSES: _addresses,
    Wants.RECIPIENTS: _recipients,
    Wants.TEXTS: _texts,
    Wants.FIELDS: _fields,
    Wants.STRATEGY: _strategy,
    Wants.DURATION: _duration,
    Wants.TABLE_OR_TEXT: _table_or_text,
    Wants.APPROVAL: _approval,
    Wants.WORDS: _words,
    Wants.SENDER: _sender,
    Wants.LINK: _link,
}

#: Fields of the ticket, each with the action that sets it; those without one are computed or nobody's to set.
_OF_TICKET = dict.fromkeys(TICKET_FIELDS, "") | {
    "status": "set_status",
    "priority": "set_priority",
    "category": "set_category",
    "type": "set_type",
    "assigned_to": "assign_agent",
    "assigned_team": "assign_team",
    "tags": "add_tags",
    "sla_policy": "set_sla",
    "escalation_policy": "start_escalation",
    "snoozed_until": "snooze",
}
