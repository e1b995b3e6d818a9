"""The names of events in configuration: full, without ``ticket.``, or an alias (spec/features.md A.2.12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from pydantic import PlainValidator

from mailgate.config.nearest import advice
from mailgate.config.table import several
from mailgate.config.toml_lines import Place
from mailgate.model.event import EventKind
from mailgate.model.rule import INGEST_EVENT, OUTBOUND_EVENT, TIME_EVENT

_EVENT_ALIASES = {"sla.breach": EventKind.SLA_BREACHED, "comment_added": EventKind.MESSAGE_ADDED}

#: What rules are asked on: all that happens to a ticket, a mail before it is screened, an instant, a mail that leaves.
RULE_EVENTS = (*(kind for kind in EventKind if kind.startswith("ticket.")), INGEST_EVENT, TIME_EVENT, OUTBOUND_EVENT)
#: Phases by their names; ``update`` is all that may happen to a ticket once it is there.
PHASES = {
    "ingest": (INGEST_EVENT,),
    "create": (EventKind.CREATED.value,),
    "update": tuple(kind.value for kind in EventKind if kind.startswith("ticket.") and kind is not EventKind.CREATED),
    "outbound": (OUTBOUND_EVENT,),
}

#: Events of spec/features.md A.2.12 that no ticket's journal holds.
WEBHOOK_EVENTS = (
    *EventKind,
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


def event_list(*known: str, phases: Mapping[str, tuple[str, ...]] = MappingProxyType({})) -> PlainValidator:
    """A list of events by any of their names, or by that of a phase; an unknown one is a finding at its place."""

    def read(value: object) -> list[str]:
        if not isinstance(value, list):
            raise ValueError('it must be a list like ["ticket.created"]')
        found: list[tuple[Place, str]] = []
        names: list[str] = []
        for index, name in enumerate(value):
            try:
                names += phases[name] if isinstance(name, str) and name in phases else [event_of(name, known)]
            except ValueError as error:
                found.append(((index,), str(error)))
        if found:
            raise several(found)
        return list(dict.fromkeys(names))

    return PlainValidator(read)
