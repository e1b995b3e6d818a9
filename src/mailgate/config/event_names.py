"""The names of events in configuration: full, without ``ticket.``, or an alias (spec/features.md A.2.12)."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import PlainValidator

from mailgate.config.nearest import advice
from mailgate.config.table import several
from mailgate.config.toml_lines import Place
from mailgate.model.event import EventKind

_EVENT_ALIASES = {"sla.breach": EventKind.SLA_BREACHED, "comment_added": EventKind.MESSAGE_ADDED}

#: Events of spec/features.md A.2.12 that no ticket's journal holds.
WEBHOOK_EVENTS = (
    *EventKind,
    "ticket.approval.requested",
    "ticket.approval.approved",
    "ticket.approval.rejected",
    "ticket.approval.expired",
    "webhook.test",
    "webhook.disabled",
)


def event_of(name: object, known: Iterable[str]) -> str:
    """The full name of an event: as given, without ``ticket.``, or an alias.

    Raises:
        ValueError: none of ``known``.
    """
    events = [str(event) for event in known]
    word = _EVENT_ALIASES.get(str(name).removeprefix("ticket."), str(name))
    for candidate in (word, f"ticket.{word}"):
        if isinstance(name, str) and candidate in events:
            return str(candidate)
    short = [event.removeprefix("ticket.") for event in events]
    raise ValueError(f'"{name}" is not an event; {advice(str(name), [*events, *short])}')


def event_list(*known: str) -> PlainValidator:
    """A list of events by any of their names; an unknown one is a finding at its place."""

    def read(value: object) -> list[str]:
        if not isinstance(value, list):
            raise ValueError('it must be a list like ["ticket.created"]')
        found: list[tuple[Place, str]] = []
        names: list[str] = []
        for index, name in enumerate(value):
            try:
                names.append(event_of(name, known))
            except ValueError as error:
                found.append(((index,), str(error)))
        if found:
            raise several(found)
        return list(dict.fromkeys(names))

    return PlainValidator(read)
